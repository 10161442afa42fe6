"""What an edge asks the station about somebody at the door, and what it is told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from runtime.errors import PeerFault

__all__ = ["Ask", "Told"]

Said = TypeVar("Said", "Ask", "Told")


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody wants to listen.

    Attributes:
        id: his number; the listener's number too if he comes in.
        mount: what he wants to hear.
        target: the path he asked for, with its query, as it came.
        ip: his address.
        agent: how his player calls itself.
        referer: the page he comes from, as he says.
        user: the name he gives.
        password: and the password; never shown by `repr`.
        headers: those of his headers that are to be passed on, by name in lower case.
        port: the port he came to.
        host: the server as he calls it.
    """

    id: int
    mount: str
    target: str
    ip: str
    agent: str = ""
    referer: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    host: str = ""

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return asdict(self)

    @classmethod
    def from_fields(cls, given: Mapping[str, Any]) -> "Ask":
        """Read it. Raises PeerFault for none."""
        return _read(cls, given)


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of somebody.

    Attributes:
        id: his number.
        status: 200 lets him in; else what he is answered.
        words: what he is told if he is refused.
        kind: the sort of refusal, for counters.
        seconds: after which he is sent away; 0 is never.
        user: who he is, for lists and logs.
        mount: the mount that he hears; "" is the one he wants.
    """

    id: int
    status: int = 200
    words: str = ""
    kind: str = ""
    seconds: float = 0.0
    user: str = ""
    mount: str = ""

    def to_fields(self) -> dict[str, Any]:
        """As it travels."""
        return asdict(self)

    @classmethod
    def from_fields(cls, given: Mapping[str, Any]) -> "Told":
        """Read it. Raises PeerFault for none."""
        return _read(cls, given)


def _read(kind: type[Said], given: Mapping[str, Any]) -> Said:
    names = kind.__dataclass_fields__.keys()
    try:
        return kind(**{name: value for name, value in given.items() if name in names})
    except TypeError as wrong:
        raise PeerFault(f"a message about a listener cannot be read: {wrong}") from wrong
