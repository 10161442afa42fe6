"""The core of renewal, as it begins with what is kept."""

from collections.abc import Mapping, Sequence

from .issuer import Issuer
from .obtaining import Needs
from .renewals import Renewals
from .vault import Contents, Kept, life_of
from .wanted import Wanted

__all__ = ["begun"]


def begun(
    issuers: Sequence[Issuer], profile: str, wanted: Sequence[Wanted], contents: Contents, needs: Needs
) -> Renewals:
    """A core that wants these certificates of these authorities, and knows what was kept of them."""
    now, ticks = needs.clock.wall().timestamp(), needs.clock.now()
    core = Renewals(issuers, now, ticks, needs.random, contents.common)
    for each in wanted:
        kept = contents.kept.get(each, Kept())
        fits = kept.certificate is not None and _fits(kept.record, issuers, profile)
        life = life_of(kept.certificate) if kept.certificate is not None and fits else None
        core.want(each, life, now, kept.record)
    return core


def _fits(record: Mapping[str, object], issuers: Sequence[Issuer], profile: str) -> bool:
    """Whether a certificate is what the script asks for now: of one of its authorities, under its profile."""
    directory = record.get("issuer", "")
    known = not directory or directory in [each.directory for each in issuers]
    return known and record.get("profile", profile) == profile
