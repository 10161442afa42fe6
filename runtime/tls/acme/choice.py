"""By which way each name is proven."""

from collections.abc import Collection

from .authority import AcmeFault, ChallengeKind, Solvers
from .names import Identifier
from .words import host_of

__all__ = ["choose", "see_that_all_can_be_proven"]


def see_that_all_can_be_proven(wanted: tuple[Identifier, ...], solvers: Solvers) -> None:
    """Find out before an order, so that none is spent on what cannot be.

    Raises:
        AcmeFault: for one of the names there is no way (`unsolvable`).
    """
    for each in wanted:
        if not _ways(each, solvers):
            raise AcmeFault("unsolvable", _why_not(each, solvers), names=(str(each),))


def choose(
    wanted: Identifier, offered: Collection[str], solvers: Solvers, directory: str = ""
) -> ChallengeKind:
    """Take the best way of those that we can and the authority offers.

    Raises:
        AcmeFault: there is none (`unsolvable`), with the reason in words.
    """
    ways = _ways(wanted, solvers)
    for kind in ways:
        if kind in offered:
            return kind
    if not ways:
        raise AcmeFault("unsolvable", _why_not(wanted, solvers), names=(str(wanted),))
    raise AcmeFault(
        "unsolvable",
        f"{wanted} cannot be proven: {host_of(directory)} offers {_either(offered) or 'no way'}, "
        f"and this station can do {_either(ways)}",
        names=(str(wanted),),
    )


def _ways(wanted: Identifier, solvers: Solvers) -> tuple[ChallengeKind, ...]:
    """What can prove this name here, the best first."""
    return tuple(kind for kind in solvers.kinds if _able(kind, solvers) and _fits(kind, wanted))


def _able(kind: ChallengeKind, solvers: Solvers) -> bool:
    return (solvers.dns if kind == "dns-01" else solvers.proofs) is not None


def _fits(kind: ChallengeKind, wanted: Identifier) -> bool:
    """A wildcard is proven by DNS alone (RFC 8555 §7.1.3), an address by its ports alone (RFC 8738 §7)."""
    return kind == "dns-01" if wanted.wildcard else not (wanted.kind == "ip" and kind == "dns-01")


def _why_not(wanted: Identifier, solvers: Solvers) -> str:
    if wanted.wildcard:
        return (
            f"{wanted} can be proven by DNS alone: tell tls.acme who writes the zone, with dns=, or name each name "
            "that is wanted in place of the wildcard"
        )
    if wanted.kind == "ip":
        return f"{wanted} is an address, which DNS cannot prove: let port 80 or port 443 of it reach this station"
    return (
        f"{wanted} cannot be proven: this station has no port that the authority could ask"
        f"{' in the ways that the script allows' if solvers.kinds else ''}, and nobody to write into its zone (dns=)"
    )


def _either(kinds: Collection[str]) -> str:
    return " or ".join(kinds)
