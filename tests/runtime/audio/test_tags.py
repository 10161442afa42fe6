import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.audio.tags import LONGEST_TAG, read_title
from runtime.media.title import Title


def as_ffmpeg_gives(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


class TestATitle:
    def test_is_what_the_tags_say(self):
        tags = {"ARTIST": "Ada Quill", "Title": "Glass Garden", "album": "Examples"}

        assert read_title(tags, "x.mp3") == Title("Ada Quill", "Glass Garden", "Examples")

    def test_without_an_artist_takes_the_album_s(self):
        assert read_title({"album_artist": "Ada", "title": "One"}, "x.mp3").artist == "Ada"

    @pytest.mark.parametrize("raw", ["Café".encode("latin-1"), "Café".encode()])
    def test_in_another_charset_is_read_all_the_same(self, raw):
        assert read_title({"title": as_ffmpeg_gives(raw)}, "x.mp3").title == "Café"

    def test_stands_in_one_line(self):
        assert read_title({"title": "One\r\nTwo\0\x07", "artist": "\u2028A"}, "x.mp3") == Title(
            "A", "One Two"
        )

    def test_has_a_bearable_length(self):
        assert len(read_title({"title": "x" * 100_000}, "x.mp3").title) == LONGEST_TAG

    @given(
        st.dictionaries(st.sampled_from(["title", "artist", "album", "x"]), st.binary(max_size=60)),
        st.text(max_size=40),
    )
    def test_of_any_bytes_can_be_sent_as_utf_8(self, tags, path):
        title = read_title({name: as_ffmpeg_gives(raw) for name, raw in tags.items()}, path)

        assert str(title).encode().isascii() in (True, False)


class TestAFileWithoutTags:
    @pytest.mark.parametrize(
        ("path", "title"),
        [
            ("music/Ada Quill - Glass Garden.mp3", Title("Ada Quill", "Glass Garden")),
            ("music/03 - Ada Quill - Glass Garden.mp3", Title("Ada Quill", "Glass Garden")),
            ("07_last_tram.ogg", Title(title="last tram")),
            ("1999.mp3", Title(title="1999")),
            ("jingle.wav", Title(title="jingle")),
        ],
    )
    def test_is_named_after_itself(self, path, title):
        assert read_title({}, path) == title

    def test_that_has_only_an_artist_keeps_its_name_as_title(self):
        assert read_title({"artist": "Ada"}, "x/tune.mp3") == Title("Ada", "tune")
