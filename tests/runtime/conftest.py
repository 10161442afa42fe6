"""Sound for those tests that need some."""

from collections.abc import Callable
from pathlib import Path

import pytest

RATE = 44_100


@pytest.fixture(scope="session")
def music():
    """Stereo sound of which no second is like another: notes that change, and noise; float32, shape (n, 2)."""
    import numpy as np

    def make(seconds: float, seed: int = 1, rate: int = RATE):
        chance = np.random.default_rng(seed)
        n = round(seconds * rate)
        t = np.arange(n) / rate
        pitch = np.repeat(chance.uniform(110, 900, n // 4410 + 1), 4410)[:n]
        tone = np.sin(2 * np.pi * np.cumsum(pitch) / rate)
        noise = np.convolve(chance.standard_normal(n + 40), np.hanning(41) / 20, "valid")[:n]
        left = 0.3 * tone + 0.08 * noise
        right = 0.25 * tone * (0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * t)) + 0.08 * noise[::-1]
        return np.stack([left, right], axis=1).astype(np.float32)

    return make


@pytest.fixture
def write_audio(tmp_path: Path) -> Callable[..., Path]:
    """Write samples (float32, shape (n, channels)) to a file below `tmp_path`, with tags; the suffix says the format."""
    import av
    import numpy as np

    codecs = {
        "mp3": ("libmp3lame", "fltp"), "opus": ("libopus", "flt"), "flac": ("flac", "s16"), "wav": ("pcm_s16le", "s16"),
        "ogg": ("vorbis", "fltp"), "m4a": ("aac", "fltp"),
    }  # fmt: skip

    def write(name: str, samples, rate: int = RATE, **tags: str) -> Path:
        codec, kind = codecs[name.rpartition(".")[2]]
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        layout = "mono" if samples.shape[1] == 1 else "stereo"
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples, np.float32).reshape(1, -1), "flt", layout
        )
        frame.sample_rate, frame.pts = rate, 0
        out_rate = 48_000 if codec == "libopus" else rate
        resampler = av.AudioResampler(kind, layout, out_rate, 960 if codec == "libopus" else None)
        with av.open(str(path), "w") as container:
            container.metadata.update(tags)
            strict = {"strict": "experimental"} if codec == "vorbis" else {}
            stream = container.add_stream(codec, options=strict, rate=out_rate, layout=layout, format=kind)
            for part in (*resampler.resample(frame), *resampler.resample(None), None):
                container.mux(stream.encode(part))
        return path

    return write
