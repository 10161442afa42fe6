"""Mounts of one sound, and which of them a browser should take."""

from runtime.servers.pages.programme import codec_type, programme_of, programmes


class TestAProgramme:
    def test_holds_the_mounts_of_one_source(self, mount):
        found = programmes(
            [mount("/a", programme="radio"), mount("/b", programme="talk"), mount("/c", programme="radio")]
        )

        assert [[each.path for each in programme.mounts] for programme in found] == [["/a", "/c"], ["/b"]]

    def test_is_found_by_any_of_its_mounts(self, status, mount):
        there = status(mount("/a", programme="radio"), mount("/c", programme="radio"))

        assert programme_of(there, "/c").id == "radio"
        assert programme_of(there, "").id == "radio"
        assert programme_of(there, "/d") is None


class TestTheOrderForBrowsers:
    def test_is_opus_then_aac_then_mp3_and_flac_last(self, mount):
        ogg = {"content_type": "audio/ogg", "programme": "radio"}
        [programme] = programmes([
            mount("/flac", format_name="FLAC 16 bit in Ogg", **ogg),
            mount("/mp3", programme="radio"),
            mount("/aac", content_type="audio/aac", programme="radio"),
            mount("/vorbis", format_name="Vorbis quality 5", **ogg),
            mount("/opus", format_name="Opus 96 kbit/s", **ogg),
        ])  # fmt: skip

        assert [each.path for each in programme.playable] == ["/opus", "/aac", "/vorbis", "/mp3", "/flac"]

    def test_puts_the_higher_bitrate_first(self, mount):
        [programme] = programmes(
            [mount("/low", bitrate=64_000, programme="r"), mount("/high", programme="r")]
        )

        assert [each.path for each in programme.playable] == ["/high", "/low"]


class TestTheTypeABrowserIsAsked:
    def test_names_the_codec_in_ogg(self, mount):
        opus = mount("/o", content_type="audio/ogg", format_name="Opus 96 kbit/s")

        assert codec_type(opus) == 'audio/ogg; codecs="opus"'
