"""The example's tracks are what the interop tests rely on: small, tagged, and unlike themselves a moment later."""

from pathlib import Path

import numpy as np
import pytest

from runtime.audio.decoder import open_file
from runtime.audio.pcm import PcmFormat

MUSIC = Path(__file__).parents[2] / "examples" / "music"
TRACKS = sorted((MUSIC / "tracks").iterdir())
PCM = PcmFormat(rate=11_025, channels=1)
RATE = PCM.rate


def mono(path: Path) -> np.ndarray:
    decoder = open_file(path, PCM)
    try:
        return np.concatenate([samples[:, 0] for samples, _ in decoder])
    finally:
        decoder.close()


def likeness(needle: np.ndarray, hay: np.ndarray) -> np.ndarray:
    """How like the needle each place in `hay` is, −1 to 1."""
    centred = needle - needle.mean()
    size = 1 << (len(hay) + len(needle)).bit_length()
    product = np.fft.irfft(np.fft.rfft(hay, size) * np.conj(np.fft.rfft(centred, size)), size)[
        : len(hay) - len(needle) + 1
    ]
    sums = np.concatenate(([0.0], np.cumsum(hay, dtype=float)))
    squares = np.concatenate(([0.0], np.cumsum(hay.astype(float) ** 2)))
    n = len(needle)
    energy = squares[n:] - squares[:-n] - (sums[n:] - sums[:-n]) ** 2 / n
    return product / np.sqrt(np.maximum(energy, 1e-3) * (centred**2).sum())


@pytest.fixture(scope="module")
def sounds() -> dict[Path, np.ndarray]:
    return {track: mono(track) for track in TRACKS}


class TestTheMusic:
    def test_is_three_tracks_and_a_last_resort_under_one_and_a_half_megabytes(self):
        files = [*TRACKS, MUSIC / "emergency.mp3"]

        assert len(TRACKS) == 3
        assert sum(path.stat().st_size for path in files) < 1_500_000

    @pytest.mark.parametrize("path", TRACKS, ids=lambda path: path.name)
    def test_is_tagged_and_undamaged(self, path):
        decoder = open_file(path, PCM)
        length = sum(len(samples) for samples, _ in decoder) / RATE
        decoder.close()

        assert 20 <= length <= 30
        assert decoder.title.artist
        assert decoder.title.title
        assert not decoder.broken

    @pytest.mark.parametrize("path", TRACKS, ids=lambda path: path.name)
    def test_tells_in_any_second_where_it_is(self, path, sounds):
        sound = sounds[path]

        for start in range(RATE, len(sound) - 4 * RATE, 4 * RATE):
            needle = sound[start : start + RATE]
            found = {track: likeness(needle, hay) for track, hay in sounds.items()}
            assert int(found[path].argmax()) == start
            found[path][max(0, start - RATE // 5) : start + RATE // 5] = 0
            assert max(place.max() for place in found.values()) < 0.8
