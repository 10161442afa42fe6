"""How somebody came whom an edge hands on."""

import pytest

from runtime.protocols.http1 import HeadLimits, HeadReader, came_by_tls, scheme_of, with_arrival


def headers(initial):
    (head,) = HeadReader(HeadLimits(), 0.0).receive_data(initial, 0.0)
    return head.request.headers


class TestTheEdgesWord:
    @pytest.mark.parametrize(
        ("scheme", "tls", "came"),
        [
            ("http", "", ("http", False)),
            ("https", "TLSv1.3", ("https", True)),
            ("https", "", ("https", False)),
        ],
    )
    def test_stands_in_the_head(self, scheme, tls, came):
        found = headers(with_arrival(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", scheme, tls))

        assert (scheme_of(found.get), came_by_tls(found.get)) == came
        assert found.get("host") == "a"

    @pytest.mark.parametrize("end", [b"\r\n", b"\n"])
    def test_is_believed_before_that_of_a_client(self, end):
        forged = end.join([b"GET / HTTP/1.0", b"Edge-Scheme: https", b"Edge-Tls: TLSv1.3", b"", b""])
        found = headers(with_arrival(forged, "http", ""))

        assert (scheme_of(found.get), came_by_tls(found.get)) == ("http", False)

    def test_leaves_the_body_as_it_is(self):
        body = b"GET / HTTP/1.1\r\n\r\n"
        sent = b"POST /api HTTP/1.1\r\nContent-Length: 18\r\n\r\n" + body

        assert with_arrival(sent, "https", "TLSv1.3").endswith(b"\r\n\r\n" + body)

    @pytest.mark.parametrize(
        "initial", [b"", b"secret\r\n", b"SOURCE /a ICE/1.0\r\n\r\n", b"\x16\x03\x01", b"Z\0\0"]
    )
    def test_is_not_put_where_there_is_no_request(self, initial):
        assert with_arrival(initial, "https", "TLSv1.3") == initial

    def test_is_http_where_nobody_says_it(self):
        assert (scheme_of({}.get), came_by_tls({}.get)) == ("http", False)
