"""Lines and answers, without a terminal."""

import asyncio
import io
import threading
from functools import partial

import pytest

from lsscript.cli.attach import Answer, Line, NoStation
from lsscript.cli.console.answers import Conversation
from lsscript.cli.console.attached import Attached
from lsscript.cli.console.command import run_console, talk_plainly
from lsscript.cli.console.watch import Watch
from runtime.control import Argument, Command, CommandFault, Kind, Registry, Role
from runtime.control.help import catalogue_command, help_command
from runtime.control.local_door import LocalDoor


async def sources(_caller):
    return [{"source": "music"}]


async def mounts(_caller):
    return [{"path": "/radio.mp3"}]


async def variables(_caller):
    return ["volume : float"]


async def status(_caller):
    return {"station": "Radio", "uptime": 1, "listeners": 0, "mounts": []}


async def evaluate(_caller, expression):
    if expression == "null()":
        raise CommandFault("error[LSS301]: null is no function")
    return {"value": expression.upper(), "type": "a string"}


async def skip(_caller, source):
    return f"{source} leaves"


def registry():
    found = Registry(
        [
            Command("sources", "List.", Role.VIEWER, sources, reads=True),
            Command("mounts", "List.", Role.VIEWER, mounts, reads=True),
            Command("var.list", "List.", Role.VIEWER, variables, reads=True),
            Command("status", "Tell.", Role.VIEWER, status, reads=True),
            Command("evaluate", "", Role.ADMIN, evaluate, (Argument("expression", Kind.REST, ""),)),
            Command("skip", "", Role.PRESENTER, skip, (Argument("source", Kind.SOURCE, ""),)),
        ]
    )
    found.add(help_command(found))
    found.add(catalogue_command(found))
    return found


@pytest.fixture
def folder(tmp_path):
    """The state folder of a station whose local door is open."""
    ready, done = threading.Event(), threading.Event()

    async def stay():
        door = LocalDoor(registry(), tmp_path)
        await door.open()
        ready.set()
        await asyncio.to_thread(done.wait)
        await door.close()

    thread = threading.Thread(target=lambda: asyncio.run(stay()))
    thread.start()
    ready.wait()
    yield tmp_path
    done.set()
    thread.join()


@pytest.fixture
def talk(folder):
    conversation = Conversation(Attached(partial(Line, folder)))
    yield conversation
    conversation.station.close()


class TestAConversation:
    def test_evaluates(self, talk):
        assert talk.answer("music.title").text == "MUSIC.TITLE : a string"

    def test_gives_commands(self, talk):
        assert talk.answer("music.skip").text == "music leaves"

    def test_tells_problems(self, talk):
        assert talk.answer("null()") == ("error[LSS301]: null is no function", False, False)

    def test_explains_functions_of_the_library(self, talk):
        text = talk.answer("help blank").text

        assert text.startswith("blank(")
        assert "For example:" in text

    def test_explains_commands(self, talk):
        assert talk.answer("help skip").text.startswith("skip <source>")

    def test_knows_what_can_be_named(self, talk):
        talk.learn()

        assert (talk.catalogue.sources, talk.catalogue.mounts, talk.catalogue.variables) == (
            ["music"],
            ["/radio.mp3"],
            ["volume"],
        )

    @pytest.mark.parametrize("line", ["exit", "quit", " exit "])
    def test_is_left(self, talk, line):
        assert talk.answer(line).leaves

    @pytest.mark.parametrize("line", ["", "   ", "# a comment"])
    def test_says_nothing_to_nothing(self, talk, line):
        assert talk.answer(line).text == ""

    def test_refuses_lines_that_the_station_would_hang_up_on(self, talk):
        assert talk.answer('"' + "a" * 9000 + '"') == ("a line has at most 8000 bytes", False, False)

    def test_goes_on_when_the_station_is_there_again(self, talk):
        talk.answer("status")
        talk.station._line._socket.close()

        assert not talk.answer("status").ok
        assert talk.answer("status").ok


class TestWithoutATerminal:
    def test_lines_are_read_plainly(self, talk):
        out, problems = io.StringIO(), io.StringIO()
        code = talk_plainly(talk, io.StringIO("music\nnull()\nexit\nmusic\n"), out, problems)

        assert (code, out.getvalue(), problems.getvalue()) == (
            1,
            "MUSIC : a string\n",
            "error[LSS301]: null is no function\n",
        )

    def test_a_station_that_is_not_there_is_told(self, tmp_path):
        problems = io.StringIO()
        code = run_console(tmp_path / "a.lss", tmp_path, io.StringIO(), io.StringIO(), problems)

        assert code == 2
        assert problems.getvalue().startswith("no station is on the air")


class TestTheWatch:
    def test_knows_how_the_station_is(self, folder):
        station = Attached(partial(Line, folder))
        watch = Watch(station)
        watch.look()
        station.close()

        assert watch.status["station"] == "Radio"

    def test_knows_when_nobody_answers(self, tmp_path):
        watch = Watch(Attached(partial(Line, tmp_path)))
        watch.look()

        assert watch.status is None

    def test_tells_when_the_station_plays_another_script_whoever_changed_it(self):
        station, told = Told(), []
        watch = Watch(station, lambda: told.append(station.revision))
        for station.revision in (3, 3, 4, 4, None, 4, 4):
            watch.look()

        assert told == [4, 4]


class Told:
    """A station at a revision; None is away."""

    revision = 0

    def ask(self, _line):
        if self.revision is None:
            raise NoStation("the station went away")
        return Answer(True, {"revision": self.revision})

    def rows(self, _line):
        return []
