"""`campaign(…)`: tracks that were booked, while they may play and as often as they may.

Rules. A track counts when it begins, also one that is cut off. Hours are any sixty minutes, days are those of the
station's clock. One that has begun is played to its end. What was counted outlives a restart.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from runtime.audio.pcm import Block
from runtime.plan.campaign import Campaign
from runtime.plan.schedule import is_on
from runtime.plan.units import NodeId
from runtime.sources.around import Around
from runtime.sources.reasons import Choice
from runtime.sources.source import Source

__all__ = ["MOST_COUNTED", "CampaignSource", "allowed"]

MOST_COUNTED = 10_000
"""Tracks of a day that are counted."""

HOUR = timedelta(hours=1)


def allowed(plan: Campaign, begun: Sequence[datetime], now: datetime) -> str:
    """Why the next track may not begin now, given when earlier ones did; "" where it may."""
    if not is_on(plan.when, now):
        return "not now"
    if begun and (now - begun[-1]).total_seconds() < plan.apart:
        return "too soon after the last one"
    hour = sum(now - each < HOUR for each in begun)
    if plan.per_hour is not None and hour >= plan.per_hour:
        return f"{hour} in the last hour"
    day = sum(each.astimezone(now.tzinfo).date() == now.date() for each in begun)
    if plan.per_day is not None and day >= plan.per_day:
        return f"{day} today"
    return ""


class CampaignSource(Around):
    """The child of a `campaign(…)`."""

    def __init__(
        self, plan: Campaign, *, node: NodeId, children: Sequence[Source], wall: Callable[[], datetime]
    ) -> None:
        """Make it from its plan; `wall` is the station's date and time."""
        super().__init__(node, plan, children)
        self._plan = plan
        self._wall = wall
        self._begun: deque[datetime] = deque(maxlen=MOST_COUNTED)

    @property
    def ready(self) -> bool:
        """Whether a track goes on, or another may begin."""
        return self._playing.ready and self._may_play()

    @property
    def settling(self) -> bool:
        """Whether it is about to have more."""
        return self._playing.settling and self._may_play()

    @property
    def choice(self) -> Choice:
        """Its child, and how often it played."""
        now = self._wall()
        day = sum(each.astimezone(now.tzinfo).date() == now.date() for each in self._begun)
        return Choice(self._playing.id, f"number {day} of today" if day else "")

    def pull(self, max_samples: int) -> Block | None:
        """More of a track, or a new one where one may begin."""
        if not self._may_play():
            return None
        new = not self._in_track
        block = super().pull(max_samples)
        if new and block is not None:
            self._begun.append(self._wall())
        return block

    def remembered(self) -> Mapping[str, object]:
        """When the tracks of the last day began, in seconds since 1970."""
        since = self._wall() - timedelta(days=1)
        return {"begun": [each.timestamp() for each in self._begun if each > since]}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Count them still."""
        times = parts["begun"]
        if not isinstance(times, list):
            raise ValueError("these are no times")
        zone = self._wall().tzinfo
        self._begun.extend(datetime.fromtimestamp(float(each), zone) for each in times)

    def _may_play(self) -> bool:
        return self._in_track or not allowed(self._plan, self._begun, self._wall())
