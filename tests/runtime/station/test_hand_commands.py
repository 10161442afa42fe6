"""What an operator sets by hand, asked as commands."""

import asyncio

import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL
from runtime.control import Caller, CommandFault, Role
from runtime.media.title import Title
from runtime.plan import Fallback, Identity
from runtime.plan.origin import Origin
from runtime.sources.fallback import FallbackSource
from runtime.sources.shared import SharedSource, Timeline
from runtime.station.commands import Desk, station_commands
from runtime.station.engine import Engine
from runtime.stats.refusals import Refusals
from runtime.stats.status import StationStatus
from runtime.testing import ManualClock

ANNA = Caller("anna", Role.PRESENTER)


class Track:
    """Plays one track for ever."""

    origin = Origin("station.lss", 3)
    ready = True
    settling = False
    remaining = None

    def __init__(self, node):
        self.id = node
        self.now_playing = Segment(f"{node}/1", "track", Title("Ada", "One"))

    def leave(self, most):
        return NO_TAIL

    def pull(self, most):
        return Block(np.full((most, 2), 0.5, np.float32), self.now_playing)


class Files:
    source = "radio"


class Recording:
    files = Files()
    is_paused = False
    path = None


class Scene:
    def __init__(self):
        clock, pcm, timeline = ManualClock(), PcmFormat(rate=1000), Timeline()
        self.clock = clock
        children = [SharedSource(Track(node), timeline, several=False) for node in ("studio", "music")]
        plan = Fallback(("studio", "music"))
        self.radio = FallbackSource(plan, node="radio", children=children)
        places = {each.id: each for each in (*children, SharedSource(self.radio, timeline, several=False))}
        self.places = places
        self.engine = Engine([], timeline, pcm, clock, began=clock.now())
        self.recording = Recording()
        self.retitled = []
        self.refusals = Refusals(clock.wall)
        status = StationStatus(Identity("Radio"), "1", "localhost:8000", clock.wall(), ())
        desk = Desk(
            lambda: status,
            lambda: (self.radio, *children),
            self.engine,
            lambda: None,
            clock,
            self,
            places=lambda: places,
            heard_at=lambda: {"/radio.mp3": "radio"},
            recordings=lambda: {"radio.record": self.recording},
            refusals=self.refusals,
        )
        self.commands = station_commands(desk)

    def retitle(self, path, title):
        self.retitled.append((path, str(title)))
        return path == "/studio"

    def pull(self):
        return self.places["radio"].pull(10)

    def ask(self, line):
        async def asked():
            answer = asyncio.ensure_future(self.commands.line(ANNA, line))
            while not answer.done():
                self.engine.step()
                await asyncio.sleep(0)
            return await answer

        return asyncio.run(asked())


@pytest.fixture
def scene():
    made = Scene()
    made.pull()
    return made


class TestALevel:
    def test_is_told_of_any_source_that_is_heard(self, scene):
        assert scene.ask("levels studio") == [{"source": "studio", "rms": -6.0, "peak": -6.0, "silent": None}]
        assert scene.ask("levels music") == [{"source": "music", "rms": None, "peak": None, "silent": None}]


class TestSwitching:
    def test_is_told_as_the_reason(self, scene):
        said = scene.ask("switch radio music")
        scene.pull()

        assert said == "radio plays music until it is taken back"
        assert scene.ask("why radio") == ["music: chosen by hand: by anna, until it is taken back"]

    def test_takes_a_number_and_a_time(self, scene):
        said = scene.ask("radio.switch 2 90")
        before = scene.pull().segment.id
        scene.clock.advance(90.0)

        assert said == "radio plays music for 1 min 30 s"
        assert (before, scene.pull().segment.id) == ("music/1", "studio/1")

    def test_is_taken_back(self, scene):
        scene.ask("switch radio music")
        said = scene.ask("unswitch radio")

        assert (said, scene.pull().segment.id) == ("radio plays by the script again", "studio/1")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("switch music studio", "nothing to choose from"),
            ("switch radio news", 'radio does not play "news"; it plays: studio, music'),
            ("unswitch radio", "by the script already"),
            ("switch radyo music", 'no source "radyo"'),
        ],
    )
    def test_of_what_cannot_be_is_told_in_words(self, scene, line, words):
        with pytest.raises(CommandFault, match=words):
            scene.ask(line)


class TestAGain:
    def test_is_told_and_set(self, scene):
        before, after = scene.ask("gain studio"), scene.ask("studio.gain -6.0206")
        scene.pull()

        assert (before["gain"], after["gain"]) == (0.0, -6.0206)
        assert scene.pull().samples[-1, 0] == pytest.approx(0.25, rel=1e-4)

    def test_has_bounds(self, scene):
        with pytest.raises(CommandFault, match="a gain is -60 to 20 dB"):
            scene.ask("gain studio 40")


class TestATitle:
    def test_is_shown_at_a_mount(self, scene):
        said = scene.ask("title /radio.mp3 Eve - The news")

        assert said == "/radio.mp3 shows Eve - The news"
        assert str(scene.pull().segment.title) == "Eve - The news"
        assert 'artist="Eve"' in scene.ask("radio.metadata")

    def test_of_a_source_client_is_passed_on_to_its_stream(self, scene):
        scene.ask("title /studio Eve - Live")

        assert scene.retitled == [("/studio", "Eve - Live")]

    def test_of_the_next_track_leaves_this_one_as_it_is(self, scene):
        scene.ask("title.next studio Later")

        assert str(scene.pull().segment.title) == "Ada - One"

    def test_of_nothing_that_is_there_is_told(self, scene):
        with pytest.raises(CommandFault, match=r"no such mount; there are: /radio\.mp3"):
            scene.ask("title /radio.ogg x")


class TestRecordings:
    def test_are_stopped_and_go_on(self, scene):
        scene.ask("recordings.stop radio.record")
        stopped = scene.ask("recordings")
        scene.ask("recordings.start radio.record")

        assert (stopped[0]["on"], scene.recording.is_paused) == (False, False)

    def test_that_are_not_there_are_told(self, scene):
        with pytest.raises(CommandFault, match=r'no recording "x"; there are: radio\.record'):
            scene.ask("recordings.stop x")


def test_refusals_are_told_by_address(scene):
    scene.refusals.note("192.0.2.1", "/studio", "wrong name or password")

    assert [each["where"] for each in scene.ask("refusals 192.0.2.1")] == ["/studio"]
    assert scene.ask("refusals 192.0.2.9") == []
