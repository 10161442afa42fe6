# ruff: noqa: INP001 - a script beside the examples, no package
"""Make the three tracks of `examples/music`, the last resort beside them, and what comes between.

    python examples/make_music.py

They are composed by chance with fixed seeds: melodies that walk up and down a scale over chords, plucked or bowed,
with brushes behind. No bar sounds like another, so that a test that hears a second of one knows where in which it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float64]

RATE = 44_100
HERE = Path(__file__).parent / "music"
MINOR, DORIAN, MAJOR = (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10), (0, 2, 4, 5, 7, 9, 11)


@dataclass(frozen=True)
class Piece:
    """What makes a track itself.

    Attributes:
        file: its name in the folder; the suffix says the format.
        artist: of the tags.
        title: of the tags.
        seed: what chance begins with.
        seconds: its length.
        beat: seconds of one beat.
        key: the lowest note, in Hz.
        scale: steps in semitones.
        chords: roots of the chords, as degrees of the scale, two beats each.
        voice: the sound of the melody.
        rate: the file's sample rate.
        channels: 1 or 2.
        bitrate: of the file, where the format has one.
    """

    file: str
    artist: str
    title: str
    seed: int
    seconds: float
    beat: float
    key: float
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    voice: Callable[[float, float, float], Wave]
    rate: int = RATE
    channels: int = 2
    bitrate: int = 112_000


def pluck(pitch: float, length: float, bright: float) -> Wave:
    """A string: its overtones fade the faster the higher they are."""
    t = np.arange(round(length * RATE)) / RATE
    overtones = range(1, 9)
    tones = (
        np.sin(2 * np.pi * pitch * n * (1 + 0.0004 * n * n) * t)
        * bright**n
        / n
        * np.exp(-t * (1.6 + 0.9 * n))
        for n in overtones
        if pitch * n < 9_000
    )
    return np.asarray(sum(tones)) * _edges(t, 0.004, 0.05)


def bow(pitch: float, length: float, bright: float) -> Wave:
    """A bowed string with a vibrato that comes late."""
    t = np.arange(round(length * RATE)) / RATE
    sway = 0.35 * np.minimum(t, 0.6) * np.sin(2 * np.pi * 5.3 * t)
    tones = (np.sin(n * (2 * np.pi * pitch * t + sway)) * bright**n / n**1.2 for n in range(1, 7))
    return np.asarray(sum(tones)) * 0.6 * _edges(t, 0.07, 0.12)


def bell(pitch: float, length: float, bright: float) -> Wave:
    """A struck bar: overtones that are no multiples."""
    t = np.arange(round(length * RATE)) / RATE
    parts = ((1.0, 1.0, 2.2), (2.76, 0.5 * bright, 4.5), (5.4, 0.22 * bright, 8.0))
    tones = (
        level * np.sin(2 * np.pi * pitch * ratio * t) * np.exp(-t * fade) for ratio, level, fade in parts
    )
    return np.asarray(sum(tones)) * 0.8 * _edges(t, 0.002, 0.08)


PIECES = (
    Piece(
        "tracks/01-morning-ferry.mp3",
        "The Harbour Lights",
        "Morning Ferry",
        11,
        26.0,
        0.42,
        220.0,
        MAJOR,
        (0, 5, 3, 4),
        pluck,
    ),
    Piece(
        "tracks/02-glass-garden.opus",
        "Ada Quill",
        "Glass Garden",
        23,
        24.0,
        0.55,
        196.0,
        DORIAN,
        (0, 3, 6, 4),
        bell,
        48_000,
        2,
        88_000,
    ),
    Piece(
        "tracks/03-last-tram.flac",
        "Trio Nordbahnhof",
        "Last Tram",
        37,
        20.0,
        0.48,
        147.0,
        MINOR,
        (0, 6, 5, 4),
        bow,
        22_050,
        1,
    ),
)

LAST_RESORT = Piece(
    "emergency.mp3",
    "",
    "We will be right back",
    51,
    10.0,
    0.8,
    262.0,
    MAJOR,
    (0, 3, 0, 4),
    bell,
    RATE,
    2,
    96_000,
)


def _short(file: str, title: str, seed: int, seconds: float, key: float) -> Piece:
    """Something between the tracks: small, in mono."""
    return Piece(file, "", title, seed, seconds, 0.3, key, MAJOR, (0, 4, 3, 0), bell, 48_000, 1, 48_000)


BETWEEN = (
    _short("jingles/1.opus", "Jingle 1", 61, 3.0, 330.0),
    _short("jingles/2.opus", "Jingle 2", 62, 2.5, 349.0),
    _short("jingles/3.opus", "Jingle 3", 63, 3.5, 392.0),
    _short("spots/1.opus", "Spot 1", 71, 4.0, 247.0),
    _short("spots/2.opus", "Spot 2", 72, 5.0, 262.0),
    _short("spots/3.opus", "Spot 3", 73, 6.0, 294.0),
    _short("opener.opus", "Opener", 81, 2.5, 440.0),
    _short("closer.opus", "Closer", 82, 2.5, 415.0),
    _short("news.opus", "The News", 91, 8.0, 165.0),
)


def compose(piece: Piece) -> Wave:
    """The whole piece as an array of shape (samples, 2), faded in and out."""
    chance = np.random.default_rng(piece.seed)
    sound = np.zeros((round(piece.seconds * RATE) + RATE * 4, 2))
    for start, wave, level, side in (
        *_melody(piece, chance),
        *_chords(piece, chance),
        *_brushes(piece, chance),
    ):
        at = round(start * RATE)
        both = np.stack([wave * np.sqrt(1 - side), wave * np.sqrt(side)], axis=1)
        sound[at : at + len(wave)] += level * both[: len(sound) - at]
    sound = _room(sound) + _weather(sound, chance)[:, None]
    sound = sound[: round(piece.seconds * RATE)]
    sound *= _edges(np.arange(len(sound)) / RATE, 0.02, 1.2)[:, None]
    return sound / np.abs(sound).max() * 0.8


Note = tuple[float, Wave, float, float]
"""When it begins (seconds), how it sounds, how loud, and where (0 left, 1 right)."""


def _melody(piece: Piece, chance: np.random.Generator) -> Iterator[Note]:
    """A walk on the scale, in halves, ones and twos of a beat, seldom the same step twice."""
    at, degree = 0.0, int(chance.integers(7, 12))
    while at < piece.seconds - 1.5:
        length = piece.beat * float(chance.choice([0.5, 0.5, 1.0, 1.0, 1.5, 2.0]))
        degree = int(np.clip(degree + chance.choice([-3, -2, -1, -1, 1, 1, 2, 4]), 4, 17))
        late, loud = float(chance.normal(0, 0.012)), float(chance.uniform(0.55, 1.0))
        if chance.random() > 0.08:
            wave = piece.voice(_pitch(piece, degree), length * 1.7, float(chance.uniform(0.55, 0.85)))
            yield max(0.0, at + late), wave, 0.5 * loud, float(chance.uniform(0.35, 0.65))
        at += length


def _chords(piece: Piece, chance: np.random.Generator) -> Iterator[Note]:
    """Broken chords below, with a bass that never lies still."""
    at = 0.0
    while at < piece.seconds - 1.0:
        root = int(chance.choice(piece.chords))
        beats = int(chance.choice([2, 3, 4]))
        for beat in range(beats):
            bass = pluck(_pitch(piece, root + int(chance.choice([0, 0, 4, 7]))) / 2, piece.beat * 1.1, 0.5)
            yield at + beat * piece.beat + float(chance.uniform(0, 0.02)), bass, 0.32, 0.5
        for step in chance.permutation([0, 2, 4, 7, 9])[: int(chance.integers(3, 6))]:
            when = (
                at + piece.beat * float(chance.choice([0, 0.5, 1, 1.5, 2])) + float(chance.uniform(0, 0.02))
            )
            note = pluck(
                _pitch(piece, root + int(step)) * float(chance.normal(1, 0.002)), piece.beat * 2, 0.6
            )
            yield when, note, 0.2, float(chance.uniform(0.1, 0.9))
        at += beats * piece.beat


def _brushes(piece: Piece, chance: np.random.Generator) -> Iterator[Note]:
    """Noise that is swept, hit and left out."""
    for beat in range(int(piece.seconds / piece.beat) - 2):
        if chance.random() < 0.75:
            length = float(chance.uniform(0.06, 0.22))
            noise = chance.standard_normal(round(length * RATE))
            soft = np.convolve(noise, np.hanning(int(chance.integers(6, 24))), "same")
            wave = soft / np.abs(soft).max() * np.exp(-np.arange(len(soft)) / RATE * chance.uniform(14, 40))
            when = piece.beat * (beat + (0.5 if chance.random() < 0.4 else 0.0)) + float(
                chance.uniform(0, 0.03)
            )
            yield when, wave, float(chance.uniform(0.1, 0.25)), float(chance.uniform(0.3, 0.7))


def _weather(sound: Wave, chance: np.random.Generator) -> Wave:
    """Wind and water around the music: noise that swells with it, a little below."""
    noise = chance.standard_normal(len(sound))
    for width in (23, 41):
        noise = np.convolve(noise, np.hanning(width) / np.hanning(width).sum(), "same")
    loudness = np.sqrt(
        np.convolve((sound**2).mean(axis=1), np.hanning(RATE) / np.hanning(RATE).sum(), "same")
    )
    return noise / noise.std() * (0.3 * loudness + 0.06 * loudness.mean())


def _pitch(piece: Piece, degree: int) -> float:
    """The frequency of a degree of the scale, in Hz."""
    octave, step = divmod(degree, len(piece.scale))
    return piece.key * float(2.0 ** (octave + piece.scale[step] / 12 - 1))


def _room(sound: Wave) -> Wave:
    """A small room: a few echoes, the sides crossed."""
    wet = sound.copy()
    for delay, level in ((0.031, 0.22), (0.047, 0.18), (0.083, 0.13), (0.127, 0.08)):
        samples = round(delay * RATE)
        wet[samples:] += level * sound[:-samples, ::-1]
    return wet


def _edges(t: Wave, rise: float, fall: float) -> Wave:
    """A gentle beginning and end, in seconds."""
    return np.minimum(1.0, t / rise) * np.minimum(1.0, (t[-1] - t) / fall)


def write(piece: Piece) -> Path:
    """Compose a piece and write its file, with tags."""
    codecs = {".mp3": ("libmp3lame", "fltp"), ".opus": ("libopus", "flt"), ".flac": ("flac", "s16")}
    path = HERE / piece.file
    codec, layout_format = codecs[path.suffix]
    layout = "mono" if piece.channels == 1 else "stereo"
    resampler = av.AudioResampler(layout_format, layout, piece.rate, 960 if codec == "libopus" else None)
    packed = np.ascontiguousarray(compose(piece), np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, "flt", "stereo")
    frame.sample_rate = RATE
    with av.open(str(path), "w") as container:
        container.metadata.update(
            {"title": piece.title, "artist": piece.artist, "album": "LegacyStream Examples"}
        )
        stream = container.add_stream(codec, rate=piece.rate, layout=layout, format=layout_format)
        stream.bit_rate = piece.bitrate
        for part in (*resampler.resample(frame), *resampler.resample(None), None):
            container.mux(stream.encode(part))
    return path


def main() -> None:
    """Write all of them."""
    for folder in ("tracks", "jingles", "spots"):
        (HERE / folder).mkdir(parents=True, exist_ok=True)
    for piece in (*PIECES, LAST_RESORT, *BETWEEN):
        path = write(piece)
        print(f"{path.name}: {piece.seconds:g} s, {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
