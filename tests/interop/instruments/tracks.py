"""Music to recognise: three short tagged tracks that differ everywhere, each in another format."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Track:
    """A file, and what its tags say."""

    path: Path
    artist: str
    title: str

    def __str__(self) -> str:
        return f"{self.artist} - {self.title}"


RECIPES = (
    ("1-flac.flac", "flac", 44_100, "Anna Ünlü", "First Light"),
    ("2-mp3.mp3", "libmp3lame", 48_000, "Bob O'Hara", "Second Wind"),
    ("3-opus.opus", "libopus", 48_000, "Cleo", "Third Rail"),
)


def write_music(folder: Path, seconds: float = SECONDS) -> list[Track]:
    """Fill a folder with the three tracks."""
    folder.mkdir(parents=True)
    for seed, (name, codec, rate, artist, title) in enumerate(RECIPES):
        write(folder / name, codec, rate, compose(rate, seconds, seed), {"artist": artist, "title": title})
    return [Track(folder / name, artist, title) for name, _, _, artist, title in RECIPES]


def compose(rate: int, seconds: float, seed: int):
    """Chords on a beat, in stereo, full scale at 1."""
    random = np.random.default_rng(seed)
    time = np.arange(int(rate * seconds)) / rate
    beat = (time * 4).astype(int)
    roots = random.uniform(110, 440, beat[-1] + 1)[beat]
    phase = np.cumsum(2 * np.pi * roots / rate)
    chord = sum(np.sin(phase * ratio) / ratio for ratio in (1, 1.5, 2, 3)) * np.exp(-2 * (time * 4 % 1))
    hiss = random.normal(0, 0.05, len(time)) * np.exp(-20 * (time * 4 % 1))
    return np.stack([chord, chord + hiss]).astype(np.float32) / 4


def write(path: Path, codec: str, rate: int, samples, tags: dict[str, str]) -> None:
    """Encode a file with tags."""
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        if codec != "flac":
            stream.bit_rate = 192_000
        if path.suffix in (".opus", ".ogg"):
            stream.metadata.update(tags)
        for at in range(0, samples.shape[1], 4800):
            block = np.ascontiguousarray(samples[:, at : at + 4800])
            if codec == "flac":
                whole = (block.T.reshape(1, -1) * 32767).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="stereo")
            else:
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
