"""An Ultravox 2.1 source, written for these tests alone: it shares no code with what it tests."""

import contextlib
import socket
import struct
import threading
import time

RATE = 16_000
"""Bytes a second that are sent: 128 kbit/s."""

PIECE = 16_000
"""Bytes of a picture in one frame."""


@contextlib.contextmanager
def publish(port, user, password, path, title, cover=b""):
    """Log in, and send a file in real time until left; with a JPEG for the title, if there is one."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        key = said(sock, 0x1009, "2.1").removeprefix("ACK:")
        login = ":".join(hidden(text, key) for text in (user, password))
        assert said(sock, 0x1001, f"2.1:1:{login}") == "ACK:2.1:Allow"
        for kind, text in ((0x1040, "audio/mpeg"), (0x1002, "128000:128000"), (0x1100, "Ultra")):
            assert said(sock, kind, text).startswith("ACK")
        assert said(sock, 0x1004, "") == "ACK:Data transfer mode"
        artist, _, name = title.partition(" - ")
        xml = f"<metadata><TIT2>{name}</TIT2><TPE1>{artist}</TPE1></metadata>"
        sock.sendall(frame(0x3902, struct.pack(">HHH", 1, 1, 1) + xml.encode()))
        pieces = [cover[at : at + PIECE] for at in range(0, len(cover), PIECE)]
        for number, piece in enumerate(pieces, 1):
            sock.sendall(frame(0x4100, struct.pack(">HHH", 7, len(pieces), number) + piece))
        leaving = threading.Event()
        sender = threading.Thread(target=send, args=(sock, path.read_bytes(), leaving))
        sender.start()
        try:
            yield
        finally:
            leaving.set()
            sender.join()


def send(sock, sound, leaving):
    """A second's worth each second."""
    began = time.monotonic()
    for number, at in enumerate(range(0, len(sound), RATE // 4)):
        sock.sendall(frame(0x7000, sound[at : at + RATE // 4]))
        if leaving.wait(max(0.0, began + number / 4 - time.monotonic())):
            return


def frame(kind, payload):
    return struct.pack(">BBHH", 0x5A, 0, kind, len(payload)) + payload + b"\0"


def said(sock, kind, text):
    """Say something, and give the answer."""
    sock.sendall(frame(kind, text.encode() + b"\0"))
    head = received(sock, 6)
    length = struct.unpack(">BBHH", head)[3]
    return received(sock, length + 1).rstrip(b"\0").decode()


def received(sock, count):
    data = b""
    while len(data) < count:
        more = sock.recv(count - len(data))
        assert more, "the server closed"
        data += more
    return data


def hidden(text, key):
    """XTEA, 32 rounds, as the login wants it."""
    words = struct.unpack(">4I", key.encode()[:16].ljust(16, b"\0"))
    data = text.encode()
    data += bytes(-len(data) % 8)
    out = b""
    for one, two in struct.iter_unpack(">2I", data):
        total = 0
        for _ in range(32):
            one = (one + (((two << 4 ^ two >> 5) + two) ^ (total + words[total & 3]))) & 0xFFFFFFFF
            total = (total + 0x9E3779B9) & 0xFFFFFFFF
            two = (two + (((one << 4 ^ one >> 5) + one) ^ (total + words[total >> 11 & 3]))) & 0xFFFFFFFF
        out += struct.pack(">2I", one, two)
    return out.hex()
