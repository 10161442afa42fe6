"""Music to measure with: chords and noise, made here, so that no file of anybody's is needed."""

import wave
from pathlib import Path

import numpy as np

__all__ = ["write_track", "write_tracks"]

RATE = 44_100


def write_tracks(folder: Path, count: int = 3, seconds: float = 60.0) -> Path:
    """Fill a folder with different tracks (WAV); the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        write_track(folder / f"track{number + 1}.wav", seconds, seed=number)
    return folder


def write_track(path: Path, seconds: float, seed: int) -> None:
    """Write a stereo track of changing chords with a noisy beat; it sounds different everywhere, so a place
    in it can be found.
    """
    random = np.random.default_rng(seed)
    time = np.arange(int(RATE * seconds)) / RATE
    beat = (time * 2).astype(int)
    roots = random.uniform(110, 440, beat[-1] + 1)[beat]
    phase = np.cumsum(2 * np.pi * roots / RATE)
    left = sum(np.sin(phase * ratio) / ratio for ratio in (1, 1.5, 2, 3)) * np.exp(-3 * (time * 2 % 1))
    right = left + random.normal(0, 0.1, len(time)) * np.exp(-20 * (time * 2 % 1))
    both = np.stack([left, right], axis=1) / 4
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((both * 32767).clip(-32767, 32767).astype("<i2").tobytes())
