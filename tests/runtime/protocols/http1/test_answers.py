from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.http1 import answer, http_date, response_head


class TestAnAnswer:
    def test_is_http_1_0_and_tells_its_length(self):
        said = answer(200, "Grüße", [("Server", "x")])

        assert said == (
            b"HTTP/1.0 200 OK\r\nServer: x\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 7\r\n\r\nGr\xc3\xbc\xc3\x9fe"
        )

    def test_to_head_is_the_head_alone(self):
        said = answer(404, "gone", head_only=True)

        assert b"Content-Length: 4\r\n" in said
        assert said.endswith(b"\r\n\r\n")

    def test_to_a_missing_file_uses_icecasts_words(self):
        assert answer(404, "").startswith(b"HTTP/1.0 404 File Not Found\r\n")

    def test_writes_icy_fields_without_a_space(self):
        assert b"\r\nicy-name:Radio\r\n" in response_head(200, [("icy-name", "Radio")])

    @given(st.text())
    def test_cannot_be_split_by_a_value(self, value):
        head = response_head(200, [("icy-name", value)])

        assert head.count(b"\n") == 3
        assert b"\0" not in head


class TestADate:
    def test_is_in_gmt_whatever_the_zone(self):
        evening = datetime(2026, 11, 22, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))

        assert http_date(evening) == "Sat, 21 Nov 2026 23:02:03 GMT"
        assert http_date(datetime(2026, 1, 5, tzinfo=UTC)) == "Mon, 05 Jan 2026 00:00:00 GMT"
