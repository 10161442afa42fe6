"""From `lsrun` to the first byte of sound a listener gets."""

import socket
import statistics
import time
from pathlib import Path

from benchmarks.music import write_track
from benchmarks.processes import free_port
from benchmarks.station import RunningStation, script
from benchmarks.table import Row

__all__ = ["measure"]

RUNS = 5
GOAL = 1.5
"""Seconds."""
PATIENCE = 15.0


def measure(folder: Path) -> list[Row]:
    """Start the station cold, five times; a client asks from the first moment on."""
    write_track(folder / "track.wav", 30.0, seed=1)
    path = folder / "station.lss"
    path.write_text(script('single("track.wav")'))
    times = sorted(first_sound(path) for _ in range(RUNS))
    median = statistics.median(times)
    said = f"{median:.2f} s (median of {RUNS}, {times[0]:.2f} to {times[-1]:.2f})"
    return [Row("start to first audio byte", said, "", f"≤ {GOAL} s", median <= GOAL, (("seconds", median),))]


def first_sound(path: Path) -> float:
    """Seconds from the start of lsrun to the first byte after a head that says 200."""
    port = free_port()
    began = time.monotonic()
    with RunningStation(path, ["--port", str(port)]):
        while time.monotonic() < began + PATIENCE:
            if asks_and_hears(port):
                return time.monotonic() - began
            time.sleep(0.005)
    raise TimeoutError(f"no sound within {PATIENCE:.0f} s")


def asks_and_hears(port: int) -> bool:
    """One request; whether sound came back."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
            client.sendall(b"GET /radio.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while (more := client.recv(4096)) and not answer.partition(b"\r\n\r\n")[2]:
                answer += more
                if answer[8:12] != b" 200":
                    return False
            return bool(answer.partition(b"\r\n\r\n")[2])
    except OSError:
        return False
