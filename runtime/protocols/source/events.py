"""What happens in a conversation with a source client."""

from dataclasses import dataclass

from runtime.media.title import Title

from .description import StreamDescription
from .login import Login

__all__ = ["Artwork", "Audio", "Described", "Ended", "SourceEvent", "Titled", "Wants"]


@dataclass(frozen=True, slots=True)
class Wants:
    """It wants to publish. The conversation stands still until `accept()` or `refuse(…)`.

    Attributes:
        mount: where; "" where the dialect has no paths.
        logins: every way to read its credentials, most likely first; empty where it gave none.
        description: what it said of its stream so far.
        agent: the program, as it calls itself.
        dialect: "icecast", "xaudiocast", "shoutcast" or "ultravox".
        probe: whether it only asks and sends nothing: accepting must not occupy the mount.
    """

    mount: str
    logins: tuple[Login, ...]
    description: StreamDescription
    agent: str
    dialect: str
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """What it sends, where the dialect tells only after the login; audio follows."""

    description: StreamDescription


@dataclass(frozen=True, slots=True)
class Audio:
    """Bytes of the stream, freed of the dialect's framing."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Titled:
    """A title that came with the stream."""

    title: Title


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture that came with the stream: of the station, or of what plays."""

    of: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """The conversation is over; what is left to send is to be sent before closing.

    Attributes:
        reason: why, in words that stand after a colon.
        harmless: whether this is no event for a log or a limit: a probe, a decoy.
    """

    reason: str
    harmless: bool = False


SourceEvent = Wants | Described | Audio | Titled | Artwork | Ended
