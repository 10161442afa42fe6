"""What a station needs beside LegacyStream, and this machine has not got."""

from typing import Protocol

from lsscript.diagnostics import Diagnostic, Label
from runtime import plan

from .promise import Promise

__all__ = ["Machine", "library_diagnostics"]


class Machine(Protocol):
    """What may be asked of the machine."""

    def has_he_aac(self) -> bool:
        """Whether an encoder for HE-AAC is here."""


def library_diagnostics(promise: Promise, machine: Machine) -> tuple[Diagnostic, ...]:
    """Each encoder whose library is missing; the machine is asked only where it matters."""
    wanted = [
        promise.place(f"encoder {number}", "profile")
        for number, encoder in enumerate(promise.encoders)
        if isinstance(encoder, plan.Aac) and encoder.profile != "lc"
    ]
    if not wanted or machine.has_he_aac():
        return ()
    title = "HE-AAC needs libfdk-aac, which is not on this machine"
    text = "Its mount is left out; the others play. Nothing else is sent in its place."
    help_ = (
        "install `libfdk-aac2` (Debian, from non-free) or `fdk-aac` (Homebrew), or take `aac()` or `opus()`"
    )
    return tuple(Diagnostic("LSS413", "warning", title, Label(span), text, help_) for span in wanted)
