"""What is left of a segment that was left: decoded already, for whoever fades it out beneath what comes next.

A tail is taken little by little, by the thread that keeps the station's time, so that nothing is worked out in one go.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from runtime.audio.pcm import Block

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = [
    "MOST_VOICES",
    "NO_TAIL",
    "BlockTail",
    "HeldTail",
    "NoTail",
    "SerialTail",
    "ShapedTail",
    "SumTail",
    "Tail",
    "cut",
    "gathered",
]


MOST_VOICES = 8
"""Sounds that may go at the same time; where changes follow each other faster, they go in a hundredth of a second."""


class Tail(Protocol):
    """Samples that are still to be heard."""

    @property
    def voices(self) -> int:
        """How many sounds are mixed in them."""

    @property
    def length(self) -> int:
        """How many there are."""

    def take(self, samples: int) -> "Samples":
        """The next ones: as many as are asked for, fewer at the end; 0 < `samples`."""


@dataclass(frozen=True, slots=True)
class NoTail:
    """Nothing."""

    length: int = 0
    voices: int = 0

    def take(self, samples: int) -> "Samples":  # noqa: ARG002
        """Nothing."""
        import numpy as np

        return np.zeros((0, 1), np.float32)


NO_TAIL = NoTail()
"""What is left where nothing was begun."""


class BlockTail:
    """Blocks that were decoded."""

    voices = 1

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = deque(blocks)
        self.length = sum(block.length for block in blocks)

    def take(self, samples: int) -> "Samples":
        """The next samples, from as many blocks as that takes."""
        return gathered(self._take_some, samples)

    def _take_some(self, most: int) -> "Samples":
        if not self._blocks:
            return NO_TAIL.take(1)
        block = self._blocks.popleft()
        if block.length > most:
            block, rest = block.split(most)
            self._blocks.appendleft(rest)
        self.length -= block.length
        return block.samples


class ShapedTail:
    """Another tail, worked on as it is taken. `shape` gives back as many samples as it gets."""

    def __init__(self, inner: Tail, shape: "Callable[[Samples], Samples]") -> None:
        self._inner = inner
        self._shape = shape

    @property
    def voices(self) -> int:
        """As many as the other has."""
        return self._inner.voices

    @property
    def length(self) -> int:
        """As many as the other has."""
        return self._inner.length

    def take(self, samples: int) -> "Samples":
        """The other's next samples, worked on."""
        return self._shape(self._inner.take(samples)) if self._inner.length else self._inner.take(samples)


class SerialTail:
    """One tail, then another."""

    def __init__(self, first: Tail, second: Tail) -> None:
        self._first = first
        self._second = second

    @property
    def voices(self) -> int:
        """As many as the one with more has."""
        return max(self._first.voices, self._second.voices)

    @property
    def length(self) -> int:
        """Of both."""
        return self._first.length + self._second.length

    def take(self, samples: int) -> "Samples":
        """The next samples, of the first as long as it lasts."""
        return gathered(self._take_some, samples)

    def _take_some(self, samples: int) -> "Samples":
        return (self._first if self._first.length else self._second).take(samples)


class SumTail:
    """Several tails at once."""

    def __init__(self, tails: Sequence[Tail]) -> None:
        self._tails = tails

    @property
    def voices(self) -> int:
        """All of them together, but those that are over."""
        return sum(tail.voices for tail in self._tails if tail.length)

    @property
    def length(self) -> int:
        """Of the longest."""
        return max((tail.length for tail in self._tails), default=0)

    def take(self, samples: int) -> "Samples":
        """The next samples of each, added."""
        parts = sorted((tail.take(samples) for tail in self._tails if tail.length), key=len)
        if not parts:
            return NO_TAIL.take(1)
        mixed = parts.pop()
        for part in parts:
            mixed = mixed.copy()
            mixed[: len(part)] += part
        return mixed


class HeldTail:
    """The last sample of a sound that broke off, held on: faded out, it ends the sound without a click."""

    voices = 1

    def __init__(self, last: "Samples", length: int) -> None:
        """`last` has shape (1, channels)."""
        self._last = last
        self.length = length

    def take(self, samples: int) -> "Samples":
        """The same sample again and again."""
        import numpy as np

        taken = min(samples, self.length)
        self.length -= taken
        return np.repeat(self._last, taken, axis=0)


def gathered(take_some: "Callable[[int], Samples]", samples: int) -> "Samples":
    """As many samples as are asked for, from something that may give fewer at a time; none is its end."""
    import numpy as np

    parts: list[Samples] = []
    while samples > 0 and len(some := take_some(samples)):
        parts.append(some)
        samples -= len(some)
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else NO_TAIL.take(1)


def cut(blocks: Sequence[Block], most: int) -> list[Block]:
    """The first `most` samples of some blocks."""
    found: list[Block] = []
    for block in blocks:
        if most <= 0:
            break
        found.append(block if block.length <= most else block.split(most)[0])
        most -= block.length
    return found
