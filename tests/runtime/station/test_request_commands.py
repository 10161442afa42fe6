"""What may be asked of a request queue."""

import asyncio

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.control import Caller, CommandFault, Role
from runtime.plan import Identity, RequestQueue, shown_address
from runtime.sources.request_queue import RequestQueueSource
from runtime.sources.shared import Timeline
from runtime.station.commands import Desk, station_commands
from runtime.station.engine import Engine
from runtime.stats.status import StationStatus
from runtime.testing import ManualClock

PRESENTER = Caller("anna", Role.PRESENTER)


@pytest.fixture
def ask(tmp_path):
    """Asks a station with one queue, "wishes"."""
    clock, pcm = ManualClock(), PcmFormat(rate=1)
    wishes = RequestQueueSource(
        RequestQueue(), node="wishes", base=tmp_path, media=Silent(pcm), clock=clock.now
    )
    engine = Engine([], Timeline(), pcm, clock, began=clock.now())
    status = StationStatus(Identity("Radio"), "1", "localhost:8000", clock.wall(), ())
    commands = station_commands(
        Desk(lambda: status, lambda: (wishes,), engine, lambda: None, clock, clients=None)
    )
    return lambda line: asyncio.run(commands.line(PRESENTER, line))


class TestAQueue:
    def test_takes_requests_in_liquidsoaps_words(self, ask):
        assert [ask("wishes.push music/a song.mp3"), ask("wishes.push b.mp3")] == [1, 2]
        assert ask("wishes.queue") == [
            {"request": 1, "title": "a song", "uri": "music/a song.mp3"},
            {"request": 2, "title": "b", "uri": "b.mp3"},
        ]

    def test_shows_no_key_of_an_address(self, ask):
        ask('wishes.push annotate:liq_cue_in="1":https://anna:hush@x.example/a%20b.mp3?key=hu.sh')

        assert ask("wishes.queue") == [
            {"request": 1, "title": "a b", "uri": shown_address("https://x.example/a%20b.mp3?key=hu.sh")}
        ]

    def test_takes_what_listeners_ask_for_by_its_rules(self, ask, tmp_path):
        with pytest.raises(CommandFault, match="no such file"):
            ask("wishes.request 192.0.2.7 music/nowhere.mp3")

    def test_is_put_in_another_order(self, ask):
        for name in "abc":
            ask(f"wishes.push {name}.mp3")
        ask("wishes.insert 0 d.mp3")
        ask("wishes.place 3 0")
        ask("wishes.remove 1")

        assert [each["uri"] for each in ask("wishes.queue")] == ["c.mp3", "d.mp3", "b.mp3"]

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("wishes.push <html>", "it is a web page, not a path"),
            ("wishes.remove 7", "no request 7 waits here"),
            ("wishes.place 7 0", "no request 7 waits here"),
        ],
    )
    def test_says_in_words_what_it_cannot_do(self, ask, line, words):
        with pytest.raises(CommandFault, match=words):
            ask(line)
