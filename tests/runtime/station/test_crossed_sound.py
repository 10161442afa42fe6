"""Real files through the whole programme, before any encoder, beside the same rendered at one go."""

import math
import random
from datetime import UTC, datetime
from itertools import pairwise

import av
import numpy as np
import pytest

from runtime.plan import Crossfade, Mount, Mp3, Playlist, Seconds, Station
from runtime.station.virtual import VirtualStation

RATE = 44_100
FADE = 3 * RATE
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

LONG = (9.0, 1.5, 8.0)
"""Seconds of three tracks: the one in the middle is shorter than the crossfade."""


def write(path, samples: np.ndarray) -> None:
    """A FLAC of 16 bits."""
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "s16", "stereo")
    frame.sample_rate, frame.pts = RATE, 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=RATE, layout="stereo", format="s16")
        for part in (frame, None):
            container.mux(stream.encode(part))


def sound(seconds: float, seed: int) -> np.ndarray:
    """Noise under a slow wave, in 16 bits, so that every place is like no other."""
    chance, length = np.random.default_rng(seed), round(seconds * RATE)
    wave = np.sin(np.arange(length) / RATE * 2 * np.pi * (200 + 37 * seed))
    both = 0.2 * wave[:, None] + 0.05 * chance.standard_normal((length, 2))
    return np.clip(both * 32767, -32768, 32767).astype(np.int16)


def offline(tracks: list[np.ndarray]) -> tuple[np.ndarray, list[int]]:
    """All tracks on one table: `min(fade, a/2, b/2)` together, by half-waves of a sine."""
    common = [min(FADE, len(a) // 2, len(b) // 2) for a, b in pairwise(tracks)]
    begins = [sum(map(len, tracks[:n])) - sum(common[:n]) for n in range(len(tracks))]
    table = np.zeros((sum(map(len, tracks)) - sum(common), 2))
    for n, track in enumerate(tracks):
        gain = np.ones(len(track))
        for length, end in ((common[n - 1] if n else 0, False), (common[n] if n < len(common) else 0, True)):
            turned = np.sin((np.arange(length) + 0.5) / max(1, length) * np.pi / 2)
            if end and length:
                gain[-length:] *= turned[::-1]
            elif length:
                gain[:length] *= turned
        table[begins[n] : begins[n] + len(track)] += track / 32768 * gain[:, None]
    return table, begins


def played(folder, seconds: float):
    """What the programme gives out, and when each track begins."""
    sources = {"music": Playlist("music/", "sequential"), "radio": Crossfade(("music",), Seconds(3.0))}
    mounts = {"/radio": Mount("/radio", "radio", Mp3())}
    station = VirtualStation(Station(str(folder), sources=sources, mounts=mounts), "radio", NOON, sound=True)
    parts, begins, at = [], [], 0
    blocks = (heard for _ in range(math.ceil(seconds / 0.04)) for heard in station.play(0.04))
    for heard in blocks:
        if heard.block.offset == 0 and (not begins or begins[-1][0] != heard.block.segment.path):
            begins.append((heard.block.segment.path, at))
        parts.append(heard.block.samples)
        at += heard.block.length
    station.stop()
    return np.concatenate(parts), begins


@pytest.mark.parametrize("lengths", [LONG, tuple(random.Random(5).uniform(0.4, 9.0) for _ in range(8))])
def test_tracks_of_all_lengths_are_what_they_are_when_rendered_at_one_go(tmp_path, lengths):
    (tmp_path / "music").mkdir()
    tracks = [sound(seconds, seed) for seed, seconds in enumerate(lengths)]
    for number, track in enumerate(tracks):
        write(tmp_path / "music" / f"{number}.flac", track)
    table, begins = offline([*tracks, tracks[0]])
    until = begins[-1]
    heard, told = played(tmp_path, until / RATE)

    assert told[: len(tracks)] == [(f"music/{n}.flac", at) for n, at in enumerate(begins[:-1])]
    assert 20 * np.log10(np.abs(heard[:until] - table[:until]).max()) < -60
