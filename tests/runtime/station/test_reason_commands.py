"""Why something plays, and what is coming."""

import asyncio

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.control import Caller, CommandFault, Role
from runtime.plan import Fallback, Identity, RequestQueue
from runtime.sources.effect import DrySource
from runtime.sources.fallback import FallbackSource
from runtime.sources.request_queue import RequestQueueSource
from runtime.sources.shared import Timeline
from runtime.station.commands import Desk, station_commands
from runtime.station.engine import Engine
from runtime.stats.status import StationStatus
from runtime.testing import ManualClock

VIEWER = Caller("anna", Role.VIEWER)


def queue(node, folder, pcm, clock, *first):
    media = Silent(pcm, {"a.mp3": 60.0, "b.mp3": 60.0})
    return RequestQueueSource(RequestQueue(first), node=node, base=folder, media=media, clock=clock.now)


@pytest.fixture
def ask(tmp_path):
    """Asks a station whose first choice has nothing to play."""
    clock, pcm = ManualClock(), PcmFormat(rate=1)
    studio, music = (
        queue("studio", tmp_path, pcm, clock),
        queue("music", tmp_path, pcm, clock, "a.mp3", "b.mp3"),
    )
    radio = FallbackSource(Fallback(()), node="radio", children=[studio, music])
    radio.pull(10)
    engine = Engine([], Timeline(), pcm, clock, began=clock.now())
    status = StationStatus(Identity("Radio"), "1", "localhost:8000", clock.wall(), ())
    loud = DrySource("loud", radio.origin, radio)
    desk = Desk(
        lambda: status, lambda: (loud, radio, studio, music), engine, lambda: None, clock, clients=None
    )
    commands = station_commands(desk)

    async def asked(line):
        answer = asyncio.ensure_future(commands.line(VIEWER, line))
        while not answer.done():
            engine.step()
            await asyncio.sleep(0)
        return await answer

    return lambda line: asyncio.run(asked(line))


class TestWhy:
    def test_follows_the_choices_down(self, ask):
        assert ask("why radio") == ['music: nothing on "studio"']

    def test_of_a_source_that_is_not_there_is_told(self, ask):
        with pytest.raises(CommandFault, match="no source"):
            ask("why nobody")


class TestEffects:
    def test_are_passed_through(self, ask):
        assert ask("why loud") == ['music: nothing on "studio"']


class TestWhatIsComing:
    def test_names_what_is_opened_already(self, ask):
        assert ask("coming radio") == [{"at": None, "source": "music", "why": "b"}]
