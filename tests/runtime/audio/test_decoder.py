import os

import av
import numpy as np
import pytest

from runtime.audio.decoder import open_file
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable
from runtime.media.title import Title

PCM = PcmFormat()


def decoded(path, pcm=PCM) -> np.ndarray:
    decoder = open_file(path, pcm)
    try:
        return np.concatenate([samples for samples, _ in decoder])
    finally:
        decoder.close()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


class TestAFile:
    @pytest.mark.parametrize("name", ["a.mp3", "a.opus", "a.flac", "a.wav", "a.ogg", "a.m4a"])
    def test_of_any_kind_is_decoded_in_place_and_whole(self, music, write_audio, name):
        sound = music(2)

        found = decoded(write_audio(name, sound))

        assert abs(len(found) - len(sound)) <= 2048
        assert found.dtype == np.float32
        assert likeness(found[4410:80_000], sound[4410:80_000]) > 0.98

    def test_without_loss_comes_sample_by_sample(self, music, write_audio):
        sound = music(1)

        found = decoded(write_audio("a.flac", sound))

        assert found.shape == sound.shape
        assert np.abs(found - sound).max() <= 1.01 / 32768

    @pytest.mark.parametrize(("rate", "channels"), [(22_050, 1), (48_000, 2), (8_000, 1), (96_000, 2)])
    def test_of_another_rate_is_made_to_fit(self, music, write_audio, rate, channels):
        sound = music(2, rate=rate)[:, :channels]

        found = decoded(write_audio("a.flac", sound, rate))

        assert found.shape[1] == 2
        assert abs(len(found) - 2 * 44_100) <= 2

    def test_tells_its_title(self, music, write_audio):
        decoder = open_file(write_audio("a.mp3", music(0.5), artist="Ada", title="One"), PCM)

        assert decoder.title == Title("Ada", "One")
        decoder.close()

    def test_says_with_its_last_array_that_it_is_the_last(self, music, write_audio):
        lasts = [last for _, last in open_file(write_audio("a.flac", music(0.5)), PCM)]

        assert lasts == [False] * (len(lasts) - 1) + [True]

    def test_with_a_cover_plays_the_sound(self, music, write_audio, tmp_path):
        path = write_audio("a.mp3", music(1), title="One")
        cover = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
        frame = (
            b"APIC"
            + (len(cover) + 14).to_bytes(4, "big")
            + b"\0\0"
            + b"\0image/png\0\x03\0"
            + b"\0" * 0
            + cover
        )
        size = len(frame) + 1
        tag = (
            b"ID3\x03\0\0"
            + bytes((size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127))
            + frame
            + b"\0"
        )
        covered = tmp_path / "covered.mp3"
        covered.write_bytes(tag + path.read_bytes())

        assert abs(len(decoded(covered)) - 44_100) <= 1152

    def test_chained_from_two_streams_plays_both(self, music, write_audio, tmp_path):
        one = write_audio("one.ogg", music(1, 1), title="One")
        two = write_audio("two.ogg", music(1, 2, 22_050), 22_050, title="Two")
        both = tmp_path / "both.ogg"
        both.write_bytes(one.read_bytes() + two.read_bytes())

        decoder = open_file(both, PCM)

        assert decoder.title.title == "One"
        assert sum(len(samples) for samples, _ in decoder) >= 44_100
        decoder.close()

    def test_with_numbers_that_are_none_gives_silence_for_them(self, tmp_path):
        path = tmp_path / "nan.wav"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("pcm_f32le", rate=44_100, layout="stereo", format="flt")
            frame = av.AudioFrame.from_ndarray(np.full((1, 8820), np.nan, np.float32), "flt", "stereo")
            frame.sample_rate = 44_100
            for part in (frame, None):
                container.mux(stream.encode(part))

        assert not decoded(path).any()


class TestWhatCannotBePlayed:
    def reason(self, path) -> str:
        with pytest.raises(MediaUnreadable) as caught:
            open_file(path, PCM, shown="shown.mp3")
        assert caught.value.path == "shown.mp3"
        return caught.value.reason

    def test_is_told_when_it_is_missing(self, tmp_path):
        assert self.reason(tmp_path / "none.mp3") == "there is no such file"

    def test_is_told_when_it_is_empty(self, tmp_path):
        (tmp_path / "empty.mp3").touch()

        assert self.reason(tmp_path / "empty.mp3") == "the file is empty"

    def test_is_told_when_it_is_a_folder(self, tmp_path):
        assert self.reason(tmp_path) == "it is a folder, not a file"

    @pytest.mark.parametrize(
        "text",
        ["a", "Hello, world\n" * 500, "#EXTM3U\nother.mp3\n", "\0" * 5000, "ffconcat version 1.0\nfile x"],
    )
    def test_is_told_when_it_is_text_named_mp3(self, tmp_path, text):
        (tmp_path / "text.mp3").write_text(text)

        assert "not audio" in self.reason(tmp_path / "text.mp3")

    def test_is_told_when_it_is_a_list_of_other_files(self, music, tmp_path, write_audio):
        write_audio("a.mp3", music(1))
        (tmp_path / "list.mp3").write_text(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\na.mp3\n"
        )

        assert "not audio" in self.reason(tmp_path / "list.mp3")

    def test_is_told_when_it_is_a_picture(self, tmp_path):
        with av.open(str(tmp_path / "p.png"), "w", format="image2") as container:
            stream = container.add_stream("png", rate=1, width=8, height=8, pix_fmt="rgb24")
            container.mux(stream.encode(av.VideoFrame(8, 8, "rgb24")))
        (tmp_path / "p.png").rename(tmp_path / "p.mp3")

        assert self.reason(tmp_path / "p.mp3") in (
            "there is no audio in it",
            "it is not audio, or is damaged from its beginning",
        )

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_is_told_when_it_is_a_pipe_that_would_never_answer(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.mp3")

        assert self.reason(tmp_path / "pipe.mp3") == "it is no ordinary file"

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_is_told_when_it_may_not_be_read(self, music, tmp_path, write_audio):
        path = write_audio("a.mp3", music(0.5))
        path.chmod(0)

        assert self.reason(path) == "this user may not read it"


class TestADamagedFile:
    def test_loses_only_what_is_damaged(self, music, write_audio):
        path = write_audio("a.mp3", music(4))
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 1500] = b"\xaa" * 1500
        path.write_bytes(data)

        decoder = open_file(path, PCM)
        length = sum(len(samples) for samples, _ in decoder)
        decoder.close()

        assert 3.7 * 44_100 < length <= 4.1 * 44_100
        assert decoder.broken > 0

    def test_that_is_cut_off_plays_as_far_as_it_goes(self, music, write_audio):
        path = write_audio("a.flac", music(4))
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

        assert 1.5 * 44_100 < len(decoded(path)) < 3 * 44_100

    def test_that_is_rubbish_from_some_place_on_is_left_in_the_end(self, music, write_audio):
        path = write_audio("a.flac", music(2))
        data = path.read_bytes()
        noise = np.random.default_rng(1).bytes(400_000)
        path.write_bytes(data[: len(data) // 2] + noise)

        decoder = open_file(path, PCM)
        length = sum(len(samples) for samples, _ in decoder)
        decoder.close()

        assert 0.8 * 44_100 < length < 60 * 44_100
