"""Relays: what other servers send, to our listeners as it is, or into the programme."""

from dataclasses import dataclass, field

from .gate import Secret
from .listening import Listening
from .origin import Origin, origin_field
from .units import MountPath, Seconds

__all__ = ["HttpInput", "Mirror", "Relay", "Upstream"]


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where a stream comes from: addresses, the one that is wanted most first, and the account there ("" for none).

    A gap of up to `patience` seconds is waited out; then the stream counts as gone.
    """

    urls: tuple[str, ...]
    user: str = ""
    password: Secret = Secret("")
    patience: Seconds = Seconds(10.0)


@dataclass(frozen=True, slots=True)
class Relay:
    """A mount that sends what another server sends.

    With `on_demand` it connects when somebody listens, and leaves `linger` seconds after the last one has gone. While it
    is away, listeners hear `fallback`, a mount with an encoder, whose format it then keeps to. Empty texts mean the other
    server's own, else the station's.
    """

    path: MountPath
    upstream: Upstream
    on_demand: bool = False
    linger: Seconds = Seconds(30.0)
    fallback: MountPath | None = None
    latency: Seconds = Seconds(5.0)
    name: str = ""
    description: str = ""
    genre: str = ""
    url: str = ""
    listening: Listening = field(default_factory=Listening)
    origin: Origin = origin_field()

    @property
    def waits(self) -> bool:
        """Whether a listener waits for a stream that is not there: for a moment, since it is on its way."""
        return True

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for many paths: never."""
        return False


@dataclass(frozen=True, slots=True)
class Mirror:
    """Relays for all mounts of an Icecast server, which is asked for its list every `every` seconds.

    `upstream.urls` holds the server's own address.
    """

    upstream: Upstream
    on_demand: bool = False
    linger: Seconds = Seconds(30.0)
    every: Seconds = Seconds(60.0)
    latency: Seconds = Seconds(5.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class HttpInput:
    """What another server sends, decoded, as a source of the programme; `fade` is as for a live input."""

    upstream: Upstream
    fade: Seconds = Seconds(0.0)
    grace: Seconds = Seconds(0.0)
    origin: Origin = origin_field()
