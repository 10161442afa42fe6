"""`lss explain CODE`: the page of a problem."""

from importlib.resources import files
from typing import TextIO

from lsscript.cli.terminal import write
from lsscript.diagnostics import nearest

__all__ = ["codes", "page", "run_explain"]

EXPLANATIONS = files("lsscript.diagnostics") / "explanations"


def codes() -> tuple[str, ...]:
    """Every code that has a page, in order."""
    names = (each.name for each in EXPLANATIONS.iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))


def page(code: str) -> str | None:
    """The page of a code, None when there is no such code."""
    wanted = code.strip().upper()
    if wanted not in codes():
        return None
    return (EXPLANATIONS / f"{wanted}.md").read_text("utf-8")


def run_explain(code: str, out: TextIO) -> int:
    """Print the page of a code.

    Returns:
        0, or 1 when there is no such code.
    """
    text = page(code)
    if text is None:
        likely = nearest(code.strip().upper(), codes())
        meant = f"; did you mean {likely}?" if likely else "; codes look like LSS201"
        write(out, f"there is no code {code}{meant}\n")
        return 1
    write(out, text)
    return 0
