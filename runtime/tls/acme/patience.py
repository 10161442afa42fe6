"""How long an authority may take."""

from dataclasses import dataclass

__all__ = ["Patience"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Deadlines of a conversation, in seconds.

    Attributes:
        request: for each silence within one request.
        proof: from the first answered challenge until all names are proven.
        issuing: from the last proof until the certificate is there.
        whole: for all of it. Whatever happens, it ends then.
        shown: until every edge shows a proof.
        clean_up: until a proof is taken back.
        wait: the longest time that an authority may ask us to wait in the middle (`Retry-After`); for more we come back later.
        attempts: tries of one request that was cut off or met a passing trouble.
    """

    request: float = 45.0
    proof: float = 180.0
    issuing: float = 180.0
    whole: float = 600.0
    shown: float = 15.0
    clean_up: float = 60.0
    wait: float = 20.0
    attempts: int = 4
