"""Colours of the terminal, only when asked for."""

from collections.abc import Callable

__all__ = ["Paint", "painter"]

Paint = Callable[[str, str], str]
"""(role, text) → the text as it is written to the terminal."""

CODES = {"error": "1;31", "warning": "1;33", "title": "1", "frame": "34", "note": "36", "help": "32"}


def painter(colour: bool) -> Paint:
    """A function that colours by role, or one that leaves the text alone."""
    return coloured if colour else plain


def coloured(role: str, text: str) -> str:
    """The text in its role's colour."""
    return f"\x1b[{CODES[role]}m{text}\x1b[0m"


def plain(role: str, text: str) -> str:  # noqa: ARG001 - the same shape as `coloured`
    """The text."""
    return text
