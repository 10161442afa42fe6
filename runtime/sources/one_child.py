"""What sources have in common that hear one other."""

from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.reasons import Choice
from runtime.sources.source import Source

__all__ = ["OneChild"]


class OneChild:
    """A source that hears one other, and has nothing to start or to stop of its own."""

    def __init__(self, node: NodeId, origin: Origin, child: Source) -> None:
        self.id = node
        self.origin = origin
        self._child = child

    @property
    def settling(self) -> bool:
        """Whether the child is about to have more."""
        return self._child.settling

    @property
    def choice(self) -> Choice:
        """Its child; there is nothing to choose."""
        return Choice(self._child.id)

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""
