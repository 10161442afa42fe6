"""The first message of a TLS client, as OpenSSL sends it and as nobody should."""

import contextlib
import itertools
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.protocols.tls import HELLO_BYTES, ClientHello, HelloReader


def hello_of(name="radio.example", protocols=(), highest=None):
    """What OpenSSL says first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if protocols:
        context.set_alpn_protocols(list(protocols))
    if highest is not None:
        context.maximum_version = highest
    out = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return out.read()


def fragmented(hello, size):
    """The same message in records of so many bytes."""
    body = hello[5:]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"\x16\x03\x01" + len(piece).to_bytes(2) + piece for piece in pieces)


def record(body):
    return b"\x16\x03\x01" + len(body).to_bytes(2) + body


def message(*extensions, session=b""):
    """A ClientHello made by hand; each extension is its number and its content."""
    listed = b"".join(kind.to_bytes(2) + len(data).to_bytes(2) + data for kind, data in extensions)
    body = b"\x03\x03" + bytes(32) + bytes([len(session)]) + session + b"\x00\x02\x13\x01" + b"\x01\x00"
    body += len(listed).to_bytes(2) + listed if extensions else b""
    return record(b"\x01" + len(body).to_bytes(3) + body)


def server_name(name):
    entry = b"\x00" + len(name).to_bytes(2) + name
    return 0, len(entry).to_bytes(2) + entry


def read(data):
    return HelloReader().receive_data(data)


HELLO = hello_of(protocols=["acme-tls/1"])


class TestReading:
    def test_the_name_and_the_protocols_are_found(self):
        hello = read(hello_of("Radio.Example", ["h2", "http/1.1"]))

        assert (hello.name, hello.protocols) == ("radio.example", ("h2", "http/1.1"))
        assert 0x0304 in hello.versions
        assert 0x0403 in hello.signatures

    def test_who_names_nobody_has_no_name(self):
        assert read(hello_of(None)).name == ""

    def test_an_older_version_is_told_by_the_message_itself(self):
        assert read(hello_of(highest=ssl.TLSVersion.TLSv1_2)).versions == (0x0303,)

    def test_a_hello_without_extensions_is_one(self):
        assert read(message()) == ClientHello(versions=(0x0303,))

    def test_what_stands_behind_it_is_kept(self):
        reader = HelloReader()

        assert reader.receive_data(HELLO + b"early") is not None
        assert reader.data == HELLO + b"early"

    @pytest.mark.parametrize(
        ("name", "found"),
        [(b"Radio.example.", "radio.example"), (b"r\xc3\xa4dio", ""), (b"a\0b", ""), (b"a" * 300, "")],
    )
    def test_a_name_is_a_name_or_none(self, name, found):
        assert read(message(server_name(name))).name == found


class TestPieces:
    def test_one_byte_at_a_time(self):
        reader = HelloReader()
        found = [reader.receive_data(bytes([byte])) for byte in HELLO]

        assert found[:-1] == [None] * (len(HELLO) - 1)
        assert found[-1] == read(HELLO)

    @given(st.integers(1, 600), st.integers(1, 700))
    def test_records_and_pieces_of_any_size(self, record_size, piece_size):
        data, reader = fragmented(HELLO, record_size), HelloReader()
        found = None
        for at in range(0, len(data), piece_size):
            assert found is None
            found = reader.receive_data(data[at : at + piece_size])

        assert found == read(HELLO)

    @given(st.integers(0, len(HELLO) - 1))
    def test_a_hello_that_breaks_off_is_waited_for(self, size):
        assert read(HELLO[:size]) is None


class TestWhatIsNone:
    @pytest.mark.parametrize(
        "data",
        [
            b"GET / HTTP/1.1\r\n",
            b"\x16\x02",
            b"\x16\x03\x01\x00\x00",
            b"\x16\x03\x01\xff\xff",
            b"\x16\x03\x01\x02\x00\x02",  # a ServerHello
            b"\x16\x03\x01\x02\x00\x01\x01\x00\x00",  # of 64 KiB
            record(b"\x01\x00\x00\x01\x03"),
            record(b"\x01\x00\x00\x00"),
            message((0, b""), (0, b"")),
            message((0, b"\x00\x05\x00")),
            message((16, b"\x00\x03\x09ab")),
            message((43, b"\x03\x03\x04\x03")),
            message((43, b"\x02\x03\x04\x03")),
        ],
    )
    def test_is_refused_as_soon_as_it_is_seen(self, data):
        with pytest.raises(PeerFault):
            read(data)

    def test_a_hello_of_endless_small_records_is_refused(self):
        reader = HelloReader()
        start = b"\x01" + (HELLO_BYTES - 10).to_bytes(3)
        records = map(record, itertools.chain([start], itertools.repeat(b"a", HELLO_BYTES)))

        with pytest.raises(PeerFault, match="longer"):
            assert not any(map(reader.receive_data, records))
        assert len(reader.data) <= HELLO_BYTES + 100

    @given(st.binary(max_size=400))
    def test_garbage_costs_its_sender_alone(self, garbage):
        for data in (garbage, b"\x16\x03\x01" + garbage, record(b"\x01\x00\x00\xff" + garbage)):
            with contextlib.suppress(PeerFault):
                assert isinstance(read(data), ClientHello | None)

    @given(st.integers(0, len(HELLO) - 1), st.integers(0, 255))
    def test_one_wrong_byte_is_no_accident_of_ours(self, at, byte):
        with contextlib.suppress(PeerFault):
            assert isinstance(read(HELLO[:at] + bytes([byte]) + HELLO[at + 1 :]), ClientHello | None)
