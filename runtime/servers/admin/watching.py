"""The STATS stream: every figure once, then each that changes, a line each."""

from collections.abc import Iterator, Mapping

from .figures import mount_facts, station_facts
from .house import House

__all__ = ["LOOK_SECONDS", "MOST_STREAMS", "Watch"]

LOOK_SECONDS = 1.0
"""How often the figures are looked at."""

MOST_STREAMS = 16
"""STATS streams at one time."""

Figures = Mapping[tuple[str, str], str]


class Watch:
    """One who watches. Ask it for `news` again and again."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[tuple[str, str], str] = {}

    def news(self, watching: int) -> str:
        """The lines for everything that is not as it was; "" for no news."""
        figures = dict(self._figures(watching))
        lines = [_line(*key, value) for key, value in figures.items() if self._known.get(key) != value]
        lines += [f"DELETE {path}\n" for path in _paths(self._known) - _paths(figures)]
        self._known = figures
        return "".join(lines)

    def _figures(self, watching: int) -> Iterator[tuple[tuple[str, str], str]]:
        for name, value in station_facts(self._house, watching=watching):
            yield ("global", name), str(value)
        for mount in self._house.status().mounts:
            for name, value in mount_facts(self._house, mount):
                yield (mount.path, name), str(value)


def _line(where: str, name: str, value: str) -> str:
    return f"EVENT {where} {name} {' '.join(value.splitlines())}\n"


def _paths(figures: Figures) -> set[str]:
    return {path for path, _ in figures}
