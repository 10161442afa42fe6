"""Tracks that another server has: what is heard of a list with good and bad addresses, of requests, and of a podcast."""

import urllib.request
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from instruments.library import Library
from instruments.sound import RATE, decode
from instruments.tracks import write

from benchmarks.station import RunningStation

pytestmark = pytest.mark.timeout(90)

WAITING, ONE, TWO, THREE = 220, 500, 700, 900
WINDOW = RATE // 10
FIRST, LONG = 7.0, 10.0
"""Seconds: the first five of a programme are made at once, and for a file that drips it is waited for ten."""
LENGTHS = {"one": (ONE, FIRST), "dies": (TWO, 4.0), "drips": (TWO, 4.0), "three": (THREE, 2.0)}
LIST = """#EXTM3U
#EXTINF:7,Ada - One
{url}/one.mp3
{url}/nothing.mp3
{url}/dies.mp3
two.mp3
{url}/drips.mp3
annotate:title="Annotated":{url}/three.mp3?key=hush
"""
FEED = """<rss><channel>
<item><pubDate>Sat, 02 May 2026 10:00:00 GMT</pubDate><enclosure url="{url}/three.mp3"/></item>
<item><pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate><enclosure url="{url}/one.mp3"/></item>
</channel></rss>"""
SCRIPT = """lss 1
music  = fallback([playlist("day.m3u", order="sequential"), tone(220Hz)])
wishes = request.queue(["{url}/three.mp3"])
chosen = next(fun (_playing) -> "{url}/one.mp3")
asked  = fallback([wishes, chosen, tone(220Hz)])
talk   = fallback([podcast("{url}/feed.xml", episodes="all", order="oldest", least=1s), tone(220Hz)])
list   = fallback([playlist("{url}/far.m3u", order="sequential"), tone(220Hz)])
mount("/radio.mp3", music, mp3())
output.file("music.mp3", music, mp3(128kbps))
output.file("asked.mp3", asked, mp3(128kbps))
output.file("talk.mp3", talk, mp3(128kbps))
output.file("list.mp3", list, mp3(128kbps))
"""


def tone(path: Path, pitch: int, seconds: float) -> bytes:
    wave = 0.5 * np.sin(2 * np.pi * pitch * np.arange(int(44_100 * seconds)) / 44_100)
    write(path, "libmp3lame", 44_100, np.stack([wave, wave]).astype(np.float32), {})
    return path.read_bytes()


def pitches(path: Path) -> list[tuple[int, float]]:
    """What is heard, one after the other: the pitch, and for how many seconds; what lasts half a second or less is a seam."""
    sound = decode(path)
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW) * np.hanning(WINDOW)
    peaks = np.abs(np.fft.rfft(windows, 1 << 14)).argmax(axis=1) * RATE / (1 << 14)
    near = [min((WAITING, ONE, TWO, THREE), key=lambda pitch: abs(pitch - peak)) for peak in peaks]
    runs = [(pitch, len(list(run)) * WINDOW / RATE) for pitch, run in groupby(near)]
    return [(pitch, seconds) for pitch, seconds in runs if seconds > 0.5]


@pytest.fixture(scope="module")
def heard(need, tmp_path_factory):
    """What was heard of each programme, what the station said, and what the server was asked for."""
    need("ffmpeg")
    folder = tmp_path_factory.mktemp("web")
    tone(folder / "two.mp3", TWO, LONG)
    with Library() as library:
        made = {f"{name}.mp3": tone(folder / f"{name}.mp3", *how) for name, how in LENGTHS.items()}
        far = b"three.mp3\none.mp3\n"
        library.files = {**made, "feed.xml": FEED.format(url=library.url).encode(), "far.m3u": far}
        (folder / "day.m3u").write_text(LIST.format(url=library.url))
        (folder / "station.lss").write_text(SCRIPT.format(url=library.url))
        with RunningStation(folder / "station.lss", ["--edges", "1"], air=["/radio.mp3"]) as station:
            station.wait_for_text("is still on its way", 30)
            for title in (b"Annotated", b"Ada - One"):
                station.wait_for(lambda title=title: title in status(station), 15, f"{title} did not play")
    names = ("music", "asked", "talk", "list")
    return {name: pitches(folder / f"{name}.mp3") for name in names}, station.text, library.asked


def status(station: RunningStation) -> bytes:
    """What the station says of itself, titles among it."""
    with urllib.request.urlopen(station.url("/status-json.xsl"), timeout=5) as answer:
        return answer.read()


class TestAListOfAddresses:
    def test_is_heard_in_its_order_without_what_cannot_be_had(self, heard):
        found = [pitch for pitch, _ in heard[0]["music"] if pitch != WAITING]

        assert found[:3] == [ONE, TWO, THREE]

    def test_waits_for_nothing_while_a_track_plays(self, heard):
        lengths = [(pitch, seconds) for pitch, seconds in heard[0]["music"] if pitch != WAITING][:3]
        behind = [pitch for pitch, _ in heard[0]["music"]]

        assert lengths == [
            (ONE, pytest.approx(FIRST, abs=0.3)),
            (TWO, pytest.approx(LONG, abs=0.3)),
            (THREE, pytest.approx(2, abs=0.3)),
        ]
        assert WAITING not in behind[1:]

    def test_tells_once_what_is_wrong_and_shows_no_key(self, heard):
        text = heard[1]

        assert text.count("nothing.mp3 is left out: the server answered 404") == 1
        assert text.count("dies.mp3 is left out: the line broke off before its end") == 1
        assert text.count("drips.mp3 is still on its way") == 1
        assert "hush" not in text


class TestOtherSourcesOfAddresses:
    def test_are_heard_in_their_order(self, heard):
        assert [pitch for pitch, _ in heard[0]["asked"] if pitch != WAITING][:2] == [THREE, ONE]
        assert [pitch for pitch, _ in heard[0]["list"] if pitch != WAITING][:3] == [THREE, ONE, THREE]

    def test_play_each_episode_once_and_then_nothing(self, heard):
        found = [pitch for pitch, _ in heard[0]["talk"]]

        assert [pitch for pitch in found if pitch != WAITING] == [ONE, THREE]
        assert found[-1] == WAITING

    def test_share_what_was_fetched(self, heard):
        asked = [path for path, known in heard[2] if not known]

        assert asked.count("/one.mp3") == 1
        assert asked.count("/three.mp3") == 1
