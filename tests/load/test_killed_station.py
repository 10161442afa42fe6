"""SIGKILL of the station process, twenty times, under sixty listeners: nobody is disconnected, nobody hears a torn frame."""

import os
import signal
import statistics
import subprocess
import time
from pathlib import Path

import pytest
from crowd import Crowd, Listener
from instruments import mp3, ogg
from slices import of_mp3, of_opus
from tap import Tap, Taps

from benchmarks.station import RunningStation

KILLS = 20
LISTENERS = 60
BACK_WITHIN = 3.0
"""Seconds from the kill to new audio on the same connection."""
LATENCY = 5.0
"""Seconds a player holds in advance; it takes that long after the start until a newcomer gets all of it."""
RATE = 16_000
"""Bytes a second of the MP3 mount."""
BREATH = 2.0
"""Seconds on the air before the next kill."""

pytestmark = pytest.mark.timeout(300)


def mixed() -> list[Listener]:
    kinds = (("/radio.mp3", False), ("/radio.mp3", True), ("/radio.opus", False))
    return [Listener(*kinds[number % len(kinds)]) for number in range(LISTENERS)]


class TestTheStationKilledTwentyTimes:
    def test_closes_nobody_and_sounds_again_within_three_seconds_without_a_torn_frame(
        self, script, tell, tmp_path
    ):
        with (
            RunningStation(script, air=["/radio.mp3", "/radio.opus"]) as station,
            Taps(station.pids("edge")[0]) as taps,
        ):
            crowd = Crowd(station.port)
            crowd.listen(LATENCY)
            crowd.join(mixed())
            crowd.listen(6.0)
            plain, opus = taps["radio.mp3/plain"], taps["radio.opus/plain"]
            kills = [kill_and_wait(station, crowd, taps, epoch) for epoch in range(2, KILLS + 2)]
            crowd.listen(8.0)
            taps.look()
            crowd.leave()
            listeners = crowd.listeners
            waits = [
                wait
                for one in listeners
                for wait in silences(one, opus if "opus" in one.path else plain, kills)
            ]

        least = min(one.least_buffer(RATE) for one in listeners if one.path == "/radio.mp3" and not one.icy)
        tell(f"a player that begins after one second never had less than {least:.1f} s of sound in hand")
        tell(f"{KILLS} kills, {LISTENERS} listeners: new audio on the same connection after {spread(waits)}")
        assert [one.name for one in listeners if one.closed] == []
        assert len(waits) == KILLS * LISTENERS
        assert max(waits) <= BACK_WITHIN
        assert least > 0
        check_sound(listeners, tmp_path)


def kill_and_wait(station: RunningStation, crowd: Crowd, taps: Taps, epoch: int) -> float:
    """Kill the station; go on when the next generation has written some seconds. The moment of the kill."""
    (pid,) = station.pids("station")
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    crowd.listen(
        15.0,
        until=lambda: all(began(tap, epoch) for tap in (taps["radio.mp3/plain"], taps["radio.opus/plain"])),
    )
    crowd.listen(BREATH)
    return killed


def began(tap: Tap, epoch: int) -> bool:
    return tap.first_of(epoch) is not None


def silences(listener: Listener, tap: Tap, kills: list[float]) -> list[float]:
    """For each kill, how long this listener waited for the first byte of the new generation."""
    found = of_opus(listener, tap) if "opus" in listener.path else of_mp3(listener, tap)
    waits = []
    for epoch, killed in enumerate(kills, 2):
        first = tap.first_of(epoch)
        assert first is not None, f"generation {epoch} never wrote"
        place = listener.parted.place_in_body(first - found.place + found.skipped)
        waits.append((listener.when(place) or float("inf")) - killed)
    return waits


def spread(waits: list[float]) -> str:
    """Say how they are distributed."""
    ordered = sorted(waits)
    p90 = ordered[int(0.9 * len(ordered))]
    return f"{ordered[0]:.2f} s at least, {statistics.median(ordered):.2f} median, {p90:.2f} at 90 %, {ordered[-1]:.2f} at most"


def check_sound(listeners: list[Listener], folder: Path) -> None:
    """Every frame whole, and nothing a decoder would complain of; one capture of each kind goes through ffmpeg."""
    for listener in listeners[:3]:
        sound = listener.parted.sound
        if "opus" in listener.path:
            pages, _ = ogg.pages(sound)
            assert len(ogg.chains(pages)) > KILLS
            sound = b"".join(page.data for page in pages)
        else:
            frames = mp3.read(sound)
            assert frames.before.strip(b"\0") == b""
            sound = frames.body
        path = folder / listener.name.strip("/").replace(" ", "-")
        path.write_bytes(sound)
        assert complaints(path) == "", listener.name


def complaints(path: Path) -> str:
    """What ffmpeg and a player of the format's own say of a capture. Ffmpeg gets it through a pipe, as from a mount: in a file
    it would look for the end of the last chain first, and it knows no second chain there.
    """
    decode = ["ffmpeg", "-nostdin", "-v", "error", "-i", "pipe:0", "-f", "null", "-"]
    play = ["opusdec", "--quiet", path, os.devnull] if "opus" in path.name else ["mpg123", "-q", "-t", path]
    said = ""
    for command in (decode, play):
        with path.open("rb") as capture:
            done = subprocess.run(
                command, stdin=capture, capture_output=True, text=True, timeout=60, check=False
            )
        said += done.stderr
    return said
