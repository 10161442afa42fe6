"""What is to be done next about certificates."""

from dataclasses import dataclass

from .wanted import Wanted

__all__ = ["Ask", "Order", "Step", "Wait"]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing, for some seconds. `why` is told to the operator where it is no matter of course."""

    seconds: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask an authority (by its place in the list) when it would like this certificate renewed."""

    wanted: Wanted
    authority: int


@dataclass(frozen=True, slots=True)
class Order:
    """Order a certificate.

    Attributes:
        wanted: which one.
        authority: of whom, by its place in the list.
        rehearsal: only practise, in the authority's staging directory; what comes is thrown away.
        replaces: say which certificate it replaces.
        why: in words.
    """

    wanted: Wanted
    authority: int
    rehearsal: bool
    replaces: bool
    why: str


Step = Wait | Ask | Order
