"""What is allowed in a script and yet seldom meant, as facts; `explain_warnings.py` has the words."""

from typing import NamedTuple

from lsscript.source import Span

__all__ = ["CheckWarning", "PlainSecret", "UnusedName"]


class PlainSecret(NamedTuple):
    """A string in the script where a secret is wanted."""

    span: Span


class UnusedName(NamedTuple):
    """A name that is given and never used."""

    span: Span
    name: str


CheckWarning = PlainSecret | UnusedName
