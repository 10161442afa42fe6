"""What all sources of a station have in common."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from runtime.audio.file_loudness import FileLoudness
from runtime.audio.media import Media
from runtime.audio.pcm import PcmFormat
from runtime.audio.track_queue import Depth
from runtime.kernel.clock import Clock
from runtime.kernel.events import EventBus
from runtime.plan import Handler, Live, NodeId
from runtime.sources.shared import Timeline
from runtime.sources.source import Source
from runtime.sources.web_files import WebFiles
from runtime.sources.web_tracks import NO_WEB
from runtime.station.functions.script import Called, Script

from .separations import Separations

__all__ = ["Ground", "Maker"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where sources stand.

    Attributes:
        base: the script's folder, where relative paths begin.
        pcm: the programme's format.
        media: how files are opened and read.
        clock: seconds that only go forward.
        wall: the station's date and time, in its zone, at which the sample is due that is being made.
        timeline: where in the programme the next samples belong.
        rng: what chance decides is decided by it; see `chance`.
        separations: by which rules playlists choose.
        script: the functions of the script; see `live` and `function`.
        loudness: how loud files are.
        depth: how much of each track is decoded ahead; who joins tracks asks for more.
        state: the folder of what is to outlive the station, None where nothing is.
        web: the files of other servers.
        events: where whoever sees something happen tells it: `ground.events.emit("connect", node, {…})`.
    """

    base: Path
    pcm: PcmFormat
    media: Media
    clock: Clock
    wall: Callable[[], datetime]
    timeline: Timeline
    rng: random.Random
    events: EventBus
    separations: Separations
    script: Script
    loudness: FileLoudness
    state: Path | None = None
    web: WebFiles = NO_WEB
    depth: Depth = field(default_factory=Depth)

    def chance(self) -> random.Random:
        """A source's own chance, so that what it draws does not depend on what others draw."""
        return random.Random(self.rng.random())

    def live(self, value: float | Live) -> Callable[[], float]:
        """What reads a parameter that may be live: a number of the plan, or what a function of the script gave last.

        To be asked between blocks, on the path that plays: it costs nothing, and never waits.
        """
        return self.script.live(value)

    def function(self, handler: Handler) -> Called:
        """What calls a function of the script, off the path that plays: arguments in, a future of plain data out.

        A source is given as `("source", id)`, a duration as `("duration", seconds)`. The future has a `ScriptFault` when the
        function fails or takes longer than 10 s; whoever called tells it.
        """
        return self.script.function(handler)


Maker: TypeAlias = Callable[[Any, NodeId, Sequence[Source], Ground], Source]
"""(node, its id, its children, ground) → the source; the node is of the type that the maker stands under in its table."""
