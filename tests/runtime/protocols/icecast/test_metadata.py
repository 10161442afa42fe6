import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.protocols.http1 import Headers, Request
from runtime.protocols.icecast.early_titles import HOLD_SECONDS, MOST_HELD, EarlyTitles
from runtime.protocols.icecast.metadata import (
    NO_SUCH_ACTION,
    MetadataFault,
    metadata_answer,
    metadata_fault_answer,
    read_title_change,
)
from runtime.protocols.source import Login

BASIC = "Basic " + base64.b64encode(b"source:hackme").decode()


def request(query, path="/admin/metadata", authorization=BASIC):
    return Request("GET", path, query, "HTTP/1.0", Headers((("Authorization", authorization),)))


def change(query, **options):
    return read_title_change(request(query, **options))


def title(query):
    return change(f"mount=/x&mode=updinfo&{query}").title


class TestATitle:
    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("song=Miles+Davis+-+So%20What", Title("Miles Davis", "So What")),
            ("song=Caf%c3%a9", Title("", "Café")),
            ("artist=A&title=B", Title("A", "B")),
            ("title=B", Title("", "B")),
            ("title=Unknown&song=Unknown", Title("", "Unknown")),
            ("artist=X&song=Caf%C3%A9", Title("", "Café")),
            ("artist=A+-+Z&title=B&song=A+-+Z+-+B", Title("A - Z", "B")),
            ("song=%20%2d%20", Title()),
            ("song=", Title()),
            ("song=A&url=http%3A%2F%2Fx%2Fa.jpg", Title("", "A", url="http://x/a.jpg")),
            ("SONG=A", Title("", "A")),
        ],
    )
    def test_is_what_was_said(self, query, said):
        assert title(query) == said

    def test_stays_where_nothing_was_said_of_it(self):
        assert title("charset=UTF-8") is None

    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ("charset=UTF%2d8&song=%c3%a9", "é"),
            ("song=%c3%a9", "é"),
            ("song=%e9", "é"),
            ("charset=ISO-8859-1&song=%e9", "é"),
            ("charset=iso-8859-2&song=%f8", "ř"),
            ("charset=windows-1251&song=%d0%e0%e4%e8%ee", "Радио"),
            ("charset=UTF-8&song=%e9", "é"),
            ("charset=ISO-8859-1&song=%c3%a9", "Ã©"),
            ("charset=zlib&song=%e9", "é"),
            ("charset=klingon&song=%c3%a9", "é"),
            ("charset=ISO-8859-1&song=é", "é"),
        ],
    )
    def test_is_read_in_the_charset_that_is_meant(self, query, text):
        assert title(query).title == text

    def test_is_one_line_of_bearable_length(self):
        assert title("song=a%0d%0aSet-Cookie:x").title == "a Set-Cookie:x"
        assert len(title("song=" + "x" * 5000).title) == 800

    def test_keeps_an_address_whole_or_not_at_all(self):
        assert title("song=a&url=" + "u" * 501).url == ""


class TestAnUpdate:
    def test_names_its_mount_and_carries_its_credentials(self):
        asked = change("song=a&mount=%2fez%2emp3&mode=updinfo")

        assert (asked.mount, asked.logins) == ("/ez.mp3", (Login("source", "hackme"),))
        assert repr(asked).count("hackme") == 0

    @pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic", "Basic !", "Basic " + "A" * 9000])
    def test_without_credentials_that_can_be_read_has_none(self, authorization):
        assert change("mount=/x&mode=updinfo&song=a", authorization=authorization).logins == ()

    @pytest.mark.parametrize("query", ["mount=/x&song=a", "mode=updinfo&song=a", ""])
    def test_that_lacks_something_is_told_so(self, query):
        with pytest.raises(MetadataFault, match=r"^Missing parameter$"):
            change(query)

    def test_of_something_else_is_no_action(self):
        asked = change("mount=/x&mode=other")

        assert not asked.known
        assert asked.title is None

    def test_is_answered_in_icecasts_xml(self):
        said = metadata_answer(change("mount=/x&mode=updinfo&song=a"))

        assert said.endswith(
            b'\r\n\r\n<?xml version="1.0"?>\n<iceresponse><message>Metadata update successful</message>'
            b"<return>1</return></iceresponse>\n"
        )
        assert b"Content-Type: text/xml; charset=utf-8\r\nContent-Length: 113\r\n" in said

    def test_that_fails_is_answered_as_a_success_that_did_nothing(self):
        said = metadata_answer(change("mount=/x&mode=other"), text=NO_SUCH_ACTION, done=False)

        assert said.startswith(b"HTTP/1.0 200 OK")
        assert b"<message>No such action</message><return>0</return>" in said

    def test_that_cannot_be_read_is_answered_with_a_page(self):
        said = metadata_fault_answer(MetadataFault("Missing parameter"))

        assert said.startswith(b"HTTP/1.0 400 Bad Request")
        assert said.endswith(
            b"<html><head><title>Error 400</title></head><body><b>400 - Missing parameter</b></body></html>\r\n"
        )


class TestASHOUTcastUpdate:
    def test_carries_its_password_in_the_query(self):
        asked = change("mode=updinfo&pass=dj:secret&song=A+-+B", path="/admin.cgi", authorization="")

        assert asked.title == Title("A", "B")
        assert Login("dj", "secret") in asked.logins
        assert Login("", "dj:secret") in asked.logins

    def test_may_name_a_stream(self):
        assert change("sid=2&mode=updinfo&pass=x&song=a", path="/admin.cgi").stream == 2

    def test_without_a_password_is_told_so(self):
        with pytest.raises(MetadataFault, match=r"^missing pass parameter$"):
            change("mode=updinfo&song=a", path="/admin.cgi", authorization="")

    def test_is_answered_with_a_page(self):
        said = metadata_answer(change("mode=updinfo&pass=x&song=a", path="/admin.cgi"))

        assert b"<b>Metadata update successful</b>" in said

    @pytest.mark.parametrize("query", ["mode=viewxml&pass=x", "", "mode=kicksrc"])
    def test_is_not_what_another_mode_asks_for(self, query):
        assert change(query, path="/admin.cgi") is None

    def test_is_at_no_other_address(self):
        assert change("mode=updinfo&song=a", path="/admin/stats") is None


class TestEarlyTitles:
    def test_wait_for_their_stream(self):
        early = EarlyTitles()
        early.hold("/x", Title("A"), 10.0)

        assert early.take("/x", 12.0) == Title("A")
        assert early.take("/x", 12.0) is None

    def test_do_not_wait_for_ever(self):
        early = EarlyTitles()
        early.hold("/x", Title("A"), 10.0)

        assert early.take("/x", 10.0 + HOLD_SECONDS) is None

    def test_are_not_kept_without_bounds(self):
        early = EarlyTitles()
        for number in range(MOST_HELD + 1):
            early.hold(f"/{number}", Title(str(number)), 0.0)

        assert early.take("/0", 1.0) is None
        assert early.take("/1", 1.0) == Title("1")


class TestAnyQuery:
    @given(st.text(max_size=300), st.sampled_from(["/admin/metadata", "/admin.cgi", "/admin/metadata.xsl"]))
    def test_is_read_or_refused(self, query, path):
        try:
            asked = change("mode=updinfo&" + query, path=path)
        except PeerFault:
            return

        assert asked is None or metadata_answer(asked)

    @given(
        st.binary(max_size=200),
        st.sampled_from(["", "utf-16", "shift_jis", "iso-2022-jp", "big5", "gb18030"]),
    )
    def test_in_any_charset_gives_one_line(self, raw, charset):
        escaped = "".join(f"%{byte:02x}" for byte in raw)

        assert all(ord(letter) >= 32 for letter in title(f"charset={charset}&song={escaped}").title)
