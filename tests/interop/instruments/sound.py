"""Is this the sound of that file, and from which place of it?

Method: both are decoded by ffmpeg to mono at 44.1 kHz. A window of the capture is slid along the whole source and at every
offset the correlation coefficient is taken (FFT for the products, running sums for the energy), so that neither level nor
place has to be known; its largest value and the offset are the finding. A capture is covered by overlapping windows, each
looked up in every source. Windows that match nothing are allowed where one track gives way to the next and nowhere else.
"""

import itertools
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

RATE = 44_100
WINDOW = 1.5
"""Seconds of a window; the next one begins a third of it later."""
ENOUGH = 0.9
DRIFT = 0.005
"""Seconds by which neighbouring windows may lie wrong in the source."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """The best place for one window: which source, how well (0 to 1), and where (seconds)."""

    name: str
    match: float
    place: float

    @property
    def good(self) -> bool:
        return self.match >= ENOUGH


def decode(path: Path) -> Samples:
    """A file as mono samples; AssertionError if ffmpeg has anything to say about it."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        path,
        "-ac",
        "1",
        "-ar",
        str(RATE),
        "-f",
        "f32le",
        "-",
    ]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.stderr == b"", done.stderr.decode()
    return np.frombuffer(done.stdout, np.float32)


class Source:
    """A source, transformed once, so that many windows can be looked up in it."""

    def __init__(self, name: str, samples: Samples, window: int) -> None:
        self.name = name
        self._size = 1 << (len(samples) + window).bit_length()
        self._spectrum = rfft(samples, self._size)
        sums = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
        self._energy = (sums[window:] - sums[:-window]).clip(1e-9)

    def find(self, window: Samples) -> Found:
        """The best correlation coefficient of a window anywhere in this source, and its place."""
        products = irfft(self._spectrum * np.conj(rfft(window, self._size)), self._size)[: len(self._energy)]
        match = products / np.sqrt(self._energy * max(1e-9, float(np.sum(window.astype(np.float64) ** 2))))
        best = int(np.argmax(match))
        return Found(self.name, float(match[best]), best / RATE)


def locate(capture: Samples, sources: Mapping[str, Samples]) -> list[Found]:
    """Look up every window of a capture in every source; the best of each."""
    length, hop = int(WINDOW * RATE), int(WINDOW * RATE / 3)
    known = [Source(name, samples, length) for name, samples in sources.items()]
    starts = range(0, len(capture) - length + 1, hop)
    return [
        max((source.find(capture[at : at + length]) for source in known), key=lambda found: found.match)
        for at in starts
    ]


def doubts(found: Sequence[Found]) -> list[str]:
    """Everything that speaks against "this capture is these sources, one after the other, without a gap"; [] if nothing does.

    A window may match nothing only as long as it can lie across a change of tracks; matching neighbours must be neighbours in
    the source too.
    """
    said = (
        [] if sum(one.good for one in found) >= len(found) / 2 else [f"most windows match nothing: {found}"]
    )
    lonely = 0
    for one, two in itertools.pairwise(found):
        lonely = 0 if two.good else lonely + 1
        if lonely > CROSSING:
            said.append(f"no source matches for more than a change of tracks: {two}")
        if one.good and two.good and one.name == two.name and abs(two.place - one.place - WINDOW / 3) > DRIFT:
            said.append(f"the sound jumps: {one} is followed by {two}")
    return said


CROSSING = 4
"""How many windows in a row can lie across one change: three that overlap it, one for silence at the ends of files."""
