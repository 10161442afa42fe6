"""FLAC without Ogg, with titles between its frames: what a newcomer hears, from wherever he joins."""

import io

import numpy as np
import pytest

from runtime.audio.encoder import make_encoder
from runtime.audio.pcm import PcmFormat
from runtime.media.title import Title
from runtime.mounts.output import MountOutput
from runtime.plan import Flac, Identity, Mount

PCM = PcmFormat()
FLAC = Flac("native")
FRAME = 4608
"""Samples of a frame as FFmpeg makes them."""


@pytest.fixture(scope="module")
def aired(music):
    """Twelve seconds of music under three titles, in the rings of a mount."""
    sound = music(12)
    output = MountOutput(Mount("/radio.flac", "radio", FLAC), Identity())
    memories = {name: memoryview(bytearray(shape.total_bytes)) for name, shape in output.rings.items()}
    output.open(memories, epoch=1, now_ns=0)
    encoder = make_encoder(FLAC, PCM)
    output.begin(encoder.rate, encoder.delay, encoder.headers)
    for second in range(12):
        title = Title("Ada", f"T{second // 4}") if second % 4 == 0 else None
        output.write(encoder.encode(sound[second * 44_100 : (second + 1) * 44_100], title), 0)
    return output, memories, sound


def decoded(data):
    import av

    with av.open(io.BytesIO(data), format="flac") as file:
        return np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in file.decode(audio=0)]) / 32768


class TestANewcomer:
    @pytest.mark.parametrize("behind", [0.5, 1.3, 2.9, 5.0, 7.7, 10.0])
    def test_hears_the_music_to_the_sample_and_is_told_the_title(self, aired, newcomer, behind):
        output, memories, sound = aired
        data, titles = newcomer(output, memories["radio.flac/icy"], behind)
        heard = decoded(data)

        end = len(sound) - len(sound) % FRAME
        expected = sound[end - len(heard) : end]
        assert len(heard) >= (behind - 0.3) * 44_100
        assert np.abs(heard - expected).max() < 1.1 / 32768
        assert titles[-1] == "Ada - T2"
        assert titles == sorted(set(titles))

    def test_is_given_a_header_that_flac_itself_understands(self, aired, newcomer):
        from runtime.codecs.flac import parse_metadata

        output, memories, _ = aired
        data, _ = newcomer(output, memories["radio.flac/icy"], 5.0)
        kinds = [kind for kind, _ in parse_metadata(data)]

        assert kinds == [0, 1]
