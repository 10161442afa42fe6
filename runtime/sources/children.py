"""What sources have in common that hear several others."""

from collections.abc import Sequence

from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.source import Source

__all__ = ["Children"]


class Children:
    """A source that hears several others, and has nothing to start or to stop of its own."""

    def __init__(self, node: NodeId, origin: Origin, children: Sequence[Source]) -> None:
        self.id = node
        self.origin = origin
        self._children = tuple(children)

    @property
    def ready(self) -> bool:
        """Whether any child can play."""
        return any(child.ready for child in self._children)

    @property
    def settling(self) -> bool:
        """Whether a child is about to have more, and none has something now."""
        return not self.ready and any(child.settling for child in self._children)

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""
