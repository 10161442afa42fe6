"""The episodes of a podcast, each once, in their order.

Rules. The feed is looked at at its moments, and once at the start; where it cannot be had, the last one is kept. The first
episode in the order that was not heard is fetched, decoded once to its end, and waits for its turn. One that cannot be had,
or is not as it should be, is told once and passed over, and tried again later. What was heard, or left, does not come again,
also after a restart; what played when the station ended begins anew.
"""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from runtime.audio.errand import Errand, Errands
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import PcmFormat, Segment
from runtime.audio.tags import Said
from runtime.audio.track_queue import Busy, Decoded
from runtime.errors import MediaUnreadable
from runtime.media.lists import LARGEST_FEED, Episode, episodes_of
from runtime.plan import NodeId, Podcast, escaped_address, last_moment
from runtime.sources.episodes import Heard, in_turn, key_of
from runtime.sources.fetched import Examined, cues_of, examine, flaw_of, name_of
from runtime.sources.opening import Opener
from runtime.sources.place import MOST_TIMES
from runtime.sources.reader import ReadingSource, track
from runtime.sources.source import Source
from runtime.sources.web_files import Coming, Missing, There, WebFiles
from runtime.sources.web_tracks import NO_WEB, WebTracks

__all__ = ["AGAIN", "LOOK", "PodcastSource", "PodcastTracks"]

log = logging.getLogger("legacystream.sources")

LOOK = 0.2
"""Seconds between two looks whether something has come, or is due."""

AGAIN, LATER = 600.0, 86_400.0
"""Seconds after which an episode is tried again that its server did not give, and one that could not be played."""

TRIES = 600.0
"""Seconds for which an episode is tried whose server does not give it, before the next one has its turn."""

PAUSE = 5.0
"""Seconds between two tries, so that no server is asked for a whole feed at once."""

FEED_AGAIN = 60.0
"""Seconds after which a feed is asked for again that could not be had."""


class PodcastSource(ReadingSource):
    """`podcast(…)` of several episodes."""

    def __init__(
        self,
        plan: Podcast,
        *,
        node: NodeId,
        media: Media,
        pcm: PcmFormat,
        clock: Callable[[], float],
        wall: Callable[[], datetime],
        web: WebFiles = NO_WEB,
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            media: how files are opened and read.
            pcm: the programme's format.
            clock: seconds that only go forward.
            wall: the station's date and time.
            web: has the files of other servers.
        """
        self._tracks = PodcastTracks(plan, node, media, pcm, wall, web)
        super().__init__(node, plan.origin, self._tracks, media, clock)
        self._queue.over = self._tracks.over

    def remembered(self) -> Mapping[str, object]:
        """Which episodes were heard, and which one plays."""
        line = self._queue.line
        return self._tracks.remembered(line[0].id if line else "")

    def recall(self, parts: Mapping[str, object]) -> None:
        """Have heard those. Before it is started."""
        self._tracks.recall(parts)

    def follow(self, before: Source) -> None:
        """Come behind what still plays in the place that this one takes, and not with the same episode."""
        playing = before.now_playing
        for segment in self._queue.unheard:
            if playing is not None and segment.path == playing.path:
                self._queue.drop(segment.id)


class PodcastTracks:
    """What a podcast plays next; lives in the thread that reads ahead."""

    def __init__(
        self,
        plan: Podcast,
        node: NodeId,
        media: Media,
        pcm: PcmFormat,
        wall: Callable[[], datetime],
        web: WebFiles,
    ) -> None:
        self._plan = plan
        self._node = node
        self._media = media
        self._pcm = pcm
        self._wall = wall
        self._shown = name_of(plan.url.text)
        self._errands: Errands = media.errands(node)
        self._feed = web
        self._web = WebTracks(web, lambda: math.inf)
        self._opener: Opener[OpenFile] = Opener(self._errands, self._say)
        self._heard = Heard()
        self._opened: dict[str, str] = {}
        self._in_turn: Sequence[tuple[Episode, str]] = ()
        self._asking = False
        self._done_for: datetime | None = None
        self._feed_again = -math.inf
        self._reading: Errand[Sequence[Episode]] | None = None
        self._episode: Episode | None = None
        self._examining: Errand[Examined] | None = None
        self._path = Path()
        self._aside: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._told: dict[str, str] = {}
        self._numbers = count(1)

    def open_next(self, now: float) -> tuple[Segment, Decoded] | Busy | float:
        """See to the feed, and open the next episode; or say when to look again."""
        if self._opener.waiting and self._episode is not None:
            return self._look_at_file(self._episode, now)
        if self._examining is not None and self._episode is not None:
            return self._look_at_examined(self._examining, self._episode, now)
        self._look_after_feed(now)
        return self._begin(now)

    def finished(self, segment: Segment, decoded: Decoded, error: Exception | None) -> None:
        """It was read to its end before; what is wrong now is the disk's."""

    def over(self, segment: Segment) -> None:
        """An episode has been played, or left. From the thread that plays."""
        if (key := self._opened.get(segment.id)) is not None:
            self._heard.add(key)  # first: there is no moment at which it is neither open nor heard
            self._opened.pop(segment.id, None)

    def remembered(self, running: str) -> Mapping[str, object]:
        """Which were heard, given the id of the segment that plays. From any thread."""
        return self._heard.remembered(self._opened.get(running))

    def recall(self, parts: Mapping[str, object]) -> None:
        """Have heard those. Before anything is opened."""
        if not self._heard.recall(parts):
            self._say("an episode is left out: the station has ended %d times while it played", MOST_TIMES)

    # ---- the feed ---------------------------------------------------------------------------------------------------------

    def _look_after_feed(self, now: float) -> None:
        if self._reading is not None:
            if self._reading.done:
                self._take_feed(self._reading, now)
            return
        moment = last_moment(self._plan.moments, self._wall())
        if moment == self._done_for or now < self._feed_again:
            return
        match self._feed.look(escaped_address(self._plan.url.text), fresh=math.inf if self._asking else 0.0):
            case Coming():
                self._asking = True
            case There(path=path, trouble=trouble):
                self._asking = False
                self._reading = self._errands.send(partial(_read, path), lambda _: None)
                self._done_for = moment
                if trouble:
                    self._no_feed(trouble, now)
            case Missing(reason=reason):
                self._asking = False
                self._no_feed(reason, now)

    def _take_feed(self, reading: "Errand[Sequence[Episode]]", now: float) -> None:
        self._reading = None
        try:
            episodes = reading.result()
        except (OSError, ValueError) as fault:
            self._no_feed(getattr(fault, "strerror", None) or str(fault), now)
            return
        turns = in_turn(episodes, self._plan.order, self._plan.episodes)
        self._in_turn = [(each, key_of(each)) for each in turns]
        there = {"", *(key for _, key in self._in_turn)}
        for known in (self._told, self._since, self._aside):
            for key in known.keys() - there:
                del known[key]
        if self._done_for is not None:
            self._told.pop("", None)

    def _no_feed(self, reason: str, now: float) -> None:
        """The feed is not to be had now."""
        self._done_for, self._feed_again = None, now + FEED_AGAIN
        if self._told.get("") != reason:
            self._told[""] = reason
            self._say("its feed: %s; trying again every %g s", reason, FEED_AGAIN)

    # ---- the next episode -------------------------------------------------------------------------------------------------

    def _begin(self, now: float) -> Busy | float:
        """Have the next episode examined, once it is there."""
        waiting = self._waiting(now)
        for episode in waiting[1:2]:
            self._web.fetch(episode.url)
        if not waiting or not self._opener.free:
            return LOOK
        match self._web.look(waiting[0].url, now):
            case There(path=path):
                self._episode, self._path = waiting[0], path
                self._examining = self._errands.send(self._examine, lambda _: None)
                return 0.0
            case Missing() as missing:
                return self._not_had(waiting[0], missing, now)
            case _:
                return LOOK

    def _not_had(self, episode: Episode, missing: Missing, now: float) -> float:
        """An episode cannot be fetched: so that it keeps its turn it is tried for a while, unless there is none."""
        since = self._since.setdefault(key_of(episode), now)
        if missing.gone or now - since >= TRIES:
            self._pass_over(episode, missing.reason, now, AGAIN)
        else:
            self._tell(episode, f"{missing.reason}; trying again")
        return PAUSE

    def _waiting(self, now: float) -> Sequence[Episode]:
        """The episodes that are still to come, in their order."""
        newest = self._plan.newest
        not_before = -math.inf if newest is None else self._wall().timestamp() - newest
        opened = set(self._opened.values())
        return [
            each
            for each, key in self._in_turn
            if key not in opened
            and key not in self._heard
            and self._aside.get(key, now) <= now
            and (not each.published or each.published >= not_before)
        ]

    def _examine(self) -> Examined:
        return examine(self._media.open(self._path, self._shown), self._pcm)

    def _look_at_examined(self, examining: "Errand[Examined]", episode: Episode, now: float) -> float:
        if not examining.done:
            return LOOK
        self._examining = None
        try:
            found = examining.result()
        except MediaUnreadable as fault:
            self._pass_over(episode, fault.reason, now)
            return 0.0
        if flaw := flaw_of(found, self._plan.least, self._plan.most):
            self._pass_over(episode, flaw, now)
            return 0.0
        tags = cues_of(found) if self._plan.trim else {}
        said = Said(tags, {"title": episode.title} if episode.title else {})
        shown = name_of(episode.url)
        self._opener.open(partial(self._media.open, self._path, shown, said), shown, now)
        return 0.0

    def _look_at_file(self, episode: Episode, now: float) -> tuple[Segment, Decoded] | Busy | float:
        match self._opener.outcome(now):
            case MediaUnreadable() as fault:
                self._pass_over(episode, fault.reason, now)
                return 0.0
            case Busy() | float() as wait:
                return wait
            case None:
                self._pass_over(episode, "the disk does not give it", now)
                return LOOK
            case file:
                number = f"{self._node}/{next(self._numbers)}"
                key = self._opened[number] = key_of(episode)
                for known in (self._told, self._since, self._aside):
                    known.pop(key, None)
                return track(number, file, name_of(episode.url), self._plan.origin), file

    def _pass_over(self, episode: Episode, reason: str, now: float, seconds: float = LATER) -> None:
        """An episode cannot be played; others have their turn, and it is tried again later."""
        key = key_of(episode)
        self._since.pop(key, None)
        self._aside[key] = now + seconds
        self._tell(episode, f"{reason}; it is passed over")

    def _tell(self, episode: Episode, what: str) -> None:
        """Say something about an episode, once."""
        key = key_of(episode)
        if self._told.get(key) != what:
            self._told[key] = what
            self._say("%s: %s", episode.title or name_of(episode.url), what)

    def _say(self, text: str, *values: object) -> None:
        log.warning('podcast "%s": %s', self._shown, text % values, extra={"origin": self._plan.origin})


def _read(path: Path) -> Sequence[Episode]:
    """The episodes of a feed; uses the disk."""
    with path.open("rb") as file:
        return episodes_of(file.read(LARGEST_FEED))
