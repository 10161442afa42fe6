"""Whole answers in Icecast's form."""

from datetime import UTC, datetime

from runtime.protocols.icecast.pages import error_answer, icecast_answer, icecast_response

NOW = datetime(2026, 11, 22, 8, 4, 22, tzinfo=UTC)


class TestAnAnswer:
    def test_has_its_fields_in_icecasts_order_and_then_its_length(self):
        assert icecast_answer(200, "<a/>", "X/1", NOW) == (
            b"HTTP/1.0 200 OK\r\nServer: X/1\r\nConnection: Close\r\nDate: Sun, 22 Nov 2026 08:04:22 GMT\r\n"
            b"Content-Type: text/xml; charset=utf-8\r\nCache-Control: no-cache, no-store\r\n"
            b"Expires: Mon, 26 Jul 1997 05:00:00 GMT\r\nPragma: no-cache\r\nContent-Length: 4\r\n\r\n<a/>"
        )

    def test_to_head_has_the_length_alone(self):
        answer = icecast_answer(200, "né", "X/1", NOW, head_only=True)

        assert answer.endswith(b"Content-Length: 3\r\n\r\n")


class TestAnError:
    def test_of_the_request_is_a_page_that_cannot_be_broken(self):
        answer = error_answer(400, "no <b> & such", "X/1", NOW)

        assert (
            b"<title>Error 400</title></head><body><b>400 - no &lt;b&gt; &amp; such</b></body></html>\r\n"
            in answer
        )

    def test_of_another_kind_is_text(self):
        answer = error_answer(403, "Mountpoint in use", "X/1", NOW)

        assert answer.endswith(b"\r\n\r\nMountpoint in use\r\n")

    def test_of_credentials_asks_for_them(self):
        assert b'WWW-Authenticate: Basic realm="Icecast2 Server"' in error_answer(401, "x", "X/1", NOW)


class TestTheResultOfAnOperation:
    def test_is_told_in_xml(self):
        assert icecast_response("<a> done", done=True) == (
            '<?xml version="1.0"?>\n<iceresponse><message>&lt;a&gt; done</message><return>1</return></iceresponse>\n'
        )
