import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.protocols.http1 import HeadLimits, HeadReader, decode_path

LIMITS = HeadLimits()
HEAD = b"GET /radio.mp3 HTTP/1.1\r\nHost: radio\r\nIcy-MetaData: 1\r\n\r\n"


def read(data, *, chunk=65536, limits=LIMITS):
    """Give a reader these bytes; return the one head it makes of them."""
    reader, heads = HeadReader(limits, 0.0), []
    for start in range(0, len(data), chunk):
        heads += reader.receive_data(data[start : start + chunk], 0.0)
        if heads:
            break
    return heads[0] if heads else None


def status_of(data, **how):
    with pytest.raises(PeerFault) as fault:
        read(data, **how)
    return fault.value.status


class TestARequestHead:
    @pytest.mark.parametrize("chunk", [1, 2, 3, 7, 65536])
    def test_is_read_however_it_drips_in(self, chunk):
        request = read(HEAD, chunk=chunk).request

        assert (request.method, request.path, request.version) == ("GET", "/radio.mp3", "HTTP/1.1")
        assert request.headers.get("icy-metadata") == "1"

    @pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r\r\n"])
    @pytest.mark.parametrize("chunk", [1, 65536])
    def test_may_end_its_lines_in_any_of_three_ways(self, end, chunk):
        head = read(HEAD.replace(b"\r\n", end), chunk=chunk)

        assert head.request.headers.get("HOST") == "radio"

    @pytest.mark.parametrize(
        "line",
        [b"SOURCE /live ICE/1.0", b"SOURCE /live HTTP/1.0", b"PUT /live HTTP/1.1", b"SOURCE /live HTTP/1.1"],
    )
    def test_may_be_a_source_clients(self, line):
        assert read(line + b"\r\n\r\n").request.path == "/live"

    def test_keeps_the_audio_that_came_with_it(self):
        head = read(b"SOURCE /live HTTP/1.0\r\n\r\n\xff\xfb\x90\x00")

        assert head.rest == b"\xff\xfb\x90\x00"
        assert head.data.startswith(b"SOURCE")
        assert head.data.endswith(head.rest)

    def test_may_follow_a_line_end_too_many(self):
        assert read(b"\r\n\n" + HEAD, chunk=1).request.path == "/radio.mp3"

    def test_needs_no_headers(self):
        assert len(read(b"GET / HTTP/1.0\r\n\r\n").request.headers) == 0

    def test_is_decoded_as_utf_8_or_latin_1(self):
        head = read(b"GET / HTTP/1.0\r\nIce-Name: Caf\xe9\r\nIce-Genre: Caf\xc3\xa9\r\n\r\n")

        assert [value for _, value in head.request.headers] == ["Café", "Café"]

    def test_tells_the_first_of_a_query_parameter(self):
        request = read(b"GET /onair?mount=%2Fa.mp3&mount=b HTTP/1.0\r\n\r\n").request

        assert (request.parameter("mount"), request.parameter("none")) == ("/a.mp3", "")

    def test_may_name_a_whole_address(self):
        assert read(b"GET http://radio:8000/a%20b?x#y HTTP/1.1\r\n\r\n").request.path == "/a b"

    def test_may_be_about_the_server(self):
        assert read(b"OPTIONS * HTTP/1.1\r\n\r\n").request.path == "*"


class TestARefusedHead:
    @pytest.mark.parametrize(
        "data",
        [
            b"GET\r\n\r\n",
            b"GET / \r\n\r\n",
            b"get / HTTP/1.0\r\n\r\n",
            b"SOURCE password /live\r\n\r\n",
            b"GET radio HTTP/1.0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\n\n",
            b"GET / HTTP/1.0\r\nno colon\r\n\r\n",
            b"GET / HTTP/1.0\r\nbad name: x\r\n\r\n",
            b"GET / HTTP/1.0\r\nX: a\0b\r\n\r\n",
            b"GET / HTTP/1.0\r\nX: a\rb\r\n\r\n",
            b"GET / HTTP/1.0\r\nX: a\r\n folded\r\n\r\n",
            b"GET / FTP/1.0\r\n\r\n",
            b"GET /\x00 HTTP/1.0\r\n\r\n",
        ],
    )
    def test_is_one_that_is_no_http(self, data):
        assert status_of(data) == 400

    def test_is_one_of_another_version(self):
        assert status_of(b"PRI * HTTP/2.0\r\n\r\n") == 505

    def test_has_a_line_that_never_ends(self):
        assert status_of(b"GET /" + b"a" * (1 << 20), chunk=4096) == 414

    def test_has_a_request_line_that_is_too_long(self):
        assert status_of(b"GET /" + b"a" * 8192 + b" HTTP/1.0\r\n\r\n") == 414

    def test_has_a_header_line_that_is_too_long(self):
        assert status_of(b"GET / HTTP/1.0\r\nX: " + b"a" * 8192 + b"\r\n\r\n") == 431

    def test_has_too_many_lines(self):
        assert status_of(b"GET / HTTP/1.0\r\n" + b"X: y\r\n" * 101 + b"\r\n") == 431
        assert read(b"GET / HTTP/1.0\r\n" + b"X: y\r\n" * 100 + b"\r\n")

    def test_has_ten_thousand_lines(self):
        assert status_of(b"GET / HTTP/1.0\r\n" + b"X: y\r\n" * 10_000, chunk=1000) == 431

    def test_takes_too_long(self):
        reader = HeadReader(LIMITS, 100.0)
        reader.receive_data(b"GET /", 114.9)

        assert reader.next_deadline() == 115.0
        with pytest.raises(PeerFault, match="15 s") as fault:
            reader.receive_data(b"x", 115.0)
        assert fault.value.status == 408

    def test_has_too_many_parameters_when_asked_for_one(self):
        request = read(b"GET /?" + b"&".join(b"a=1" for _ in range(101)) + b" HTTP/1.0\r\n\r\n").request

        with pytest.raises(PeerFault, match="parameters"):
            request.parameter("mount")

    @given(st.binary(max_size=400), st.integers(1, 50))
    def test_never_breaks_the_reader(self, data, chunk):
        with contextlib.suppress(PeerFault):
            read(data + b"\r\n\r\n", chunk=chunk)


class TestAPath:
    @pytest.mark.parametrize(
        ("raw", "path"),
        [
            ("/a%20b", "/a b"),
            ("/caf%C3%A9", "/café"),
            ("/a/../radio", "/radio"),
            ("/./radio", "/radio"),
            ("//radio", "/radio"),
            ("/radio/", "/radio/"),
            ("/radio.", "/radio."),
            ("/", "/"),
            ("//", "/"),
            ("/%252e%252e/x", "/%2e%2e/x"),
            ("/%n%s%25n".replace("%n%s", "%25n%25s"), "/%n%s%n"),
        ],
    )
    def test_is_decoded_once_and_resolved(self, raw, path):
        assert decode_path(raw) == path

    @pytest.mark.parametrize(
        "raw",
        [
            "/../etc",
            "/%2e%2e/etc",
            "/a/../../etc",
            "/a%00b",
            "/a%0d%0ab",
            "/a\\..\\b",
            "/%5c",
            "/%zz",
            "/%",
            "/%ff",
        ],
    )
    def test_is_refused_when_it_cannot_be_meant(self, raw):
        with pytest.raises(PeerFault):
            decode_path(raw)

    @given(st.text())
    def test_never_leaves_the_root(self, text):
        try:
            path = decode_path("/" + text)
        except PeerFault:
            return

        assert path.startswith("/")
        assert ".." not in path.split("/")
