"""Writing to a terminal that may not know every character."""

from typing import TextIO

__all__ = ["write"]

PLAIN = str.maketrans({"┌": "+", "─": "-", "│": "|", "…": "...", "·": "-", "–": "-", "—": "-"})


def write(out: TextIO, text: str) -> None:
    """Write a text; what the terminal's encoding cannot say is said in ASCII."""
    try:
        text.encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        text = text.translate(PLAIN).encode(out.encoding, "replace").decode(out.encoding)
    out.write(text)
