"""The words for what is allowed in a script and yet seldom meant."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Label

from .warnings import CheckWarning, PlainSecret, UnusedName

__all__ = ["explain_warning"]


def explain_warning(warning: CheckWarning) -> Diagnostic:
    """A warning in words."""
    match warning:
        case PlainSecret():
            title, label = (
                "a password stands in the script",
                Label(warning.span, "everybody who reads the script knows it"),
            )
            help_ = 'keep it elsewhere: `secret("env:NAME")` or `secret("file:path")`'
            return Diagnostic("LSS308", "warning", title, label, help=help_)
        case UnusedName():
            title, label = f"the name `{warning.name}` is nowhere used", Label(warning.span, "given here")
            help_ = f"remove it, or call it `_{warning.name}` to keep it"
            return Diagnostic("LSS211", "warning", title, label, help=help_)
        case _:
            assert_never(warning)
