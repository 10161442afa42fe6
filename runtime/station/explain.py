"""Why something plays, and what is to come: gathered from the sources, from a mount's down to where the sound comes from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Protocol, runtime_checkable

from runtime.plan import NodeId, children_of
from runtime.sources.reasons import Choice, Coming

from .making import Made

__all__ = ["coming", "path_of", "planned_for", "reasons", "shown"]


@runtime_checkable
class Chooses(Protocol):
    """A source that decides which child is heard."""

    @property
    def choice(self) -> Choice | None:
        """What it has decided."""


@runtime_checkable
class Plans(Protocol):
    """A source that knows something of what is to come."""

    def coming(self) -> Sequence[Coming]:
        """What it knows."""


def path_of(made: Mapping[NodeId, Made], root: NodeId) -> Iterator[tuple[NodeId, str]]:
    """The sources that are heard, from a root down, each with why it chose the next one."""
    node: NodeId | None = root
    while node is not None and node in made:
        source, children = made[node].source, children_of(made[node].plan)
        choice = source.choice if isinstance(source, Chooses) else None
        yield node, choice.why if choice is not None else ""
        node = choice.child if choice is not None else (children[0] if len(children) == 1 else None)


def reasons(made: Mapping[NodeId, Made], root: NodeId) -> tuple[str, ...]:
    """Why what is heard is heard, each reason with the name of the source that was chosen."""
    path = [*path_of(made, root), (None, "")]
    return tuple(
        f"{shown(made, child)}: {why}" for (_, why), (child, _) in pairwise(path) if why and child is not None
    )


def planned_for(made: Mapping[NodeId, Made], root: NodeId) -> datetime | None:
    """When what is heard was due, where it was planned for a time."""
    sources = (made[node].source for node, _ in path_of(made, root))
    choices = (source.choice for source in sources if isinstance(source, Chooses))
    return next((choice.due for choice in choices if choice is not None and choice.due is not None), None)


def shown(made: Mapping[NodeId, Made], node: NodeId) -> str:
    """What to call a source: the script's name for it, else what it plays, else what it is."""
    plan = made[node].plan if node in made else None
    if "." not in node or plan is None:
        return node
    return str(getattr(plan, "path", "")) or type(plan).__name__.lower()


def coming(made: Mapping[NodeId, Made], root: NodeId) -> tuple[Coming, ...]:
    """What the sources that are heard plan, soonest first; what has no time comes last."""
    found = [
        each
        for node, _ in path_of(made, root)
        if isinstance(source := made[node].source, Plans)
        for each in source.coming()
    ]
    return tuple(sorted(found, key=lambda each: each.at.timestamp() if each.at is not None else float("inf")))
