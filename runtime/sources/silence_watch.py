"""Listens to a source: how loud it is, and for how long it has been silent.

Rules. A source is silent while it is below the threshold, and while it is asked and has nothing; one that nobody asks is not
silent, it is not on. Each silence is told once for each length that somebody waits for, and its end once there has been sound
for a second.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from runtime.audio.meter import QUIETEST, peak, rms
from runtime.audio.pcm import Block, PcmFormat
from runtime.plan.origin import Origin
from runtime.plan.units import MountPath, NodeId

__all__ = ["SOUND_AGAIN", "THRESHOLD", "WARN_AFTER", "SilenceWatch"]

log = logging.getLogger("legacystream.sources")

THRESHOLD = -45.0
"""dB below full scale (RMS of a block): what is softer is silence."""

WARN_AFTER = 20.0
"""Seconds of silence on a mount after which the log says so."""

SOUND_AGAIN = 1.0
"""Seconds of sound that end a silence; a click does not."""

Tell = Callable[[str, NodeId, Mapping[str, object]], None]


class SilenceWatch:
    """Hears what a source gives. Belongs to the thread that keeps the station's time.

    Attributes:
        level: how loud the last block was (dB below full scale, RMS).
        peak: its highest sample (dB below full scale).
        silent: seconds for which it has been silent.
    """

    def __init__(
        self,
        node: NodeId,
        origin: Origin,
        pcm: PcmFormat,
        tell: Tell,
        waits: Sequence[float],
        heard_on: Sequence[MountPath] = (),
    ) -> None:
        """Begin to listen.

        Args:
            node: the source's id.
            origin: its script line.
            pcm: the programme's format.
            tell: is given the events "silence" and "sound".
            waits: how long (seconds) silences are that somebody wants to hear of.
            heard_on: the mounts that send it: a long silence on them is told in the log too.
        """
        self.level = self.peak = QUIETEST
        self.silent = 0.0
        self._node = node
        self._origin = origin
        self._pcm = pcm
        self._tell = tell
        self._waits = _waits(waits, heard_on)
        self._mounts = _shown(heard_on)
        self._told = 0
        """How many of the waits are over."""
        self._warned = False
        self._sound = 0.0
        self._empty = False

    def serves(self, waits: Sequence[float], heard_on: Sequence[MountPath]) -> bool:
        """Whether it tells of just these."""
        return self._waits == _waits(waits, heard_on) and self._mounts == _shown(heard_on)

    def __call__(self, block: Block | None, asked: int) -> None:
        """Hear a block; None where the source was asked for so many samples and had nothing."""
        self._empty = block is None
        self.level = QUIETEST if block is None else rms(block.samples)
        self.peak = QUIETEST if block is None else peak(block.samples)
        seconds = (asked if block is None else block.length) / self._pcm.rate
        if self.level < THRESHOLD:
            self._be_silent(seconds)
        elif self.silent:
            self._be_heard(seconds)

    def _be_silent(self, seconds: float) -> None:
        self.silent += seconds
        self._sound = 0.0
        while self._told < len(self._waits) and self.silent >= self._waits[self._told] - 1e-6:
            wait = self._waits[self._told]
            self._told += 1
            self._tell("silence", self._node, {"after": wait})
            if (
                wait == WARN_AFTER and self._mounts and not self._empty
            ):  # of nothing at all, the floor has told
                self._warned = True
                self._warn("%s has been silent for %g s: nothing above %g dB", self._mounts, wait, THRESHOLD)

    def _be_heard(self, seconds: float) -> None:
        self._sound += seconds
        if self._told and self._sound < SOUND_AGAIN:
            return
        if self._told:
            self._tell("sound", self._node, {"seconds": round(self.silent, 1)})
        if self._warned:
            self._warn("there is sound on %s again, after %.0f s", self._mounts, self.silent)
        self.silent, self._told, self._warned = 0.0, 0, False

    def _warn(self, text: str, *values: object) -> None:
        log.warning(text, *values, extra={"origin": self._origin})


def _waits(waits: Sequence[float], heard_on: Sequence[MountPath]) -> tuple[float, ...]:
    return tuple(sorted({*waits, *([WARN_AFTER] if heard_on else [])}))


def _shown(heard_on: Sequence[MountPath]) -> str:
    return ", ".join(f'"{path}"' for path in heard_on)
