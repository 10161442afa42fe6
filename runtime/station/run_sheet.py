"""The run sheet: what is heard, when, for how long, and why; and what was not as the script wants it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from runtime.audio.pcm import Segment
from runtime.plan import NodeId

from .explain import reasons, shown
from .virtual import Heard, VirtualStation

__all__ = ["LeftOut", "Line", "RunSheet", "run_sheet"]


@dataclass(slots=True)
class Line:
    """One thing that is heard.

    Attributes:
        at: when it begins.
        segment: what it is.
        why: the reasons of the sources that chose it, from the mount's down.
        seconds: how long it is heard.
        whole: whether it is heard to its end.
        on_floor: whether it is the silence that is played when there is nothing.
    """

    at: datetime
    segment: Segment
    why: tuple[str, ...]
    on_floor: bool
    seconds: float = 0.0
    whole: bool = False

    @property
    def name(self) -> str:
        """What it is called: by its title, else by its file, else by its kind."""
        return str(self.segment.title) or self.segment.path or self.segment.kind


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was due and was not played: when that was known, what, when it was due, and why."""

    at: datetime
    what: str
    due: str
    why: str


@dataclass(frozen=True, slots=True)
class RunSheet:
    """What is heard on a mount for a while, and what was left out."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def gaps(self) -> list[Line]:
        """Where there was nothing to play."""
        return [line for line in self.lines if line.on_floor]

    @property
    def not_met(self) -> list[Line]:
        """Songs that do not keep the rules of separation."""
        return [line for line in self.lines if any("least bad" in why for why in line.why)]


def run_sheet(station: VirtualStation, seconds: float) -> RunSheet:
    """Play a while and write down what is heard."""
    found = tuple(lines(station, station.play(seconds)))
    return RunSheet(found, tuple(left_out(station)))


def left_out(station: VirtualStation) -> Iterator[LeftOut]:
    """The interludes that were due and did not play."""
    for each in station.events:
        details = {name: str(value) for name, value in each.details.items()}
        if each.name == "interlude" and details["what"] != "played":
            what = shown(station.made, NodeId(details["of"]))
            yield LeftOut(each.at, what, details["due"], details["why"])


def lines(station: VirtualStation, heard: Iterable[Heard]) -> Iterator[Line]:
    """Blocks, put together to what they are parts of."""
    line: Line | None = None
    for each in heard:
        block = each.block
        if line is None or line.segment.id != block.segment.id:
            if line is not None:
                yield line
            line = Line(each.at, block.segment, reasons(station.made, station.root), each.on_floor)
        line.seconds += block.length / station.pcm.rate
        line.whole = block.last
    if line is not None:
        yield line
