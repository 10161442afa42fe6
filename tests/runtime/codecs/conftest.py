"""Real files, made by FFmpeg's own encoders and muxers."""

import io

import pytest

FILES = {
    "adts": ("aac", "fltp", {}),
    "flac": ("flac", "s16", {}),
    "ogg": ("vorbis", "fltp", {"strict": "experimental"}),
    "oga": ("flac", "s16", {}),
    "mp3": ("libmp3lame", "fltp", {}),
    "opus": ("libopus", "flt", {}),
    "mp4": ("aac", "fltp", {}),
    "mpegts": ("aac", "fltp", {}),
    "wav": ("pcm_s16le", "s16", {}),
    "webm": ("libopus", "flt", {}),
}
"""Container → codec, sample format, options."""


@pytest.fixture(scope="session")
def encoded(music):
    """The bytes of such a file: three seconds of stereo."""
    import av
    import numpy as np

    made: dict[str, bytes] = {}

    def make(container: str) -> bytes:
        if container in made:
            return made[container]
        codec, kind, options = FILES[container]
        rate = 48_000 if codec == "libopus" else 44_100
        packed = np.ascontiguousarray(music(3)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, "flt", "stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        resampler = av.AudioResampler(kind, "stereo", rate)
        out = io.BytesIO()
        with av.open(out, "w", format="ogg" if container == "oga" else container) as file:
            file.metadata.update({"title": "A Tune", "artist": "Ada"})
            stream = file.add_stream(codec, options=options, rate=rate, layout="stereo", format=kind)
            for part in (*resampler.resample(frame), *resampler.resample(None), None):
                file.mux(stream.encode(part))
        made[container] = out.getvalue()
        return made[container]

    return make
