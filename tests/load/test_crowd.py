"""300 listeners of every kind for half a minute: everybody who reads gets exactly what the encoder wrote."""

import statistics
import time

import pytest
from crowd import Crowd, Listener
from instruments import mp3, ogg, wire
from slices import of_mp3, of_opus
from tap import Taps

from benchmarks.station import RunningStation

SECONDS = 30.0
PLAIN, ICY, OPUS, STALLED, DRIPPING = 90, 90, 80, 20, 20
RATE = 16_000
"""Bytes a second of the MP3 mount."""
STEADY = 0.99

pytestmark = pytest.mark.timeout(180)


def everybody() -> list[Listener]:
    """All kinds, mixed."""
    kinds = [Listener("/radio.mp3") for _ in range(PLAIN)]
    kinds += [Listener("/radio.mp3", icy=True) for _ in range(ICY)]
    kinds += [Listener("/radio.opus") for _ in range(OPUS)]
    kinds += [Listener("/radio.mp3", icy=bool(number % 2), stalled=True) for number in range(STALLED)]
    kinds += [Listener("/radio.mp3", drip=True, icy=bool(number % 2)) for number in range(DRIPPING)]
    return kinds[::2] + kinds[1::2]


class TestThreeHundredListeners:
    def test_each_get_one_contiguous_slice_of_what_the_encoder_wrote(self, script, tell):
        with (
            RunningStation(script, air=["/radio.mp3", "/radio.opus"]) as station,
            Taps(station.pids("edge")[0]) as taps,
        ):
            crowd = Crowd(station.port)
            crowd.join(everybody())
            joined = time.monotonic()
            crowd.listen(SECONDS)
            until = time.monotonic()
            counted = slow_listeners(station.port)
            taps.look()
            crowd.leave()
            plain, opus = taps["radio.mp3/plain"], taps["radio.opus/plain"]
            readers = [one for one in crowd.listeners if not one.stalled]
            slices = [of_opus(one, opus) if "opus" in one.path else of_mp3(one, plain) for one in readers]
            rates = [one.rate(joined + 6, until) for one in readers if "mp3" in one.path and not one.icy]

        tell(f"{len(slices)} captures compared by hash, {sum(one.length for one in slices) / 1e6:.1f} MB")
        tell(f"plain MP3 rate: {min(rates):.0f} B/s at least, {statistics.median(rates):.0f} median")
        tell(f"stalled: {STALLED}, counted as slow and dropped: {counted}")
        assert len(slices) == PLAIN + ICY + OPUS + DRIPPING
        assert all(one.closed is None for one in readers)
        assert min(rates) >= STEADY * RATE
        assert counted == STALLED
        assert mp3.read(bytes(plain.data)).before == b""
        assert ogg.chains(list(from_a_beginning(bytes(opus.data))))


def slow_listeners(port: int) -> int:
    """How many the station says it dropped because they fell behind."""
    page = wire.status(port)
    return sum(source["slow_listeners"] for source in page["icestats"]["source"])


def from_a_beginning(data: bytes) -> list[ogg.Page]:
    """The pages of a stream from its first whole chain on."""
    pages, _ = ogg.pages(data)
    first = next(at for at, page in enumerate(pages) if page.begins)
    return pages[first:]
