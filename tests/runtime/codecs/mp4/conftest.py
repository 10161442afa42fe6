"""Real fragments, made by FFmpeg; the same frames in our own."""

import io

import pytest

KINDS = {"aac": ("aac", "fltp", 44_100), "opus": ("libopus", "flt", 48_000), "flac": ("flac", "s16", 44_100)}


@pytest.fixture(scope="session")
def fragmented(music):
    """Three seconds in fragments of one second, by codec."""
    import av
    import numpy as np

    def make(codec: str, flags: str = "frag_keyframe+empty_moov+default_base_moof") -> bytes:
        name, kind, rate = KINDS[codec]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(music(3)).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        resampler = av.AudioResampler(kind, "stereo", rate)
        out = io.BytesIO()
        options = {"movflags": flags, "frag_duration": "1000000", "strict": "experimental"}
        with av.open(out, "w", format="mp4", options=options) as file:
            stream = file.add_stream(name, rate=rate, layout="stereo", format=kind)
            for part in (*resampler.resample(frame), *resampler.resample(None), None):
                file.mux(stream.encode(part))
        return out.getvalue()

    return make
