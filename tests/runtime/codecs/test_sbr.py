from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs import adts
from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning
from runtime.codecs.sbr import FRAMES, SbrWatch, carries_sbr

HE_AAC = Path(__file__).parents[2] / "interop" / "fixtures" / "he-aac.aac"
"""18 s by libfdk-aac, HE-AAC at 40 kbit/s."""


def frames_of(data):
    splitter = adts.splitter()
    return splitter.feed(data) + splitter.finish()


def payload(frame):
    return frame[adts.parse_header(frame).header_bytes :]


def block(*elements):
    """A raw data block of bit strings, its end behind them."""
    bits = "".join(elements) + "111"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def fill(content):
    length = len(content)
    count = f"{length:04b}" if length < 15 else f"1111{length - 14:08b}"
    return "110" + count + "".join(f"{byte:08b}" for byte in content)


SOUND = "000" + "0110100101" * 30


class TestABlock:
    @pytest.mark.parametrize("length", [1, 14, 15, 40, 269])
    @pytest.mark.parametrize("kind", [0xD0, 0xE0])
    def test_with_an_sbr_element_at_its_end_carries_it(self, length, kind):
        assert carries_sbr(block(SOUND, fill(bytes([kind]) + b"\x5a" * (length - 1))))

    @pytest.mark.parametrize("filling", [b"", b"\x00", b"\x10" + b"\xa5" * 20])
    def test_may_have_filling_behind_it(self, filling):
        assert carries_sbr(block(SOUND, fill(b"\xd0" + b"\x5a" * 40), fill(filling)))

    @pytest.mark.parametrize("elements", [[], [fill(b"\x10" + b"\xa5" * 20)], [fill(b"\xb0" + bytes(10))]])
    def test_without_one_carries_none(self, elements):
        assert not carries_sbr(block(SOUND, *elements))

    @given(st.binary(max_size=800))
    def test_of_any_bytes_has_an_answer(self, data):
        assert carries_sbr(data) in (True, False)


class TestAStream:
    def test_of_he_aac_is_known_in_nearly_every_frame(self):
        frames = frames_of(HE_AAC.read_bytes())
        found = sum(carries_sbr(payload(frame)) for frame in frames)

        assert found / len(frames) > 0.97

    def test_of_lc_looks_like_it_by_accident_at_most(self, encoded):
        frames = frames_of(encoded("adts"))
        found = sum(carries_sbr(payload(frame)) for frame in frames)

        assert found / len(frames) < 0.05

    def test_says_so_after_some_frames(self, encoded):
        he, lc = SbrWatch(), SbrWatch()
        at_first = he.sbr
        for watch, data in ((he, HE_AAC.read_bytes()), (lc, encoded("adts"))):
            for frame in frames_of(data)[:FRAMES]:
                watch.look(frame)

        assert (at_first, he.sbr, he.ps) == (None, True, False)
        assert (lc.sbr, lc.ps) == (False, False)

    @pytest.mark.parametrize(("kind", "name"), [("he", "HE-AAC"), ("lc", "AAC")])
    def test_from_a_source_client_is_called_by_what_it_is(self, encoded, kind, name):
        data = HE_AAC.read_bytes() if kind == "he" else encoded("adts")
        pieces = IncomingStream().feed(data[:20_000])

        assert isinstance(pieces[0], Beginning)
        assert pieces[0].format_name == name
        assert (
            b"".join(piece.data for piece in pieces[1:]) == data[: sum(len(each.data) for each in pieces[1:])]
        )
