"""Commands that set something by hand, on top of what the script says: `switch`, `unswitch`, `gain`, `title`, `title.next`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.plan import MountPath, NodeId
from runtime.protocols.source import song_title
from runtime.sources.by_hand import LOUDEST, SOFTEST, Hand, Pin, Pinnable
from runtime.sources.reasons import duration
from runtime.sources.shared import SharedSource

from .desk import Desk

__all__ = ["hand_commands"]

_CHOOSING = Argument("source", Kind.SOURCE, "a fallback, a switch, a rotate, a random or a sequence")
_SOURCE = Argument("source", Kind.SOURCE, "the source's name in the script")
_BRANCH = Argument("branch", Kind.SOURCE, "which of its sources, or its number, the first being 1")
_SECONDS = Argument("seconds", Kind.SECONDS, "for how long; left out, until `unswitch`", needed=False)
_GAIN = Argument(
    "db", Kind.NUMBER, "dB louder, or with a minus softer; left out, it is only told", needed=False
)
_SHOWN = Argument("shown", Kind.SHOWN, "a source, or the path of a mount")
_TITLE = Argument("title", Kind.REST, "what listeners are to see: Artist - Title")


def hand_commands(desk: Desk) -> Iterator[Command]:
    """The commands of an operator's hand."""
    yield from _switches(desk)
    yield _gain(desk)
    yield from _titles(desk)


def _switches(desk: Desk) -> Iterator[Command]:
    async def switch(caller: Caller, source: str, branch: str, seconds: float | None) -> str:
        return await desk.programme(lambda: _pinned(desk, caller, source, branch, seconds))

    async def unswitch(_caller: Caller, source: str) -> str:
        found = _choosing(desk, source)
        if found.pin is None:
            raise CommandFault(f"{source} plays by the script already", 409)
        found.pin = None
        return f"{source} plays by the script again"

    doc = (
        "Have a fallback, a switch or a rotate play one of its sources, whatever the script says.\n"
        "While that source has nothing to play, the script decides. Sources that take turns play their track to its end first."
    )
    yield Command("switch", doc, Role.PRESENTER, switch, (_CHOOSING, _BRANCH, _SECONDS))
    doc = "Let a source play by the script again that was switched by hand."
    yield Command("unswitch", doc, Role.PRESENTER, unswitch, (_CHOOSING,))


def _gain(desk: Desk) -> Command:
    async def gain(_caller: Caller, source: str, db: float | None) -> dict[str, object]:
        place = desk.place(source)
        if db is not None and not SOFTEST <= db <= LOUDEST:
            raise CommandFault(f"a gain is {SOFTEST:g} to {LOUDEST:g} dB")
        if db is not None:
            hand = await desk.programme(lambda: _hand(place))
            hand.gain = db
        return {"source": source, "gain": place.hand.gain if place.hand is not None else 0.0}

    doc = (
        "Make a source louder or softer by hand, on top of what the script does to it; 0 leaves it as it is."
    )
    return Command("gain", doc, Role.PRESENTER, gain, (_SOURCE, _GAIN))


def _titles(desk: Desk) -> Iterator[Command]:
    async def now(_caller: Caller, shown: str, title: str) -> str:
        new = song_title(title)
        if shown.startswith("/") and desk.clients.retitle(shown, new):
            return f"{shown} shows {new}"
        place = _shown(desk, shown)
        await desk.programme(lambda: _hand(place).entitle(new, place.now_playing))
        return f"{shown} shows {new}"

    async def following(_caller: Caller, shown: str, title: str) -> str:
        new, place = song_title(title), _shown(desk, shown)
        await desk.programme(lambda: _hand(place).entitle(new, None))
        return f"what {shown} plays next is shown as {new}"

    doc = (
        "Give what plays another title, for all who hear it, until something else begins.\n"
        "Of a mount it is that of the source it sends; of a source client, that of its stream."
    )
    yield Command("title", doc, Role.PRESENTER, now, (_SHOWN, _TITLE))
    doc = "Give what a source plays next another title than its own."
    yield Command("title.next", doc, Role.PRESENTER, following, (_SHOWN, _TITLE))


def _pinned(desk: Desk, caller: Caller, source: str, branch: str, seconds: float | None) -> str:
    found = _choosing(desk, source)
    child = _branch(found, source, branch)
    until = desk.clock.wall().timestamp() + seconds if seconds else None
    began, how_long = desk.clock.now(), f"for {duration(seconds)}" if seconds else "until it is taken back"
    found.pin = Pin(
        child, f"by {caller.name}, {how_long}", lambda: bool(seconds) and desk.clock.now() - began >= (seconds or 0.0),
        until,
    )  # fmt: skip
    ready = next(each.ready for each in desk.sources() if each.id == child)
    nothing = "" if ready else "; it has nothing to play now, the script decides until it has"
    return f"{source} plays {child} {how_long}{nothing}"


def _choosing(desk: Desk, name: str) -> Pinnable:
    found = desk.source(name)
    if not isinstance(found, Pinnable):
        raise CommandFault(
            f"{name} has nothing to choose from: it is no fallback, switch, rotate, random or sequence", 409
        )
    return found


def _branch(found: Pinnable, source: str, branch: str) -> NodeId:
    for number, child in enumerate(found.branches, 1):
        if branch in (child, str(number)):
            return child
    raise CommandFault(f'{source} does not play "{branch}"; it plays: {", ".join(found.branches)}', 404)


def _shown(desk: Desk, shown: str) -> SharedSource:
    """The source that is meant, by its name or by a mount's path."""
    if not shown.startswith("/"):
        return desk.place(shown)
    sources = desk.heard_at()
    source = sources.get(MountPath(shown))
    if source is None:
        raise CommandFault(
            f'nobody publishes at "{shown}", and there is no such mount; there are: {", ".join(sorted(sources))}',
            404,
        )
    return desk.place(source)


def _hand(place: SharedSource) -> Hand:
    """The operator's hand on a place; in the thread that plays."""
    if place.hand is None:
        place.hand = Hand(place.now_playing)
    return place.hand
