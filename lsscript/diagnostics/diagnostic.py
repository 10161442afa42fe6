"""One problem, in words, with its places."""

from dataclasses import dataclass
from typing import Literal

from lsscript.source import Span

__all__ = ["Diagnostic", "Edit", "Fix", "Label", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Label:
    """A place that took part, and what part it took: local, short, and true when read alone."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove the problem. `certain` ones an editor may apply unasked."""

    edits: tuple[Edit, ...]
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem as it is shown.

    `title` stands alone: lists and editors show only it. `label` is the culprit, `others` the places that took part.
    `text` says more, in sentences; `help` alone says what to do.
    """

    code: str
    severity: Severity
    title: str
    label: Label
    text: str = ""
    help: str = ""
    others: tuple[Label, ...] = ()
    fix: Fix | None = None
