"""Changes by hand at a real station, as those hear them who listen with titles, and in Ogg."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from benchmarks.station import RunningStation
from lsscript.cli.attach import Line

SCRIPT = """lss 1
radio = fallback([tone(), blank()])
mount("/radio.mp3", radio, mp3(64kbps), latency=1s)
mount("/radio.opus", radio, opus(64kbps), latency=1s)
mount("/guest", password="pw", fallback="/radio.mp3", latency=1s)
"""

LAST_PAGE = 4
"""The bit of a page of Ogg that says: nothing comes behind this one (RFC 3533 §6)."""

pytestmark = pytest.mark.timeout(60)


class Listener:
    """A player: keeps what it hears, and when the connection ends."""

    def __init__(self, port, path, *headers):
        self.heard, self.ended = b"", threading.Event()
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        request = "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""])
        self._socket.sendall(request.encode())
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with suppress(OSError):
            while data := self._socket.recv(65536):
                self.heard += data
        self.ended.set()

    @property
    def titles(self):
        """The titles between the bytes, by counting them as players do."""
        head, _, stream = self.heard.partition(b"\r\n\r\n")
        told = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"icy-metaint"))
        every, found = int(told.partition(b":")[2]), []
        while len(stream) > every:
            length = stream[every] * 16
            found.append(stream[every + 1 : every + 1 + length].rstrip(b"\0").decode())
            stream = stream[every + 1 + length :]
        return [title for title in found if title]

    def waits(self, condition):
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, self.heard[-200:]
            time.sleep(0.05)

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self.ended.wait(5)
        self._socket.close()


@contextmanager
def listening(station, path, *headers):
    listener = Listener(station.port, path, *headers)
    try:
        listener.waits(lambda: len(listener.heard) > 4000)
        yield listener
    finally:
        listener.close()


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    script = tmp_path_factory.mktemp("hand") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, ["--edges", "2"], air=["/radio.mp3", "/radio.opus"]) as running:
        running.line = Line(script.with_suffix(".state"))
        with running.line:
            yield running


class TestATitleSetByHand:
    def test_is_told_to_those_with_titles_between_the_bytes_and_to_those_of_ogg(self, station):
        with (
            listening(station, "/radio.mp3", "Icy-MetaData: 1") as icy,
            listening(station, "/radio.opus") as ogg,
        ):
            icy.waits(lambda: icy.titles)
            before = list(icy.titles)
            assert station.line.ask("title radio Ada - By Hand").ok
            icy.waits(lambda: "StreamTitle='Ada - By Hand';" in icy.titles)
            ogg.waits(lambda: b"By Hand" in ogg.heard.rpartition(b"OpusTags")[2])

            assert before == ["StreamTitle='440 Hz';"]
            assert b"=Ada" in ogg.heard.rpartition(b"OpusTags")[2]
            assert icy.heard.count(b"HTTP/1.0 200") == ogg.heard.count(b"HTTP/1.0 200") == 1


class TestAMountThatIsTakenOut:
    def test_leaves_its_listeners_to_its_fallback_on_the_same_connection(self, station):
        with listening(station, "/guest", "Icy-MetaData: 1") as listener:
            station.wait_for(lambda: told_of(station, "/guest") == 1, 10, "nobody is told of")
            assert station.line.ask("script.drop /guest").ok
            listener.waits(lambda: told_of(station, "/radio.mp3") == 1)
            assert station.line.ask("title radio Ada - Still Here").ok
            listener.waits(lambda: "StreamTitle='Ada - Still Here';" in listener.titles)

        station.wait_for_text('mount "/guest" is gone: 1 listener sent to "/radio.mp3"')

    def test_is_heard_to_its_last_page(self, station):
        with listening(station, "/radio.opus") as listener:
            station.wait_for(lambda: told_of(station, "/radio.opus") == 1, 10, "nobody is told of")
            assert station.line.ask("script.drop /radio.opus").ok
            listener.waits(listener.ended.is_set)

        last = listener.heard.rindex(b"OggS")
        assert listener.heard[last + 5] & LAST_PAGE
        station.wait_for_text('mount "/radio.opus" is gone: 1 listener sent away')


def told_of(station, path):
    """How many listeners of a mount the station knows."""
    return len(station.line.ask(f"listeners {path}").result)
