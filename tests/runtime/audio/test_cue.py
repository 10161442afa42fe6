import numpy as np
import pytest

from runtime.audio.cue import PREROLL
from runtime.audio.decoder import open_file
from runtime.audio.pcm import PcmFormat
from runtime.audio.tags import Said
from runtime.errors import MediaUnreadable
from runtime.media.title import Title

PCM = PcmFormat()
SOUGHT = ["wav", "flac", "mp3", "m4a", "opus", "ogg"]


def decoded(path, pcm=PCM, **tags):
    decoder = open_file(path, pcm, said=Said(tags))
    with_ends = list(decoder)
    decoder.close()

    assert [last for _, last in with_ends] == [False] * (len(with_ends) - 1) + [True]
    return np.concatenate([samples for samples, _ in with_ends])


class TestATrackBetweenCuePoints:
    @pytest.mark.parametrize("suffix", SOUGHT)
    @pytest.mark.parametrize(("begins", "ends"), [("0.1", "0.9"), ("4.7", "6.3"), ("3.123457", "7")])
    def test_is_those_samples_and_no_other(self, write_audio, music, suffix, begins, ends):
        pcm = PcmFormat(48_000) if suffix == "opus" else PCM
        path = write_audio(f"a.{suffix}", music(8))
        whole = decoded(path, pcm)

        part = decoded(path, pcm, cue_in=begins, liq_cue_out=ends)

        expected = whole[pcm.samples(float(begins)) : pcm.samples(float(ends))]
        assert part.shape == expected.shape
        tolerated = 0.01 if suffix == "m4a" else 1e-6  # AAC's decoder fills in noise that is new each time
        assert np.abs(part - expected).max() < tolerated

    def test_joins_the_next_one_of_the_file(self, write_audio, music):
        path = write_audio("a.flac", music(9), rate=48_000)
        whole = decoded(path)

        parts = [
            decoded(path, cue_out="2.5"),
            decoded(path, cue_in="2.5", cue_out="6.25"),
            decoded(path, cue_in="6.25"),
        ]

        together = np.concatenate(parts)
        assert together.shape == whole.shape
        assert np.abs(together - whole).max() < 1e-5

    def test_is_jumped_to(self, write_audio, music, monkeypatch):
        path = write_audio("a.flac", music(8))
        decoder = open_file(path, PCM, said=Said({"cue_in": "7"}))
        decoder.close()

        assert decoder._cue.at > PCM.samples(7 - PREROLL - 0.5)
        assert decoder._cue._sought

    def test_beyond_the_file_s_end_is_told(self, write_audio, music):
        path = write_audio("a.flac", music(1))
        with pytest.raises(MediaUnreadable, match="no sound between its cue points"):
            open_file(path, PCM, said=Said({"cue_in": "3"}))

    def test_whose_end_is_beyond_the_file_s_plays_to_that(self, write_audio, music):
        path = write_audio("a.flac", music(1))

        assert len(decoded(path, cue_in="0.5", cue_out="3")) == 22_050


class TestWhatIsSaidOfAFile:
    def test_counts_more_than_its_tags_or_fills_in_what_they_leave_out(self, write_audio, music):
        named = open_file(
            write_audio("a.mp3", music(0.3), title="Own", artist="Ada"),
            PCM,
            said=Said({"title": "New"}, {"title": "List"}),
        )
        nameless = open_file(write_audio("b.mp3", music(0.3)), PCM, said=Said({}, {"title": "List"}))
        for decoder in (named, nameless):
            decoder.close()

        assert named.title == Title("Ada", "New")
        assert nameless.title == Title("", "List")
