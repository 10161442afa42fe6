"""icecast-metadata-player on a page of another site: it plays our mounts in Chromium and shows their titles."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from instruments import peers
from instruments.chromium import Chromium

from benchmarks.station import RunningStation

PLAYER = Path(__file__).parents[2] / ".peers" / "icecast-metadata-player"

SCRIPT = """lss 1
station(name="Elsewhere")
radio = tone(500Hz)
mount("/radio.mp3", radio, mp3(128kbps), latency=1s)
mount("/radio.aac", radio, aac(96kbps), latency=1s)
mount("/radio.opus", radio, opus(96kbps), latency=1s)
mount("/radio.flac", radio, flac(), latency=1s)
mount("/titled.opus", radio, opus(96kbps), latency=1s, icy=true)
mount("/titled.flac", radio, flac(), latency=1s, icy=true)
"""

BEGIN = """
(() => {
  window.titles = []; window.faults = [];
  window.element = document.body.appendChild(new Audio());
  const options = {audioElement: window.element, metadataTypes: [%r], onMetadata: each => window.titles.push(each),
                   onError: (...said) => window.faults.push(said.map(String).join(" "))};
  window.player = new IcecastMetadataPlayer(%r, options);
  document.addEventListener('keydown', () => window.player.play(), {once: true});
})()
"""

pytestmark = pytest.mark.timeout(120)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A page with the player, at an origin that is not the station's."""
    if not PLAYER.is_dir():
        (pytest.fail if peers.required() else pytest.skip)(f"the player is not at {PLAYER}: run .ci/peers")
    folder = tmp_path_factory.mktemp("site")
    for each in PLAYER.glob("*.js"):
        (folder / each.name).write_bytes(each.read_bytes())
    main = next(folder.glob("*.main.min.js")).name
    (folder / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><body><script src="{main}"></script></body>'
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    script = tmp_path_factory.mktemp("elsewhere") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/radio.mp3"]) as running:
        yield running


@pytest.fixture(scope="module")
def browser(need, tmp_path_factory):
    need("chromium")
    with Chromium(tmp_path_factory.mktemp("chromium") / "profile") as running:
        yield running


@pytest.mark.parametrize(
    ("mount", "kind"),
    [
        ("/radio.mp3", "icy"),
        ("/radio.aac", "icy"),
        ("/radio.opus", "ogg"),
        ("/radio.flac", "ogg"),
        ("/titled.opus", "icy"),
        ("/titled.flac", "icy"),
    ],
)
def test_plays_and_shows_the_title(mount, kind, site, station, browser):
    browser.open(site)
    browser.run(BEGIN % (kind, station.url(mount)))
    browser.press("Tab")  # it begins only for somebody who uses the page
    browser.until("window.titles.length > 0 || window.faults.length > 0")
    title = browser.run("window.titles[0] && (window.titles[0].StreamTitle || window.titles[0].TITLE)")
    browser.until("window.element.currentTime > 1 || window.faults.length > 0")

    assert browser.run("window.faults") == []
    assert title == "500 Hz"
