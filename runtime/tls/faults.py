"""A certificate that cannot be used, and what to do about it."""

from typing import Literal

from runtime.errors import OperatorFault

__all__ = ["CertificateWrong", "Wrong"]

Wrong = Literal[
    "missing", "unreadable", "password", "mismatch", "chain", "names", "weak", "kind", "purpose", "too large"
]
"""What can be wrong with a certificate so that it cannot be served at all."""


class CertificateWrong(OperatorFault):
    """A certificate or its key cannot be used.

    Attributes:
        wrong: what kind of mistake it is.
        where: the file, or how else the operator knows it.
        reason: what is wrong, in words, fit to stand after a colon.
        advice: what to do about it.
    """

    def __init__(self, wrong: Wrong, where: str, reason: str, advice: str) -> None:
        super().__init__(f"{where}: {reason}; {advice}")
        self.wrong = wrong
        self.where = where
        self.reason = reason
        self.advice = advice
