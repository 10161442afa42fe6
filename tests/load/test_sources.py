"""Source sessions by the hundred that connect, die in the middle of a frame, take over, wait, send rubbish or guess passwords.

Each listener must get one contiguous slice of what stands in its mount's ring, whatever the clients did, and nothing of the
sessions may stay in the station's memory. `LEGACYSTREAM_SOURCE_SESSIONS` says how many there are; docs/performance.md has the
figures of 2,000.
"""

import base64
import contextlib
import os
import random
import socket
import struct
import subprocess
import time

import psutil
import pytest
from crowd import Crowd, Listener
from instruments import mp3
from slices import of_mp3
from tap import Taps

from benchmarks.station import RunningStation

SCRIPT = """lss 1
station(name="Churn")
studio = input.live("/studio", password="pw-live", takeover="replace", fade=100ms)
radio = fallback([studio, tone(300Hz)])
mount("/radio.mp3", radio, mp3(128kbps), latency=2s)
mount("/guest", password="pw-guest", takeover="replace", fallback="/radio.mp3", latency=2s)
"""
HUNDRED = 100
SESSIONS = int(os.environ.get("LEGACYSTREAM_SOURCE_SESSIONS", "200"))
LISTENERS = 50
"""On each of the two mounts."""

MOST_GROWTH = 1.0
"""Megabytes of private memory that the station may have more, behind any hundred sessions, than behind the first."""

SETTLE, MOST_SETTLE = 8.0, 40.0
"""Seconds behind a hundred sessions: at least before memory is looked at, since what was sent is played to its end, and at most
until it is what it was."""

pytestmark = pytest.mark.timeout(180 + SESSIONS)


class Sources:
    """Clients that behave as badly as they can."""

    def __init__(self, port, sound):
        self.port = port
        self.sound = sound
        self.random = random.Random(5)

    def churn(self, count):
        for number in range(count):
            with contextlib.suppress(OSError):
                self.session(number)

    def session(self, number):
        path, password = self.random.choice((("/studio", "pw-live"), ("/guest", "pw-guest")))
        kind = self.random.choice(
            ("sound", "sound", "reset", "rubbish", "guess", "shoutcast", "ultravox", "title")
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as sock:
            sock.settimeout(5)
            sock.sendall(self.opening(kind, path, password, number))
            time.sleep(self.random.random() * 0.05)
            if kind == "reset":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def opening(self, kind, path, password, number):
        begin = self.random.randrange(len(self.sound) // 2)
        piece = self.sound[begin : begin + self.random.randrange(2_000, 100_000)]
        match kind:
            case "rubbish":
                return put(path, password) + self.random.randbytes(100_000)
            case "guess":
                return put(path, f"guess {number}") + piece
            case "shoutcast":
                return b"pw-live\n" + b"icy-name:x\n\n" + piece
            case "ultravox":
                return bytes.fromhex("5a0010090003322e3100") + self.random.randbytes(300)
            case "title":
                line = f"GET /admin/metadata?mount={path}&mode=updinfo&song=Song+{number} HTTP/1.0\r\n"
                return line.encode() + authorization(password) + b"\r\n"
            case _:
                return put(path, password) + piece


def put(path, password):
    return f"PUT {path} HTTP/1.1\r\nContent-Type: audio/mpeg\r\n".encode() + authorization(password) + b"\r\n"


def authorization(password):
    return b"Authorization: Basic " + base64.b64encode(f"source:{password}".encode()) + b"\r\n"


def private(process):
    return process.memory_full_info().uss / 1e6


def settled(process, crowd, before):
    """Private memory once what the last sessions used has gone back, while the crowd listens."""
    crowd.listen(SETTLE)
    least, looks = private(process), range(round(MOST_SETTLE - SETTLE) if before else round(SETTLE))
    for _ in looks:
        if before and least - before[0] < MOST_GROWTH:
            break
        crowd.listen(1.0)
        least = min(least, private(process))
    return least


@pytest.fixture
def sound(tmp_path):
    """Twenty seconds of stereo MP3."""
    path = tmp_path / "sound.mp3"
    make = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=700:duration=20",
        "-ac",
        "2",
        "-b:a",
        "128k",
        str(path),
    ]
    subprocess.run(make, check=True, timeout=60)
    return path.read_bytes()


class TestSourceSessions:
    def test_leave_neither_a_gap_nor_anything_behind(self, sound, tmp_path, tell):
        script = tmp_path / "station.lss"
        script.write_text(SCRIPT)
        with (
            RunningStation(script, air=["/radio.mp3"]) as station,
            Taps(station.pids("edge")[0]) as taps,
        ):
            process = psutil.Process(station.pids("station")[0])
            sources = Sources(station.port, sound)
            crowd = Crowd(station.port)
            crowd.join([Listener(path) for path in ("/radio.mp3", "/guest") for _ in range(LISTENERS)])
            memory, threads = [], []
            for _ in range(max(2, SESSIONS // HUNDRED)):
                for _ in range(10):
                    sources.churn(HUNDRED // 10)
                    crowd.listen(0.2)
                memory.append(settled(process, crowd, memory))
                threads.append(process.num_threads())
            taps.look()
            crowd.leave()
            rings = {path: taps[f"{path.strip('/')}/plain"] for path in ("/radio.mp3", "/guest")}
            slices = [of_mp3(one, rings[one.path]) for one in crowd.listeners]

        shown = ", ".join(f"{each:.1f}" for each in memory)
        tell(f"{len(memory) * HUNDRED} source sessions; private memory behind each hundred, in MB: {shown}")
        tell(f"{len(slices)} captures compared by hash, {sum(one.length for one in slices) / 1e6:.1f} MB")
        assert len(slices) == 2 * LISTENERS
        assert all(one.closed is None for one in crowd.listeners)
        assert mp3.read(bytes(rings["/guest"].data)).before == b""
        assert max(memory) - memory[0] < MOST_GROWTH
        assert max(threads) <= threads[0] + 3
        assert "mistake in LegacyStream" not in station.text
        assert "Traceback" not in station.text
