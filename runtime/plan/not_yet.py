"""What a script can say and this version cannot run.

Whoever makes one of them run takes it out of here; a test sees that it is in one place or the other.
"""

from collections.abc import Iterator, Mapping

from .device import DeviceInput
from .hls import Hls
from .origin import Origin
from .station import Station

__all__ = ["NOT_YET", "not_yet"]

NOT_YET: Mapping[type, str] = {
    Hls: "hls",
    DeviceInput: "input.device",
}
"""The type of a node → the function of the library that makes it."""


def not_yet(station: Station) -> Iterator[tuple[str, Origin]]:
    """What of a station this version cannot run: the functions that ask for it, and their lines."""
    nodes = (*station.sources.values(), *station.outputs, *station.certificates)
    for node in nodes:
        if type(node) in NOT_YET:
            yield NOT_YET[type(node)], node.origin
