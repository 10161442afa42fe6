"""Pages that are to be asked for by HTTPS."""

import pytest

from runtime.protocols.http1 import Headers, Request
from runtime.protocols.tls import CertificateTable, redirect_answer

TABLE = CertificateTable(redirect=True, https_port=443)


def asked(path="/", query="", host="radio.example:8000", method="GET"):
    return Request(method, path, query, "HTTP/1.1", Headers((("Host", host),)))


def location(request, table=TABLE, port=8000):
    answer = redirect_answer(request, table, port)
    if answer is None:
        return None
    assert answer.startswith(b"HTTP/1.0 308 ")
    (line,) = [line for line in answer.decode().split("\r\n") if line.startswith("Location: ")]
    return line.removeprefix("Location: ")


class TestWhereTo:
    def test_the_same_page_with_its_query(self):
        assert location(asked("/näh e", "a=b%20c")) == "https://radio.example/n%C3%A4h%20e?a=b%20c"

    def test_a_port_of_its_own_is_named(self):
        assert (
            location(asked(), CertificateTable(redirect=True, https_port=8443))
            == "https://radio.example:8443/"
        )

    def test_where_one_port_serves_both_it_is_that_port(self):
        assert location(asked(), CertificateTable(redirect=True)) == "https://radio.example:8000/"

    def test_an_address_is_a_host_too(self):
        assert location(asked(host="[2001:db8::1]:8000")) == "https://[2001:db8::1]/"


class TestWhatStays:
    @pytest.mark.parametrize(
        "request_",
        [
            asked(method="POST"),
            asked(method="PUT"),
            asked("/.well-known/acme-challenge/unknown"),
            asked("/admin/metadata", "mode=updinfo"),
            asked("/admin.cgi"),
            asked("/listen.pls"),
            asked("/radio.M3U"),
            asked("/hls/radio.m3u8"),
            asked(host=""),
            asked(host="evil.example/@radio.example"),
            asked(host="a b"),
        ],
    )
    def test_is_answered_as_it_is(self, request_):
        assert location(request_) is None

    def test_is_everything_where_the_script_does_not_ask_for_it(self):
        assert redirect_answer(asked(), CertificateTable(), 8000) is None
