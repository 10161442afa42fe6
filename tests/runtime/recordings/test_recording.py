"""When a file begins, goes on, and ends."""

from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from runtime.errors import OperatorFault, ScriptFault
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan import Handler, Mp3, NodeId
from runtime.recordings.files import GAP, Files
from runtime.recordings.recording import RecordingOutput

SECOND = 1_000_000_000


class FakeKeeper:
    """Notes what is asked of it; asks for names at once."""

    def __init__(self):
        self.notes = []

    def open(self, name, opening):
        self.notes.append(("open", name(), opening))

    def write(self, data):
        self.notes.append(data)

    def close(self, ending=b""):
        self.notes.append("close")


class Scene:
    def __init__(self, name="%H.mp3", namer=None, every=None):
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        files = Files(NodeId("r"), name, NodeId("studio"), Mp3(128_000), every=every)
        self.keeper = FakeKeeper()
        self.output = RecordingOutput(files, self.keeper, lambda: self.now, namer, 1)
        self.output.begin(44_100, 0, ())
        self.at = 0

    def play(self, *data, floor=False, seconds=1.0):
        self.at += int(seconds * SECOND)
        frames = [Frame(each, 0, 1152) for each in data]
        self.output.write(frames, self.at, floor=floor)

    @property
    def opened(self):
        return [note[1] for note in self.keeper.notes if note[0] == "open"]


class TestAShow:
    def test_begins_with_its_first_sound(self):
        scene = Scene()
        scene.play(b"silence", floor=True)
        scene.play(b"one", b"two")

        assert scene.keeper.notes == [("open", "%H.mp3", b""), b"onetwo"]

    def test_goes_on_in_the_same_file_after_a_short_absence(self):
        scene = Scene()
        scene.play(b"one")
        for _ in range(50):
            scene.play(b"silence", floor=True)
        scene.play(b"two")

        assert scene.keeper.notes == [("open", "%H.mp3", b""), b"one", b"two"]

    def test_that_is_stopped_by_hand_ends_and_goes_on_in_a_new_file(self):
        scene = Scene()
        scene.play(b"one")
        scene.output.is_paused = True
        scene.play(b"two")
        scene.output.is_paused = False
        scene.play(b"three")

        assert scene.keeper.notes == [
            ("open", "%H.mp3", b""), b"one", "close", ("open", "%H.mp3", b""), b"three",
        ]  # fmt: skip

    def test_ends_when_nobody_has_come_back(self):
        scene = Scene()
        scene.play(b"one")
        for _ in range(int(GAP) + 2):
            scene.play(b"silence", floor=True)
        scene.play(b"next")

        assert scene.keeper.notes == [
            ("open", "%H.mp3", b""),
            b"one",
            "close",
            ("open", "%H.mp3", b""),
            b"next",
        ]


class TestAFileAnHour:
    def test_begins_at_the_hour(self):
        scene = Scene(every=3600.0)
        scene.now = scene.now.replace(hour=12, minute=59)
        scene.play(b"before")
        scene.now = scene.now.replace(hour=13, minute=0)
        scene.play(b"at")
        scene.now = scene.now.replace(minute=30)
        scene.play(b"after")

        assert scene.keeper.notes == [
            ("open", "%H.mp3", b""), b"before", "close", ("open", "%H.mp3", b""), b"at", b"after",
        ]  # fmt: skip


class TestAFunction:
    PATH = Handler(NodeId("r.path"), ())

    def test_is_told_who_publishes_in_words_fit_for_a_name(self):
        asked = []

        def namer(arguments):
            asked.extend(arguments)
            answer = Future()
            answer.set_result(f"%Y-{arguments[0]['user']}.mp3")
            return answer

        scene = Scene(self.PATH, namer)
        scene.output.user = "an/na"
        scene.output.write([Frame(b"one", 0, 1152, Title("", "Morning: show"))], 0, floor=False)

        assert scene.opened == ["%Y-an_na.mp3"]
        assert asked == [{"user": "an_na", "title": "Morning_ show", "name": "studio"}]

    def test_that_fails_costs_the_recording_alone(self):
        def namer(_arguments):
            answer = Future()
            answer.set_exception(ScriptFault("there is no `client.usr`"))
            return answer

        scene = Scene(self.PATH, namer)
        with pytest.raises(OperatorFault, match=r"names files failed: there is no .client\.usr."):
            scene.play(b"one")
