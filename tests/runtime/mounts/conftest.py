"""What somebody hears who joins a ring with titles between the bytes."""

import pytest

from runtime.media.ring import RingReader
from runtime.protocols.icy import IcyExtractor, IcyTitle, beginning


@pytest.fixture
def newcomer():
    """Give `(output, memory, behind)`, get the sound (bytes) and the titles of one who joins so many seconds behind the end."""

    def hear(output, memory, behind):
        ring = RingReader(memory)
        join = ring.join(round(behind * 1e6))
        first, block = beginning(join.header, join.lead, output.interval)
        at, rest = join.offset + join.lead, b""
        while at + len(rest) < ring.head:
            rest += ring.slice(at + len(rest), ring.head)
        due = join.offset + output.interval - at
        if rest[due : due + 1] == b"\0":  # as an edge puts the running title in place of an empty block
            rest = rest[:due] + block + rest[due + 1 :]
        return parted(first + rest, output.interval)

    return hear


def parted(data, interval):
    """Sound and titles."""
    parts = IcyExtractor(interval).extract(data)
    titles = [part.title for part in parts if isinstance(part, IcyTitle)]
    return b"".join(part for part in parts if isinstance(part, bytes)), titles
