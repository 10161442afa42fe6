import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as some

from runtime.errors import OurFault, PeerFault
from runtime.net.framing import HANDLES, LARGEST_BLOB, LARGEST_JSON, Frame, Framer, encode

HEAD = struct.Struct("<IIB")


def read(*pieces: bytes) -> list[Frame]:
    framer = Framer()
    return [frame for piece in pieces for frame in framer.feed(piece)]


class TestAMessage:
    def test_it_comes_out_as_it_went_in(self):
        data = encode({"type": "came", "listeners": [1, 2], "agent": "Björk\n"}, b"\x00\xff", 2)

        assert read(data) == [
            Frame({"type": "came", "listeners": [1, 2], "agent": "Björk\n"}, b"\x00\xff", 2)
        ]

    def test_it_stands_on_the_wire_as_the_contract_says(self):
        data = encode({"type": "x"}, b"blob", 1)

        assert data == HEAD.pack(12, 4, 1) + b'{"type":"x"}' + b"blob"

    @given(some.lists(some.binary(max_size=300), max_size=5), some.integers(1, 50))
    def test_however_the_bytes_are_cut_the_messages_are_the_same(self, blobs, step):
        stream = b"".join(encode({"type": "t", "n": n}, blob) for n, blob in enumerate(blobs))
        frames = read(*(stream[at : at + step] for at in range(0, len(stream), step)))

        assert [frame.blob for frame in frames] == blobs

    def test_bytes_of_an_unfinished_message_are_kept(self):
        framer = Framer()
        data = encode({"type": "x"})

        assert list(framer.feed(data[:-1])) == []
        assert framer.pending == len(data) - 1


class TestHostileLengths:
    @pytest.mark.parametrize(
        "head",
        [
            HEAD.pack(LARGEST_JSON + 1, 0, 0),
            HEAD.pack(0xFFFFFFFF, 0xFFFFFFFF, 0),
            HEAD.pack(2, LARGEST_BLOB + 1, 0),
            HEAD.pack(2, 0, HANDLES + 1),
        ],
    )
    def test_a_length_over_its_bound_is_refused_before_anything_is_kept(self, head):
        with pytest.raises(PeerFault, match="claims"):
            read(head)

    @pytest.mark.parametrize(
        "text", [b"[]", b"{}", b'{"type":1}', b"nothing", b"\xff\xfe", b'"type"', b"[" * 100_000]
    )
    def test_what_is_no_object_with_a_type_is_refused(self, text):
        with pytest.raises(PeerFault):
            read(HEAD.pack(len(text), 0, 0) + text)

    @given(some.binary(max_size=200))
    def test_noise_is_a_peers_fault_or_an_unfinished_message(self, noise):
        try:
            frames = read(noise)
        except PeerFault:
            return

        assert all(isinstance(frame.fields["type"], str) for frame in frames)


class TestOurOwnMistakes:
    @pytest.mark.parametrize("fields", [{"x": object()}, {"x": float("nan")}, {"x": b"bytes"}])
    def test_what_json_cannot_say_is_our_fault(self, fields):
        with pytest.raises(OurFault, match="cannot be written"):
            encode({"type": "x", **fields})

    @pytest.mark.parametrize(
        ("fields", "blob", "handles"),
        [({"x": "y" * LARGEST_JSON}, b"", 0), ({}, bytes(LARGEST_BLOB + 1), 0), ({}, b"", HANDLES + 1)],
    )
    def test_what_is_too_large_is_our_fault(self, fields, blob, handles):
        with pytest.raises(OurFault, match="too large"):
            encode({"type": "x", **fields}, blob, handles)

    def test_the_largest_message_fits(self):
        room = LARGEST_JSON - len(json.dumps({"type": "x", "y": ""}, separators=(",", ":")))

        assert read(encode({"type": "x", "y": "z" * room}, bytes(LARGEST_BLOB), HANDLES))
