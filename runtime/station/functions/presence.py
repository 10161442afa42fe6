"""Who is live, from the events that tell of it."""

from dataclasses import dataclass, field

from runtime.kernel.events import Event, EventBus

__all__ = ["Presence"]


@dataclass(slots=True)
class Presence:
    """Remembers who publishes where. `watch` the events; ask from any thread."""

    _there: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def watch(self, events: EventBus) -> None:
        """Begin to listen."""
        events.subscribe(self._happened, "connect", "disconnect")

    def fields(self, source: str) -> dict[str, object]:
        """What can be read of a live input: who came last of those who are there."""
        users = self._there.get(source, ())
        return {"user": users[-1] if users else "", "connected": bool(users)}

    def _happened(self, event: Event) -> None:
        """Who takes over may come before the one he takes over from has gone."""
        user, before = str(event.details.get("user") or ""), self._there.get(event.source, ())
        if event.name == "connect":
            self._there[event.source] = (*before, user)
        elif user in before:
            place = before.index(user)
            self._there[event.source] = before[:place] + before[place + 1 :]
