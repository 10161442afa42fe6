"""Pictures of files."""

import os

import av
import numpy as np
import pytest

from runtime.audio.cover import LARGEST_COVER, find_cover, read_picture

JPEG = b"\xff\xd8\xff\xe0" + b"j" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + b"w" * 100


@pytest.fixture(scope="session")
def pixel():
    """A real picture, one colour."""
    import io

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="image2pipe") as out:
        stream = out.add_stream("png", rate=1)
        stream.width = stream.height = 8
        stream.pix_fmt = "rgb24"
        for frame in (av.VideoFrame.from_ndarray(np.full((8, 8, 3), 90, np.uint8), "rgb24"), None):
            out.mux(stream.encode(frame))
    return buffer.getvalue()


@pytest.fixture
def song(write_audio, music):
    return write_audio("folder/song.mp3", music(0.3), title="Song")


def put_inside(path, picture):
    """An ID3v2.3 tag with a picture, in front of the file."""
    frame = b"\0image/png\0\x03\0" + picture
    size = 10 + len(frame)
    sizes = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(
        b"ID3\3\0\0" + sizes + b"APIC" + len(frame).to_bytes(4, "big") + b"\0\0" + frame + path.read_bytes()
    )


class TestAFilesPicture:
    def test_is_the_one_inside_it(self, song, pixel):
        put_inside(song, pixel)

        assert find_cover(song).data == pixel
        assert find_cover(song).content_type == "image/png"

    def test_is_else_the_one_beside_it(self, song):
        (song.parent / "Cover.JPG").write_bytes(JPEG)

        assert find_cover(song).data == JPEG

    def test_is_the_cover_before_any_other(self, song):
        (song.parent / "folder.png").write_bytes(PNG)
        (song.parent / "cover.webp").write_bytes(WEBP)

        assert find_cover(song).data == WEBP

    def test_is_none_where_there_is_none(self, song):
        assert find_cover(song) is None

    def test_is_none_where_the_file_is_gone(self, tmp_path):
        assert find_cover(tmp_path / "gone.mp3") is None

    def test_is_none_for_a_folder(self, tmp_path):
        (tmp_path / "cover.jpg").write_bytes(JPEG)

        assert find_cover(tmp_path) is None

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_is_not_waited_for_in_a_pipe(self, song):
        os.mkfifo(song.parent / "cover.jpg")

        assert find_cover(song) is None

    def test_that_is_too_large_is_passed_over(self, song):
        (song.parent / "cover.jpg").write_bytes(JPEG + bytes(LARGEST_COVER))

        assert find_cover(song) is None

    def test_that_is_something_else_is_passed_over(self, song):
        (song.parent / "cover.jpg").write_bytes(b"<svg onload=alert(1)>")
        (song.parent / "folder.jpg").write_bytes(JPEG)

        assert find_cover(song).data == JPEG

    def test_inside_that_no_browser_shows_gives_way_to_the_one_beside(self, song):
        put_inside(song, b"<html>")
        (song.parent / "cover.png").write_bytes(PNG)

        assert find_cover(song).data == PNG


class TestWhatAPictureIs:
    @pytest.mark.parametrize(
        ("data", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")]
    )
    def test_is_said_by_its_bytes(self, data, kind):
        assert read_picture(data).content_type == kind

    @pytest.mark.parametrize("data", [b"", b"GIF89a", b"BM", b"<svg/>", b"RIFF\0\0\0\0WAVE", b"\xff\xd8"])
    def test_is_nothing_else(self, data):
        assert read_picture(data) is None
