"""The request of a connection that was handed over."""

import pytest

from runtime.servers.opening import opening_head


class TestTheOpening:
    def test_is_a_request_with_what_stands_behind_it(self):
        head = opening_head(b"GET /x HTTP/1.0\r\n\r\nmore")

        assert (head.request.path, head.rest) == ("/x", b"more")

    @pytest.mark.parametrize(
        "data", [b"", b"GET /x HT", b"password\r\n", b"Z\x00\x10\x09", b"GET x y z\r\n\r\n", b"\x16\x03"]
    )
    def test_is_none_where_it_is_no_request(self, data):
        assert opening_head(data) is None
