"""`tls.acme` from the script to the handshake: a real station, a real authority, Cloudflare's own client."""

import asyncio
import json
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from instruments.encrypted import Listener, names_of, served
from instruments.pebble import Pebble, program

from benchmarks.station import RunningStation
from lsscript.cli.lss import main as lss
from runtime.testing.cloudflare_api import CloudflareApi, Rights

pytestmark = [pytest.mark.skipif(not program(), reason="pebble is not installed"), pytest.mark.timeout(90)]

STATION = """lss 1
server(http={http}, https={https})
tls.acme("me@radio.example", {domains}, directory="{directory}", ca="{ca}", {more})
mount("/radio.mp3", tone(), mp3(64kbps))
"""
ZONE_ID = "0123456789abcdef0123456789abcdef"
PATIENCE = 30.0


@pytest.fixture(scope="module")
def pebble():
    with Pebble(nonces=5) as pebble:
        yield pebble


def text(pebble, domains, more=""):
    return STATION.format(
        http=pebble.http_port,
        https=pebble.tls_port,
        domains=domains,
        directory=pebble.directory,
        ca=pebble.ca,
        more=more,
    )


def wait_for(names, pebble, station):
    """Wait until a certificate of the authority for these names is served; returns it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        certificate = served(pebble.tls_port, max(names))
        if names_of(certificate) == set(names) and "Pebble" in certificate.issuer.rfc4514_string():
            return certificate
        time.sleep(0.05)
    pytest.fail(f"there never was a certificate for {names}:\n{station.text[-3000:]}")


def wait_until(true, station):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, station.text[-3000:]
        time.sleep(0.05)


class TestByHttp:
    def test_a_domain_and_an_address_suffice_and_one_more_domain_closes_no_stream(self, pebble, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text(text(pebble, '["radio.example"]', 'challenge="http-01"'), "utf-8")
        with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
            first = wait_for({"radio.example"}, pebble, station)
            listener = Listener(pebble.tls_port, "/radio.mp3")
            listener.hear(2_000)
            script.write_text(
                text(pebble, '["radio.example", "www.radio.example"]', 'challenge="http-01"'), "utf-8"
            )
            station.signal(signal.SIGHUP)
            second = wait_for({"radio.example", "www.radio.example"}, pebble, station)
            listener.hear(8_000)
            listener.close()

            assert first.serial_number != second.serial_number
            assert "stand-in" in station.text

        with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
            again = served(pebble.tls_port, "www.radio.example")

            assert again.serial_number == second.serial_number


class TestByTls:
    def test_the_port_for_https_suffices(self, pebble, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text(text(pebble, '["alpn.example"]', 'challenge="tls-alpn-01", key="both"'), "utf-8")
        with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
            wait_for({"alpn.example"}, pebble, station)


class TestARevocation:
    def test_is_told_to_the_authority_and_another_certificate_is_there_at_once(
        self, pebble, tmp_path, capsys
    ):
        script = tmp_path / "station.lss"
        script.write_text(text(pebble, '["gone.example"]', 'challenge="http-01"'), "utf-8")
        with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
            first = wait_for({"gone.example"}, pebble, station)
            listener = Listener(pebble.tls_port, "/radio.mp3")
            listener.hear(2_000)
            refused = lss(["certs", str(script), "--revoke", "other.example"])
            done = lss(["certs", str(script), "--revoke", "gone.example", "--reason", "key-compromise"])
            said = capsys.readouterr()
            wait_until(
                lambda: served(pebble.tls_port, "gone.example").serial_number != first.serial_number, station
            )
            listener.hear(8_000)
            listener.close()
            told = station.text

        assert (refused, done) == (1, 0)
        assert "no certificate of other.example was got by the station itself" in said.err
        assert "is revoked (key-compromise), and another one is ordered" in said.out
        assert "the certificate of gone.example (ecdsa) was revoked (key-compromise)" in told
        assert "goes to localhost" in told.rpartition("was revoked")[2]
        assert pebble.status_of(first.serial_number) == ("Revoked", 1)


class Cloudflare:
    """The stand-in of the API in a thread, writing into the authority's own name server."""

    def __init__(self, texts):
        both = frozenset({"radio.example"})
        rights = Rights(edit=both, read=both)
        self.api = CloudflareApi({"radio.example": ZONE_ID}, {"goodtoken": rights}, texts)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self.api.start(), self._loop).result(10)
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.api.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class TestByCloudflare:
    def test_apex_and_wildcard_come_from_two_values_that_are_taken_away_again(
        self, pebble, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("CF_TOKEN", "goodtoken")
        script = tmp_path / "station.lss"
        dns = f'dns=cloudflare(token=secret("env:CF_TOKEN"), resolvers=["127.0.0.1:{pebble.dns_port}"])'
        script.write_text(text(pebble, '["radio.example", "*.radio.example"]', dns), "utf-8")
        with Cloudflare(pebble.names.texts) as cloudflare:
            monkeypatch.setenv("CLOUDFLARE_BASE_URL", cloudflare.url)
            with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
                wait_for({"radio.example", "*.radio.example"}, pebble, station)

                assert "goodtoken" not in station.text

        written = [each for each in cloudflare.api.asked if each.startswith("POST")]
        deleted = [each for each in cloudflare.api.asked if each.startswith("DELETE")]

        assert (len(written), len(deleted)) == (2, 2)
        assert pebble.names.texts.get("_acme-challenge.radio.example") == []
        assert ("TXT", "_acme-challenge.radio.example") in pebble.names.asked


class ZoneApi:
    """A server whose two addresses, `/VERSION/add` and `/VERSION/remove`, write the authority's own name server."""

    def __init__(self, names, refuses=()):
        asked = self.asked = []

        class Requests(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked.append((self.path, body["name"]))
                values = names.texts.setdefault(body["name"], [])
                if self.path in refuses:
                    self.send_response(403)
                elif self.path.endswith("/add"):
                    values.append(body["value"])
                    self.send_response(204)
                else:
                    values[:] = [each for each in values if each != body["value"]]
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Requests)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


BY_FUNCTION = """dns=dns.function(
  set=fun (name, value) -> http.post("{url}/{version}/add", {{name = name, value = value}}),
  remove=fun (name, value) -> http.post("{url}/{version}/remove", {{name = name, value = value}}),
  resolvers=["127.0.0.1:{dns}"],
)"""


class TestByFunctionsOfTheScript:
    def test_one_that_fails_is_told_with_its_line_and_the_next_of_a_changed_script_is_used(
        self, pebble, tmp_path
    ):
        script = tmp_path / "station.lss"

        def write(version):
            dns = BY_FUNCTION.format(url=zone.url, version=version, dns=pebble.dns_port)
            script.write_text(text(pebble, '["fun.example", "*.fun.example"]', dns), "utf-8")

        with ZoneApi(pebble.names, refuses=("/old/add",)) as zone:
            write("old")
            with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
                station.wait_for_text("no certificate for fun.example")
                write("new")
                station.signal(signal.SIGHUP)
                wait_for({"fun.example", "*.fun.example"}, pebble, station)
                told = station.text

        entry = "_acme-challenge.fun.example"

        assert (
            f"`set` of `dns.function`, called for {entry}, at station.lss:3, gave an answer that is not `ok`"
            in told
        )
        assert zone.asked == [
            ("/old/add", entry),
            ("/old/remove", entry),
            *[("/new/add", entry)] * 2,
            *[("/new/remove", entry)] * 2,
        ]
        assert pebble.names.texts[entry] == []
