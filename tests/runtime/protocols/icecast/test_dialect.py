from datetime import UTC, datetime

import pytest

from runtime.errors import PeerFault
from runtime.protocols.access import AddressRule
from runtime.protocols.address import Networks
from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.protocols.icecast import (
    Answer,
    AskHealth,
    AskOnAir,
    HandOver,
    Limits,
    Refusal,
    Rouse,
    Serve,
    ServedMount,
    Table,
    answer_fault,
    answer_refusal,
    respond,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MP3 = ServedMount(
    "/radio.mp3",
    "audio/mpeg",
    "radio.mp3/plain",
    "radio.mp3/icy",
    20480,
    headers=(("icy-br", "128"), ("ice-audio-info", "channels=2"), ("icy-name", "My Näme"), ("icy-pub", "0")),
)
OPUS = ServedMount("/radio.opus", "audio/ogg", "radio.opus/plain")
TABLE = Table(mounts={mount.path: mount for mount in (MP3, OPUS)}, server="LegacyStream/1.2")
PAGES = Table(pages=("/", "/status-json.xsl", "/admin/"))


def ask(line, *headers, table=TABLE):
    head = "\r\n".join((line, *headers, "", "")).encode()
    return respond(HeadReader(HeadLimits(), 0.0).receive_data(head, 0.0)[0].request, table, NOW)


def fields(outcome):
    """The answer's fields by lower-case name."""
    data = outcome.head if isinstance(outcome, Serve) else outcome.data
    lines = data.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


class TestAListener:
    def test_gets_the_head_that_icecast_sends(self):
        serve = ask("GET /radio.mp3 HTTP/1.1", "Icy-MetaData: 1")

        assert serve.mount is MP3
        assert serve.head.decode() == (
            "HTTP/1.0 200 OK\r\nServer: LegacyStream/1.2\r\nConnection: Close\r\n"
            "Date: Sun, 22 Nov 2026 08:00:00 GMT\r\nContent-Type: audio/mpeg\r\n"
            "Cache-Control: no-cache, no-store\r\nExpires: Mon, 26 Jul 1997 05:00:00 GMT\r\nPragma: no-cache\r\n"
            "Accept-Ranges: none\r\nAccess-Control-Allow-Origin: *\r\n"
            "Access-Control-Expose-Headers: Icy-MetaInt, Icy-Br, Icy-Description, Icy-Genre, Icy-Name, Icy-Pub, "
            "Icy-Url, Ice-Audio-Info\r\n"
            "icy-br:128\r\nice-audio-info: channels=2\r\nicy-name:My Näme\r\nicy-pub:0\r\nicy-metaint:20480\r\n\r\n"
        )

    @pytest.mark.parametrize(
        "line", ["GET /radio.mp3 HTTP/1.0", "GET /radio.mp3 HTTP/1.1", "GET /radio.mp3 ICE/1.0"]
    )
    def test_is_answered_alike_whatever_its_version(self, line):
        head = ask(line).head

        assert head.startswith(b"HTTP/1.0 200 OK\r\n")
        assert b"chunked" not in head
        assert "content-length" not in fields(ask(line))

    @pytest.mark.parametrize("header", ["Icy-MetaData: 1", "icy-metadata:1", "ICY-METADATA: 2"])
    def test_gets_titles_for_any_value_but_zero(self, header):
        assert ask("GET /radio.mp3 HTTP/1.0", header).icy

    @pytest.mark.parametrize("headers", [(), ("Icy-MetaData: 0",), ("Icy-MetaData:",)])
    def test_gets_none_without_asking(self, headers):
        serve = ask("GET /radio.mp3 HTTP/1.0", *headers)

        assert not serve.icy
        assert "icy-metaint" not in fields(serve)

    def test_gets_none_where_the_format_has_none(self):
        assert not ask("GET /radio.opus HTTP/1.1", "Icy-MetaData: 1").icy

    @pytest.mark.parametrize("wanted", ["bytes=0-", "bytes=0-1", "bytes=500-"])
    def test_that_asks_for_a_range_gets_the_live_stream(self, wanted):
        serve = ask("GET /radio.mp3 HTTP/1.1", f"Range: {wanted}")

        assert serve.head.startswith(b"HTTP/1.0 200 OK")
        assert fields(serve)["accept-ranges"] == "none"

    def test_may_write_the_mount_with_escapes(self):
        assert ask("GET /radio%2Emp3?x=1 HTTP/1.1").mount is MP3

    def test_cannot_be_given_fields_by_a_title(self):
        nasty = ServedMount("/x", "audio/mpeg", "x", headers=(("icy-name", "a\r\nSet-Cookie: b"),))

        assert "set-cookie" not in fields(ask("GET /x HTTP/1.0", table=Table(mounts={"/x": nasty})))


class TestABannedAddress:
    @pytest.mark.parametrize(("ip", "status"), [("192.0.2.7", 403), ("192.0.3.7", 200)])
    def test_listens_to_nothing(self, ip, status):
        table = Table.from_fields({**TABLE.to_fields(), "server": {"banned": ["192.0.2.0/24"]}})
        request = (
            HeadReader(HeadLimits(), 0.0).receive_data(b"GET /radio.mp3 HTTP/1.0\r\n\r\n", 0.0)[0].request
        )
        outcome = respond(request, table, NOW, ip)

        assert isinstance(outcome, Refusal if status == 403 else Serve)


class TestWantOfRoom:
    @pytest.mark.parametrize(
        ("compat", "kind", "status"),
        [("icecast-2.4", "full", 403), ("icecast-2.5", "full", 503), ("icecast-2.5", "agent", 403)],
    )
    def test_is_forbidden_by_icecast_2_4_and_passing_in_2_5(self, compat, kind, status):
        answer = answer_refusal(Refusal(403, "max listeners reached", kind), Table(compat=compat), NOW)

        assert answer.startswith(f"HTTP/1.0 {status} ".encode())
        assert answer.endswith(b"max listeners reached\r\n")


class TestNoListener:
    def test_is_who_asks_for_the_head_alone(self):
        answer = ask("HEAD /radio.mp3 HTTP/1.1", "Icy-MetaData: 1")

        assert isinstance(answer, Answer)
        assert fields(answer)["icy-metaint"] == "20480"

    @pytest.mark.parametrize("target", ["/radio.mp3", "*"])
    def test_is_a_browsers_preflight(self, target):
        answer = ask(
            f"OPTIONS {target} HTTP/1.1", "Origin: http://page", "Access-Control-Request-Method: GET"
        )
        said = fields(answer)

        assert answer.status == 204
        assert said["access-control-allow-origin"] == "*"
        assert {"Icy-MetaData", "Range"} <= set(said["access-control-allow-headers"].split(", "))
        assert {"Icy-MetaInt", "Icy-Br", "Icy-Name"} <= set(said["access-control-expose-headers"].split(", "))

    def test_is_who_asks_for_a_mount_that_is_not_there(self):
        answer = ask("GET /nope.mp3 HTTP/1.0", table=PAGES)

        assert answer.data.startswith(b"HTTP/1.0 404 File Not Found\r\n")
        assert b"<b>404 - The file you requested could not be found</b>" in answer.data

    @pytest.mark.parametrize("path", ["/radio.mp3.m3u", "/nope.m3u"])
    def test_is_who_wants_a_kind_of_page(self, path):
        assert ask(f"GET {path} HTTP/1.0", table=Table(pages=("*.m3u",))) == HandOver()

    def test_is_who_would_send_something_to_a_mount(self):
        answer = ask("POST /radio.mp3 HTTP/1.1")

        assert answer.data.startswith(b"HTTP/1.0 405 Method Not Allowed\r\n")
        assert b"\r\nAllow: GET, HEAD, OPTIONS\r\n" in answer.data

    @pytest.mark.parametrize(
        "path", ["/", "/status-json.xsl", "/admin/stats", "/admin", "/status-json.xsl?mount=/a"]
    )
    def test_is_who_wants_a_page(self, path):
        assert ask(f"GET {path} HTTP/1.1", table=PAGES) == HandOver()

    @pytest.mark.parametrize("path", ["/", "/nope.mp3"])
    def test_goes_to_the_station_where_its_pages_are_not_told(self, path):
        assert ask(f"GET {path} HTTP/1.1") == HandOver()

    @pytest.mark.parametrize(
        "line",
        ["SOURCE /radio.mp3 ICE/1.0", "PUT /radio.mp3 HTTP/1.1", "POST /x HTTP/1.1", "STATS / HTTP/1.0"],
    )
    def test_is_a_source_client(self, line):
        assert ask(line, table=PAGES) == HandOver()

    def test_is_who_asks_how_the_station_is(self):
        assert ask("GET /healthz HTTP/1.1") == AskHealth(head_only=False)
        assert ask("HEAD /onair?mount=%2Fradio.mp3 HTTP/1.1") == AskOnAir("/radio.mp3", head_only=True)

    def test_is_who_speaks_in_unknown_methods(self):
        with pytest.raises(PeerFault, match="BREW"):
            ask("BREW /pot HTTP/1.1")

    def test_is_told_what_was_wrong(self):
        said = answer_fault(PeerFault("the request line is too long", 414), TABLE, NOW)

        assert said.startswith(b"HTTP/1.0 414 ")
        assert said.endswith(b"\r\n\r\nthe request line is too long\r\n")


class TestATable:
    def test_is_read_as_it_was_written(self):
        table = Table(7, TABLE.mounts, "LegacyStream/1.2", Limits(max_listeners=3), ("/",))

        assert Table.from_fields(table.to_fields()) == table

    def test_of_a_newer_station_may_say_more(self):
        given = TABLE.to_fields()
        given["mounts"][0]["colour"] = "blue"
        given["limits"]["patience"] = 3

        assert Table.from_fields(given) == TABLE

    def test_needs_nothing_but_mounts(self):
        assert Table.from_fields({"mounts": []}) == Table()

    @pytest.mark.parametrize(
        "given", [{}, {"mounts": [{"path": "/x"}]}, {"mounts": 3}, {"mounts": [], "server": "x"}]
    )
    def test_that_is_none_is_refused(self, given):
        with pytest.raises(PeerFault, match="table"):
            Table.from_fields(given)


class TestAMountThatSleeps:
    def test_is_not_woken_by_who_may_not_listen(self):
        rules = (AddressRule(Networks(), Networks(["192.0.2.0/24"])),)
        table = Table(mounts={"/r": ServedMount("/r", "audio/mpeg", "r", asleep=True, rules=rules)})
        raw = b"GET /r HTTP/1.0\r\n\r\n"
        request = HeadReader(HeadLimits(), 0).receive_data(raw, 0)[0].request

        assert isinstance(respond(request, table, NOW, "192.0.2.7"), Refusal)
        assert respond(request, table, NOW, "198.51.100.1") == Rouse("/r")
