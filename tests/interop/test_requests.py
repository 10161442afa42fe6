"""What players send and need back, byte by byte on a bare socket and through curl.

The cases are those of Icecast 2.4.4's listener dialect and of the players it was tested against: VLC and browsers send Range,
iOS probes two bytes, cross-origin players ask with OPTIONS, link checkers and directories with HEAD, old ones speak HTTP/1.0.
"""

import json
import subprocess

import pytest
from instruments import mp3, ogg
from instruments.wire import ask, get, status

from benchmarks.station import RunningStation

SCRIPT = """lss 1
station(name="Proof & Söhne", description="Requests", genre="test", url="http://radio.example/")
mount("/radio.mp3", tone(), mp3(128kbps))
mount("/radio.opus", tone(), opus(96kbps))
"""
SOME = 4000
"""Bytes of body that show that sound comes."""

pytestmark = pytest.mark.timeout(90)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    script = tmp_path_factory.mktemp("requests") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/radio.mp3", "/radio.opus"]) as running:
        yield running.port


class TestGet:
    def test_answers_with_an_endless_body_and_says_so(self, port):
        answer = ask(port, get("/radio.mp3"), enough=SOME)

        assert answer.status == 200
        assert answer.headers["content-type"] == "audio/mpeg"
        assert answer.headers["connection"].lower() == "close"
        assert "transfer-encoding" not in answer.headers
        assert "content-length" not in answer.headers
        assert answer.headers["cache-control"].startswith("no-cache")

    def test_tells_the_station_in_icy_headers(self, port):
        headers = ask(port, get("/radio.mp3"), enough=SOME).headers

        assert headers["icy-name"].encode("latin-1").decode() == "Proof & Söhne"
        assert headers["icy-description"] == "Requests"
        assert headers["icy-genre"] == "test"
        assert headers["icy-url"] == "http://radio.example/"
        assert headers["icy-br"] == "128"

    def test_begins_with_a_frame(self, port):
        answer = ask(port, get("/radio.mp3"), enough=SOME)

        assert mp3.first_frame(answer.body) == 0

    def test_begins_with_the_headers_of_an_ogg_stream(self, port):
        answer = ask(port, get("/radio.opus"), seconds=2)
        pages, _ = ogg.pages(answer.body)

        assert answer.headers["content-type"] in ("audio/ogg", "application/ogg", "audio/ogg; codecs=opus")
        assert len(ogg.chains(pages)) == 1

    @pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
    def test_never_answers_with_a_version_that_promises_more(self, port, version):
        assert ask(port, get("/radio.mp3", version=version), enough=SOME).status == 200

    def test_needs_no_host(self, port):
        assert ask(port, "GET /radio.mp3 HTTP/1.0\r\n\r\n", enough=SOME).status == 200

    def test_takes_a_head_that_ends_in_bare_line_feeds(self, port):
        assert ask(port, "GET /radio.mp3 HTTP/1.0\n\n", enough=SOME).status == 200

    def test_leaves_a_query_aside(self, port):
        assert ask(port, get("/radio.mp3?nocache=1"), enough=SOME).status == 200

    def test_of_no_mount_is_404_and_the_connection_ends(self, port):
        answer = ask(port, get("/nothing.mp3"))

        assert (answer.status, answer.closed) == (404, True)

    def test_of_a_path_that_climbs_out_gets_nothing(self, port):
        answer = ask(port, get("/../../etc/passwd"))

        assert answer.status in (0, 400, 403, 404)
        assert b"root:" not in answer.body


class TestRange:
    @pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-1", "bytes=1000-", "bytes=0-65535"])
    def test_is_answered_with_200_and_the_whole_stream(self, port, asked):
        answer = ask(port, get("/radio.mp3", f"Range: {asked}"), enough=SOME)

        assert answer.status == 200
        assert "content-range" not in answer.headers
        assert len(answer.body) >= SOME


class TestIcyMetaData:
    @pytest.mark.parametrize("name", ["Icy-MetaData", "Icy-Metadata", "icy-metadata", "ICY-METADATA"])
    def test_is_understood_in_any_case(self, port, name):
        answer = ask(port, get("/radio.mp3", f"{name}: 1"), enough=SOME)

        assert answer.interval > 0

    def test_title_stands_after_one_interval(self, port):
        answer = ask(port, get("/radio.mp3", "Icy-MetaData: 1"), seconds=3)
        at = answer.interval
        length = answer.body[at] * 16
        block = answer.body[at + 1 : at + 1 + length].rstrip(b"\0")

        assert block.startswith(b"StreamTitle='")
        assert mp3.frame_length(answer.body, at + 1 + length) or answer.interval % 418

    @pytest.mark.parametrize("headers", [[], ["Icy-MetaData: 0"]])
    def test_that_is_not_asked_for_is_not_sent(self, port, headers):
        answer = ask(port, get("/radio.mp3", *headers), enough=SOME)

        assert "icy-metaint" not in answer.headers

    def test_is_never_put_into_ogg(self, port):
        answer = ask(port, get("/radio.opus", "Icy-MetaData: 1"), enough=SOME)

        assert "icy-metaint" not in answer.headers
        assert answer.body.startswith(b"OggS")


class TestHead:
    @pytest.mark.parametrize("path", ["/radio.mp3", "/radio.opus"])
    def test_has_the_headers_of_get_and_no_body(self, port, path):
        head, full = ask(port, get(path, method="HEAD")), ask(port, get(path), enough=SOME)

        assert (head.status, head.body, head.closed) == (200, b"", True)
        assert {**head.headers, "date": ""} == {**full.headers, "date": ""}

    def test_of_no_mount_is_404(self, port):
        answer = ask(port, get("/nothing.mp3", method="HEAD"))

        assert (answer.status, answer.body) == (404, b"")


class TestAcrossOrigins:
    def test_the_preflight_of_a_web_player_is_granted(self, port):
        asked = ["Origin: https://player.example", "Access-Control-Request-Method: GET"]
        answer = ask(
            port, get("/radio.mp3", *asked, "Access-Control-Request-Headers: icy-metadata", method="OPTIONS")
        )

        assert answer.status in (200, 204)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert "icy-metadata" in answer.headers["access-control-allow-headers"].lower()
        assert answer.body == b""

    def test_the_sound_may_be_read_with_its_title_interval(self, port):
        headers = ask(port, get("/radio.mp3", "Origin: https://player.example"), enough=SOME).headers

        assert headers["access-control-allow-origin"] == "*"
        assert "icy-metaint" in headers["access-control-expose-headers"].lower()

    def test_the_status_may_be_read(self, port):
        assert ask(port, get("/status-json.xsl")).headers["access-control-allow-origin"] == "*"


class TestStrangeRequests:
    @pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "BREW"])
    def test_of_other_methods_are_refused(self, port, method):
        answer = ask(port, get("/radio.mp3", "Content-Length: 0", method=method))

        assert answer.status in (400, 404, 405, 501)

    @pytest.mark.parametrize(
        "nonsense", ["hello\r\n\r\n", "\0\1\2\3\r\n\r\n", "GET\r\n\r\n", "GET /radio.mp3 FTP/9\r\n\r\n"]
    )
    def test_that_are_none_get_400_or_nothing(self, port, nonsense):
        answer = ask(port, nonsense)

        assert answer.status in (0, 400)
        assert answer.closed

    def test_with_a_head_without_end_are_cut_off(self, port):
        answer = ask(port, "GET /" + "a" * 200_000 + " HTTP/1.1\r\n\r\n")

        assert answer.status in (0, 400, 414, 431)
        assert answer.closed

    def test_with_ten_thousand_headers_are_cut_off(self, port):
        answer = ask(port, get("/radio.mp3", *[f"X-{number}: {number}" for number in range(10_000)]))

        assert answer.status in (0, 400, 431)

    def test_harm_nobody(self, port):
        assert ask(port, get("/radio.mp3"), enough=SOME).status == 200


class TestStatus:
    def test_lists_the_mounts_as_icecast_does(self, port):
        sources = {
            source["listenurl"].rsplit("/", 1)[1]: source for source in status(port)["icestats"]["source"]
        }

        assert set(sources) == {"radio.mp3", "radio.opus"}
        assert sources["radio.mp3"]["server_type"] == "audio/mpeg"
        assert sources["radio.mp3"]["server_name"] == "Proof & Söhne"
        assert sources["radio.mp3"]["listeners"] >= 0

    def test_is_json_to_whoever_asks(self, port):
        assert ask(port, get("/status-json.xsl")).headers["content-type"].startswith("application/json")

    def test_healthz_and_onair_say_200_while_sound_flows(self, port):
        assert ask(port, get("/healthz")).status == 200
        assert ask(port, get("/onair")).status == 200

    def test_the_page_names_the_station_and_its_mounts(self, port):
        answer = ask(port, get("/"))
        page = answer.body.decode()

        assert answer.headers["content-type"].startswith("text/html")
        assert "Proof &amp; Söhne" in page
        assert "/radio.mp3" in page


class TestCurl:
    def test_shows_the_head_with_dash_i(self, need, port):
        need("curl")
        done = curl("-I", f"http://127.0.0.1:{port}/radio.mp3")

        assert done.returncode == 0
        assert "200 OK" in done.stdout.splitlines()[0]
        assert "icy-name" in done.stdout

    def test_takes_sound_until_its_time_is_up(self, need, port):
        need("curl")
        done = curl(
            "--max-time",
            "2",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code} %{size_download}",
            f"http://127.0.0.1:{port}/radio.mp3",
        )
        code, size = done.stdout.split()

        assert done.returncode == 28  # its own time was up; nobody closed
        assert code == "200"
        assert int(size) > 30_000

    def test_reads_the_status(self, need, port):
        need("curl")
        done = curl(f"http://127.0.0.1:{port}/status-json.xsl")

        assert json.loads(done.stdout)["icestats"]["server_id"].startswith("LegacyStream")

    def test_asks_for_options(self, need, port):
        need("curl")
        done = curl("-i", "-X", "OPTIONS", f"http://127.0.0.1:{port}/radio.mp3")

        assert done.returncode == 0
        assert "access-control-allow-origin: *" in done.stdout.lower()


def curl(*words: str):
    """Run curl."""
    return subprocess.run(["curl", "-sS", *words], capture_output=True, text=True, timeout=20, check=False)
