"""What `latency=` promises: a newcomer gets that much sound at once, and from then on what is new, at an even pace."""

import itertools
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from instruments import icy, mp3, ogg
from instruments.wire import Answer, ask, get

from benchmarks.station import RunningStation

LATENCIES = (0.2, 1.0, 5.0, 30.0)
"""Seconds."""
RATE = 16_000
"""Bytes a second of 128 kbit/s."""
AT_ONCE = 0.5
"""Seconds within which the first sound has come."""
INTERVAL = 1.28
"""Seconds between two titles; a newcomer who asked for titles begins at one."""
BUSY = 0.4
"""Seconds a machine that runs other tests too may be late."""
SECONDS = 5.0

pytestmark = pytest.mark.timeout(120)
each = pytest.mark.parametrize("latency", LATENCIES)


@pytest.fixture(scope="module")
def heard(tracks, tmp_path_factory):
    """Three listeners of each latency, all at the same time, at a station that has been on the air for eight seconds."""
    mounts = [
        f'mount("/{seconds}.mp3", radio, mp3(128kbps), latency={seconds}s)\n'
        f'mount("/{seconds}.opus", radio, opus(96kbps), latency={seconds}s)\n'
        for seconds in LATENCIES
    ]
    script = tracks[0].path.parent.parent / "latency.lss"
    script.write_text('lss 1\nradio = fallback([playlist("music/"), blank()])\n' + "".join(mounts))
    with RunningStation(script, air=[f"/{LATENCIES[0]}.mp3"]) as station, ThreadPoolExecutor(20) as threads:
        time.sleep(8.0)
        wanted = {
            (seconds, kind): get(
                f"/{seconds}.{'opus' if kind == 'opus' else 'mp3'}",
                *(["Icy-MetaData: 1"] if kind == "icy" else []),
            )
            for seconds in LATENCIES
            for kind in ("plain", "icy", "opus")
        }
        answers = {
            name: threads.submit(ask, station.port, request, SECONDS) for name, request in wanted.items()
        }
        return {name: answer.result() for name, answer in answers.items()}


def burst(answer: Answer) -> int:
    """Bytes that came at once."""
    began = answer.arrivals[0][0]
    return max(total for at, total in answer.arrivals if at - began < AT_ONCE)


class TestABurst:
    @each
    def test_is_as_long_as_the_latency_and_little_more(self, heard, latency):
        seconds = burst(heard[latency, "plain"]) / RATE

        assert latency - 0.1 <= seconds <= latency + AT_ONCE + 0.5

    @each
    def test_with_titles_begins_at_an_interval_near_it(self, heard, latency):
        seconds = burst(heard[latency, "icy"]) / RATE

        assert latency - INTERVAL / 2 <= seconds <= latency + INTERVAL + AT_ONCE + 0.5

    @each
    def test_is_whole_frames_and_pages(self, heard, latency):
        plain, titled, opus = (heard[latency, kind] for kind in ("plain", "icy", "opus"))
        parted = icy.part(titled.body, titled.interval)

        assert mp3.read(plain.body).before == b""
        assert mp3.read(parted.sound).before.strip(b"\0") == b""
        assert ogg.chains(ogg.pages(opus.body)[0])
        assert re.fullmatch(r".+ - .+", parted.names[0])


class TestFromThenOn:
    @each
    def test_no_pause_is_longer_than_half_the_latency(self, heard, latency):
        answer = heard[latency, "plain"]
        began = answer.arrivals[0][0] + AT_ONCE
        times = [at for at, _ in answer.arrivals if at >= began]
        longest = max(two - one for one, two in itertools.pairwise(times))

        assert longest <= max(BUSY, min(2.5, latency / 2))

    @each
    def test_a_player_never_runs_dry(self, heard, latency):
        answer = heard[latency, "plain"]
        began, before = answer.arrivals[0][0], 0
        least = float("inf")
        for at, total in answer.arrivals:
            if at - began >= AT_ONCE:
                least = min(least, before / RATE - (at - began))
            before = total

        assert least > 0 if latency > BUSY else least > -BUSY
