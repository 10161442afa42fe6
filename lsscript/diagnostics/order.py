"""Which problems are shown, and in which order."""

from collections.abc import Iterable
from dataclasses import replace

from .diagnostic import Diagnostic

__all__ = ["in_order", "strictly"]


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Errors by position; the warnings only when there is no error. The same problem is said once."""
    found = sorted(dict.fromkeys(diagnostics), key=lambda each: each.label.span)
    errors = tuple(each for each in found if each.severity == "error")
    return errors or tuple(found)


def strictly(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same, every warning made an error."""
    return tuple(replace(each, severity="error") for each in diagnostics)
