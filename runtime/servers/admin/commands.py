"""What can be asked on the admin pages, by name, with Icecast's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runtime.errors import PeerFault
from runtime.plan import AdminRole
from runtime.protocols.http1 import Request, scheme_of
from runtime.stats.sessions import Session
from runtime.stats.status import MountStatus

from .document import Element, leaves
from .figures import mount_facts, station_facts
from .house import House

__all__ = ["COMMANDS", "KEEPERS", "Call", "Command", "Done", "Text"]

MISSING = "Missing parameter"
NO_DESTINATION = "No such destination"
NOT_RUNNING = "Destination not running"
IDENTICAL = "supplied mountpoints are identical"
NO_FALLBACKS = "Fallbacks are set in the script of this station"
NO_AUTH = "Accounts of listeners are kept in the script and in htpasswd files of this station"
OWN_PROGRAMME = "This mount sends the station's own programme; there is no source client to remove"
BADLY_MOVED = "Listeners of {} cannot hear {} without asking anew: it is of another format"

EVERYBODY: frozenset[AdminRole] = frozenset({"admin", "viewer"})
KEEPERS: frozenset[AdminRole] = frozenset({"admin", "source"})
LOOKERS: frozenset[AdminRole] = frozenset({"admin", "source", "viewer"})
REPEATERS: frozenset[AdminRole] = frozenset({"admin", "relay", "viewer"})


@dataclass(frozen=True, slots=True)
class Call:
    """A command that somebody may give.

    Attributes:
        request: with its parameters.
        house: the station.
        mount: which one is meant; None where none was named.
        watching: how many STATS streams there are.
    """

    request: Request
    house: House
    mount: MountStatus | None = None
    watching: int = 0

    def needed(self, name: str) -> str:
        """A parameter. Raises PeerFault where it is missing."""
        if f"{name}=" not in self.request.query:
            raise PeerFault(MISSING)
        return self.request.parameter(name)

    @property
    def here(self) -> MountStatus:
        """The mount, of a command that needs one."""
        assert self.mount is not None
        return self.mount


@dataclass(frozen=True, slots=True)
class Done:
    """How an operation went."""

    text: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    text: str
    kind: str = "text/plain; charset=utf-8"


Answer = Element | Done | Text


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be asked.

    Attributes:
        run: answers; raises PeerFault in Icecast's words.
        roles: who may ask.
        of_mount: whether it needs a mount.
        changes: whether it changes anything.
    """

    run: Callable[[Call], Answer]
    roles: frozenset[AdminRole] = EVERYBODY
    of_mount: bool = False
    changes: bool = False


def stats(call: Call) -> Element:
    """Everything that is counted, of all mounts or of one."""
    status = call.house.status()
    mounts = status.mounts if call.mount is None else (call.mount,)
    scheme = scheme_of(call.request.headers.get)
    sources = [
        Element("source", leaves(mount_facts(call.house, mount, scheme)), mount.path) for mount in mounts
    ]
    return Element("icestats", (*leaves(station_facts(call.house, watching=call.watching)), *sources))


def list_mounts(call: Call) -> Element:
    """The mounts, with how many listen."""
    return Element("icestats", tuple(_listed(call.house, mount) for mount in call.house.status().mounts))


def _listed(house: House, mount: MountStatus) -> Element:
    client = house.client(mount.path)
    connected = client.seconds if client is not None else (house.wall() - mount.started).total_seconds()
    facts = (
        ("fallback", ""),
        ("listeners", mount.counts.listeners),
        ("Connected", max(0, round(connected))),
        ("content-type", mount.content_type),
    )
    return Element("source", leaves(facts), mount.path)


def stream_list(call: Call) -> Text:
    """The mounts, a line each, for those who repeat them."""
    return Text("".join(f"{mount.path}\r\n" for mount in call.house.status().shown))


def list_clients(call: Call) -> Element:
    """Who listens to a mount."""
    sessions = call.house.sessions.on(call.here.path)
    listeners = [Element("listener", leaves(_listener(call.house, each))) for each in sessions]
    source = Element("source", (Element("Listeners", str(len(sessions))), *listeners), call.here.path)
    return Element("icestats", (source,))


def _listener(house: House, session: Session) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("IP", session.ip),
        ("UserAgent", session.agent),
        ("Connected", int(house.sessions.seconds(session))),
        ("ID", session.id),
    ]
    return facts + ([("username", session.user)] if session.user else [])


def move_clients(call: Call) -> Answer:
    """Let everybody hear another mount; without one, which there are."""
    status, mount = call.house.status(), call.here
    if "destination=" not in call.request.query:
        others = [_listed(call.house, each) for each in status.mounts if each.path != mount.path]
        return Element("icestats", (Element("current_source", mount.path), *others))
    path = call.request.parameter("destination")
    if path == mount.path:
        raise PeerFault(IDENTICAL)
    destination = next((each for each in status.mounts if each.path == path), None)
    if destination is None:
        raise PeerFault(NOT_RUNNING if path in call.house.streams() else NO_DESTINATION)
    numbers = [session.id for session in call.house.sessions.on(mount.path)]
    if destination.content_type != mount.content_type and numbers:
        return Done(BADLY_MOVED.format(mount.path, path), done=False)
    call.house.move(numbers, path)
    return Done(f"Clients moved from {mount.path} to {path}")


def kill_client(call: Call) -> Done:
    """Send one listener away."""
    text = call.needed("id")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    session = call.house.sessions.get(number)
    if session is None or session.mount != call.here.path:
        return Done(f"Client {number} not found", done=False)
    call.house.kick([number])
    return Done(f"Client {number} removed")


def kill_source(call: Call) -> Done:
    """Send a source client away."""
    if call.house.end_source(call.request.parameter("mount")):
        return Done("Source Removed")
    return Done(OWN_PROGRAMME, done=False)


def fallbacks(call: Call) -> Done:
    """Refused in words: a fallback is part of the script."""
    call.needed("fallback")
    return Done(NO_FALLBACKS, done=False)


def update_metadata(call: Call) -> Element:
    """The mount whose title is to be changed."""
    return Element("icestats", (Element("source", mount=call.here.path),))


def manage_auth(call: Call) -> Done:
    """Refused in words."""
    if "action=" not in call.request.query:
        raise PeerFault("missing parameter")
    return Done(NO_AUTH, done=False)


def build_m3u(call: Call) -> Text:
    """A playlist with a listener's name and password in the address."""
    from urllib.parse import quote

    user, password = quote(call.needed("username"), safe=""), quote(call.needed("password"), safe="")
    base = call.house.status().seen_by(scheme_of(call.request.headers.get)).base
    scheme, _, address = base.partition("://")
    return Text(f"{scheme}://{user}:{password}@{address}{call.here.path}\r\n", "audio/x-mpegurl")


COMMANDS: Mapping[str, Command] = {
    "stats": Command(stats, LOOKERS),
    "listmounts": Command(list_mounts),
    "streamlist": Command(list_mounts),
    "streamlist.txt": Command(stream_list, REPEATERS),
    "listclients": Command(list_clients, LOOKERS, of_mount=True),
    "moveclients": Command(move_clients, KEEPERS, of_mount=True, changes=True),
    "killclient": Command(kill_client, KEEPERS, of_mount=True, changes=True),
    "killsource": Command(kill_source, KEEPERS, of_mount=True, changes=True),
    "fallbacks": Command(fallbacks, KEEPERS, of_mount=True, changes=True),
    "updatemetadata": Command(update_metadata, KEEPERS, of_mount=True),
    "manageauth": Command(manage_auth, KEEPERS, of_mount=True, changes=True),
    "buildm3u": Command(build_m3u, KEEPERS, of_mount=True),
}
"""A command's name → what it does."""
