"""How long a source client's byte takes to a listener of a pass-through mount at its lowest latency."""

import base64
import socket
import statistics
import threading
import time
from pathlib import Path

from benchmarks.station import RunningStation
from benchmarks.table import Row

__all__ = ["measure"]

SCRIPT = 'lss 1\nmount("/pass", password="measure", latency=50ms)\n'
HEADER = bytes.fromhex("fffb9000")
"""MPEG-1 Layer III, 128 kbit/s at 44.1 kHz."""

FRAME_BYTES = 417
FRAME_SECONDS = 1152 / 44_100
WARM, FRAMES = 80, 800
GOAL = 60.0
"""Milliseconds at the median."""

PATIENCE = 15.0


def measure(folder: Path) -> list[Row]:
    """Send frames as they would be encoded, each with a number in it, and see when a listener has it whole."""
    path = folder / "station.lss"
    path.write_text(SCRIPT)
    with RunningStation(path, air=["/pass"]) as station:
        sent, heard = exchange(station.port)
    times = sorted(
        (heard[number] - sent[number]) * 1000 for number in range(WARM, WARM + FRAMES) if number in heard
    )
    if len(times) < FRAMES - 2:
        raise RuntimeError(f"only {len(times)} of {FRAMES} frames came through")
    median, high = statistics.median(times), times[len(times) * 99 // 100]
    said = f"{median:.1f} ms median, {high:.1f} ms at 99 %, {len(times)} frames"
    goal = f"≤ {GOAL:.0f} ms at the median"
    return [
        Row(
            "pass-through, byte in to byte out",
            said,
            "",
            goal,
            median <= GOAL,
            (("p50_ms", median), ("p99_ms", high)),
        )
    ]


def exchange(port: int) -> tuple[dict[int, float], dict[int, float]]:
    """When each frame was sent, and when its last byte was heard."""
    sent: dict[int, float] = {}
    heard: dict[int, float] = {}
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as source:
        source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        login = base64.b64encode(b"source:measure").decode()
        source.sendall(
            f"PUT /pass HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {login}\r\nContent-Type: audio/mpeg\r\n\r\n".encode()
        )
        source.recv(4096)
        began = time.monotonic()
        listener: threading.Thread | None = None
        for number in range(WARM + FRAMES + WARM):
            time.sleep(max(0.0, began + number * FRAME_SECONDS - time.monotonic()))
            sent[number] = time.monotonic()
            source.sendall(frame(number))
            if number == WARM // 2:
                listener = threading.Thread(target=listen, args=(port, heard), daemon=True)
                listener.start()
        assert listener is not None
    listener.join(PATIENCE)
    return sent, heard


def frame(number: int) -> bytes:
    """A frame that holds its number; no decoder hears it."""
    return (HEADER + bytes(32) + number.to_bytes(4, "big")).ljust(FRAME_BYTES, b"\0")


def listen(port: int, heard: dict[int, float]) -> None:
    """Note when each frame is whole."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        client.sendall(b"GET /pass HTTP/1.0\r\n\r\n")
        data = b""
        while more := client.recv(65_536):
            now, data = time.monotonic(), data + more
            if b"\r\n\r\n" in data and data.startswith(b"HTTP"):
                data = data.partition(b"\r\n\r\n")[2]
            while not data.startswith(b"HTTP") and len(data) >= FRAME_BYTES:
                heard[int.from_bytes(data[36:40], "big")] = now
                data = data[FRAME_BYTES:]
