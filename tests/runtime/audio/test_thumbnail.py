"""Large pictures made small."""

import io

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.audio.cover import Picture, read_picture
from runtime.audio.thumbnail import LARGE, SIDE, picture_size, thumbnail

KINDS = {"mjpeg": "yuvj420p", "png": "rgb24", "libwebp": "yuv420p"}


@pytest.fixture(scope="module")
def painted():
    """A noisy picture of a kind and a size."""

    def paint(codec, width, height):
        pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
        out = io.BytesIO()
        with av.open(out, "w", format="image2pipe") as target:
            stream = target.add_stream(codec, rate=1)
            stream.width, stream.height, stream.pix_fmt = width, height, KINDS[codec]
            for frame in (av.VideoFrame.from_ndarray(pixels, "rgb24"), None):
                target.mux(stream.encode(frame))
        return read_picture(out.getvalue())

    return paint


class TestALargePicture:
    @pytest.mark.parametrize("codec", KINDS)
    def test_becomes_a_small_jpeg_of_the_same_shape(self, painted, codec):
        picture = painted(codec, 1400, 700)

        small = thumbnail(picture)

        assert len(picture.data) > LARGE
        assert (small.content_type, picture_size(small)) == ("image/jpeg", (SIDE, SIDE // 2))

    def test_stays_as_it_is_if_it_claims_to_be_enormous(self, painted):
        picture = painted("png", 700, 700)
        bomb = Picture("image/png", picture.data[:16] + (60_000).to_bytes(4, "big") * 2 + picture.data[24:])

        assert thumbnail(bomb) is bomb

    @pytest.mark.parametrize("codec", KINDS)
    def test_stays_as_it_is_if_it_is_damaged(self, painted, codec):
        picture = painted(codec, 1400, 700)
        damaged = Picture(picture.content_type, picture.data[:40] + bytes(LARGE))

        assert thumbnail(damaged) is damaged


class TestASmallPicture:
    def test_stays_as_it_is(self, painted):
        picture = painted("mjpeg", 64, 64)

        assert thumbnail(picture) is picture


class TestThePicturesSize:
    @pytest.mark.parametrize("codec", KINDS)
    def test_stands_in_its_head(self, painted, codec):
        assert picture_size(painted(codec, 90, 60)) == (90, 60)

    @given(
        st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=300)
    )
    def test_of_anything_is_a_size_or_none(self, start, rest):
        size = picture_size(read_picture(start + rest))

        assert size is None or min(size) >= 0
