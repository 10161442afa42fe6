"""The page at `/` in a real Chromium, with a real station behind it.

axe-core looks at it as people with screen readers and weak eyes meet it; strangers' titles try to be more than text.
"""

import base64
import json
import socket
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from instruments import peers, showcase, ultravox, wire
from instruments.chromium import Chromium
from instruments.tracks import write_music

from benchmarks.station import RunningStation
from runtime.media.title import Title
from runtime.stats.history import Played

SCRIPT = """lss 1
station(name="Proof of Page")
radio = playlist("music/", order="sequential")
mount("/page.flac", radio, flac())
mount("/page.mp3", radio, mp3(128kbps))
mount("/page.opus", radio, opus(96kbps), latency=1s)
mount("/tone.mp3", tone(), mp3(64kbps))
studio = input.live("/studio", password="studio")
mount("/dj", password="hush")
mount("/show.mp3", fallback([studio, tone()]), mp3(64kbps))
"""

AXE = Path(__file__).parents[2] / ".peers" / "axe.min.js"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
CARD = "document.querySelector('[data-programme=radio]')"
AUDIO = f"{CARD}.querySelector('audio')"
STATE = f"{CARD}.querySelector('[data-state]').textContent"
HEARD = f"{AUDIO}.currentTime > 1 && !{AUDIO}.paused"

VIOLATIONS = """axe.run().then(found => found.violations.map(each =>
    `${each.id}: ${each.help}: ${each.nodes.map(node => node.html.slice(0, 120)).join(" ")}`))"""

WATCH = f"""(() => {{
    const told = new Map();
    window.shown = 0;
    new EventSource("/events").addEventListener("title", (event) => {{
        for (const mount of JSON.parse(event.data).mounts) told.set(mount.title?.title, performance.now());
    }});
    const title = {CARD}.querySelector("[data-title]");
    new MutationObserver(() => {{
        if (told.has(title.textContent)) window.shown ||= (performance.now() - told.get(title.textContent)) / 1000;
    }}).observe(title, {{childList: true}});
}})()"""
"""How long after its event a title is shown."""

LONG = "x" * 10_000
HOSTILE = (
    '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">',
    "\"'><svg onload=window.hurt=1>",
    "</script></textarea></title><script>window.hurt = 1</script>",
    "javascript:window.hurt=1",
    "\u202egnihton si siht\u202c \u2066\u2067 {{7*7}} ${7*7} \\u003cscript\\u003e",
    "line\nevent: mounts\ndata: {}\n\n",
    LONG,
)

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def browser(need, tmp_path_factory):
    need("chromium")
    with Chromium(tmp_path_factory.mktemp("chromium") / "profile") as running:
        yield running


@pytest.fixture(scope="module")
def station(tmp_path_factory, need):
    need("chromium")
    folder = tmp_path_factory.mktemp("page")
    write_music(folder / "music", 7.0)
    script = folder / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/page.opus"]) as running:
        yield running


@pytest.fixture(scope="module")
def axe():
    """axe-core, as .ci/peers fetches it."""
    if not AXE.exists():
        (pytest.fail if peers.required() else pytest.skip)(f"axe-core is not at {AXE}: run .ci/peers")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def page(browser, station):
    browser.look(*SIZES["desktop"], "light")
    browser.open(station.url("/"))
    browser.run("localStorage.clear()")
    browser.open(station.url("/"))
    yield browser
    browser.open("about:blank#left")

    assert browser.complaints == []


class TestThePlayer:
    def test_takes_the_mount_that_the_browser_plays_best(self, page):
        assert page.run(f"{CARD}.querySelector('[data-format]').value") == "/page.opus"

    def test_plays_and_stops_by_keyboard(self, page):
        for _ in range(12):
            page.press("Tab")
            if page.run(f"document.activeElement === {CARD}.querySelector('[data-toggle]')"):
                break
        page.press("Enter")
        page.until(HEARD)
        page.until(f"{STATE} === 'Playing Opus 96 kbit/s'")
        page.press(" ")
        page.until(f"{AUDIO}.paused")

        assert page.run("document.activeElement.getAttribute('aria-label')").startswith("Play ")

    @pytest.mark.parametrize("mount", ["/page.mp3", "/page.flac"])
    def test_plays_the_format_that_was_chosen(self, page, mount):
        page.run(f"{CARD}.querySelector('[data-format]').value = {json.dumps(mount)}")
        page.run(f"{CARD}.querySelector('[data-format]').dispatchEvent(new Event('change'))")
        page.run(f"{CARD}.querySelector('[data-toggle]').click()")
        page.until(HEARD)

        assert page.run(f"new URL({AUDIO}.currentSrc).pathname") == mount

    def test_stops_when_another_one_starts(self, page):
        page.run(f"{CARD}.querySelector('[data-toggle]').click()")
        page.until(HEARD)
        page.run("[...document.querySelectorAll('[data-toggle]')].at(-1).click()")

        page.until(f"{AUDIO}.paused")

    def test_is_there_without_a_script(self, browser, station):
        browser.say("Emulation.setScriptExecutionDisabled", value=True)
        try:
            browser.open(station.url("/"))
            shown = browser.run(f"{AUDIO}.controls && {CARD}.querySelector('[data-controls]').hidden")
        finally:
            browser.say("Emulation.setScriptExecutionDisabled", value=False)

        assert shown


class TestThePage:
    def test_changes_its_title_by_itself(self, page):
        page.run("window.here = true")
        first = page.run(f"{CARD}.querySelector('[data-title]').textContent")
        page.until(f"{CARD}.querySelector('[data-title]').textContent !== {json.dumps(first)}", 40)
        page.until("document.querySelector('[data-announce]').textContent.startsWith('Now playing: ')")

        assert page.run("window.here")
        assert first in page.run(
            f"[...{CARD}.querySelectorAll('[data-history] b')].map(each => each.textContent)"
        )

    def test_counts_listeners_as_they_come(self, page, station):
        counted = f"{CARD}.querySelector('[data-mount=\"/page.mp3\"] [data-listeners]').textContent"
        page.until(f"{counted} === '0 listeners'")
        with _listening(station.port, "/page.mp3"):
            page.until(f"{counted} === '1 listener'")
        page.until(f"{counted} === '0 listeners'")

    def test_shows_a_mount_that_comes_and_goes(self, page, station, tracks):
        show = next(track.path for track in tracks if track.path.suffix == ".mp3").read_bytes()
        with _publishing(station.port, "/dj", show):
            page.until("document.querySelector('[data-mount=\"/dj\"]') !== null")
        page.until("document.querySelector('[data-mount=\"/dj\"]') === null")

    def test_shows_the_picture_that_a_source_client_sends(self, page, station, tracks):
        show = next(track.path for track in tracks if track.path.suffix == ".mp3")
        cover = "document.querySelector('[data-programme=\"/show.mp3.source\"] .cover')"
        card = "document.querySelector('[data-programme=\"/show.mp3.source\"]')"
        with ultravox.publish(station.port, "source", "studio", show, "Ann - Live", showcase.sleeve().data):
            page.until(f"{card}.querySelector('[data-badge]').textContent === 'Live'")
            page.until(f"{cover}.complete && {cover}.naturalWidth === 480")
            title = page.run(f"{card}.querySelector('[data-title]').textContent")

        assert title == "Live"

    def test_shows_a_title_when_it_is_heard(self, page):
        page.run(f"{CARD}.querySelector('[data-format]').value = '/page.mp3'")
        page.run(f"{CARD}.querySelector('[data-toggle]').click()")
        page.until(HEARD)
        page.run(WATCH)
        shown = page.until("window.shown", 40)

        assert shown > 2.5

    def test_copies_an_address_and_says_so(self, page, station):
        button = f"{CARD}.querySelector('[data-copy$=\"/page.mp3\"]')"
        page.say("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        page.run(f"{button}.focus()")
        page.press("Enter")
        page.until(f"{button}.textContent === 'Copied'")

        assert page.run("navigator.clipboard.readText()") == station.url("/page.mp3")


@contextmanager
def _listening(port, path):
    with socket.create_connection(("127.0.0.1", port)) as listener:
        listener.sendall(wire.get(path).encode())
        yield


@contextmanager
def _publishing(port, path, sound):
    words = base64.b64encode(b"source:hush").decode()
    with socket.create_connection(("127.0.0.1", port)) as client:
        head = wire.get(path, f"Authorization: Basic {words}", "Content-Type: audio/mpeg", method="PUT")
        client.sendall(head.encode() + sound)
        yield


class TestTheEmbeddedPlayer:
    def test_plays_its_programme(self, browser, station):
        browser.open(station.url("/embed?mount=/page.mp3"))
        browser.run("document.querySelector('[data-toggle]').click()")

        browser.until(HEARD)

    def test_may_stand_in_another_sites_page_and_no_other_page_may(self, browser, station, tmp_path):
        told = {}
        for path in ("/embed?mount=/page.mp3", "/"):
            (tmp_path / "site.html").write_text(
                f'<iframe src="{station.url(path)}" allow="autoplay"></iframe>'
            )
            browser.open((tmp_path / "site.html").as_uri())
            told[path] = browser.complaints.copy()

        assert told["/embed?mount=/page.mp3"] == []
        assert "frame-ancestors" in " ".join(told["/"])


class TestStrangersTitles:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    @pytest.mark.parametrize("path", ["", "embed"])
    def test_are_text(self, browser, words, path):
        hostile = _hostile(words)
        with showcase.served(lambda: hostile) as url:
            browser.look(*SIZES["phone"], "light")
            browser.open(url + path)
            browser.until("!document.querySelector('[data-controls]').hidden")
            browser.run("new Promise(done => setTimeout(done, 50))")

            assert browser.run("window.hurt") is None
            assert browser.run("document.querySelectorAll('script').length") == 1
            assert browser.run("document.documentElement.scrollWidth") <= SIZES["phone"][0]
            assert browser.complaints == []

    def test_arriving_later_are_text_too(self, browser):
        stages = [showcase.status(), *map(_hostile, HOSTILE)]
        now = [stages[0]]
        with showcase.served(lambda: now[0]) as url:
            browser.open(url)
            for stage in stages[1:]:
                now[0] = stage
                title = stage.mounts[0].playing.title.title
                browser.until(
                    f"document.querySelector('[data-title]').textContent.startsWith({json.dumps(title[:20])})"
                )

        assert browser.run("window.hurt") is None
        assert (
            browser.run("document.querySelectorAll('script, [data-history] img, [data-history] svg').length")
            == 1
        )


def _hostile(words):
    """The showcase's station, where everything that strangers write says these words."""
    station = showcase.status()
    title = Title(words, words, words)
    played = tuple(Played(title, showcase.NOW, segment=str(n)) for n in range(3))
    mounts = tuple(
        replace(
            each, name=words, description=words, genre=words, playing=played[0], history=played, title=title
        )
        for each in station.mounts
    )
    identity = replace(station.identity, name=words, description=words, url=words)
    return replace(station, mounts=mounts, identity=identity)


class TestAxe:
    @pytest.mark.parametrize("path", ["", "embed"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", SIZES)
    def test_finds_nothing(self, browser, axe, size, scheme, path):
        with showcase.served() as url:
            browser.look(*SIZES[size], scheme)
            browser.open(url + path)
            browser.until("!document.querySelector('[data-controls]').hidden")
            browser.run(f"{axe};0")

            assert browser.run(VIOLATIONS) == []
