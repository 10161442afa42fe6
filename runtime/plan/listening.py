"""How a mount is listened to: by whom, by how many, for how long, and what they hear first."""

from dataclasses import dataclass

from .access import Access
from .units import MountPath, Seconds

__all__ = ["Listening"]


@dataclass(frozen=True, slots=True)
class Listening:
    """The rules for a mount's listeners; the server's own come first.

    Attributes:
        max_listeners: at one time; None is as many as the server takes.
        when_full: the mount that one too many hears in its place; None refuses him.
        max_duration: seconds after which a listener is sent away; None is never.
        hidden: whether lists and status pages leave the mount out.
        intro: a file in the mount's own format that every newcomer hears first; "" is none.
        access: what a listener must satisfy.
    """

    max_listeners: int | None = None
    when_full: MountPath | None = None
    max_duration: Seconds | None = None
    hidden: bool = False
    intro: str = ""
    access: tuple[Access, ...] = ()
