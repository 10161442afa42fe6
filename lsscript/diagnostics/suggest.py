"""Did you mean …? The nearest of the names that are really there."""

from collections.abc import Iterable

__all__ = ["nearest"]


def folded(name: str) -> str:
    """A name without what people most often get wrong: case, underscores and dots."""
    return name.casefold().replace("_", "").replace(".", "")


def distance(left: str, right: str) -> int:
    """How many letters must be changed, added, dropped or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one known name that `name` is most likely a slip of, or None.

    Equal but for case and underscores comes first; otherwise at most a third of the letters, and at least one, may differ.
    """
    limit = max(1, len(name) // 3)
    wanted = folded(name)
    scored = [(0 if folded(each) == wanted else distance(wanted, folded(each)), each) for each in known]
    close = [pair for pair in scored if pair[0] <= limit and pair[0] < len(wanted)]
    return min(close)[1] if close else None
