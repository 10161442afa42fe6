"""Commands are found by name, take typed arguments, and know who may use them."""

import asyncio

import pytest

from runtime.control import (
    Argument,
    BadArgument,
    Caller,
    Command,
    CommandFault,
    Kind,
    NoSuchCommand,
    NotAllowed,
    Registry,
    Role,
)
from runtime.control.help import help_command

ANNA = Caller("anna", Role.PRESENTER)
GUEST = Caller("a guest", Role.VIEWER)


async def push(caller: Caller, queue: str, place: int | None, uri: str) -> list[object]:
    return [caller.name, queue, place, uri]


async def broken(_caller: Caller) -> None:
    raise ZeroDivisionError


PUSH = Command(
    "push",
    "Put a track into a queue.\nIt plays in its turn.",
    Role.PRESENTER,
    push,
    (
        Argument("queue", Kind.SOURCE, "the queue"),
        Argument("place", Kind.WHOLE, "before which one"),
        Argument("uri", Kind.REST, "the file"),
    ),
)


@pytest.fixture
def registry() -> Registry:
    registry = Registry([PUSH, Command("broken", "Fail.", Role.VIEWER, broken, reads=True)])
    registry.add(help_command(registry))
    return registry


def ask(registry: Registry, caller: Caller, line: str) -> object:
    return asyncio.run(registry.line(caller, line))


class TestASourceBeforeTheVerb:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("music.skip", "skip music"),
            ("music.next", "playlist.next music"),
            ("music.title Ada", "title music Ada"),
            ("studio.live.skip", "skip studio.live"),
        ],
    )
    def test_means_the_command_about_it(self, line, said):
        def about(name, kind, *more):
            async def told(_caller, **given):
                return " ".join([name, *given.values()])

            arguments = (Argument("what", kind, "it"), *more)
            return Command(name, "Do it.", Role.VIEWER, told, arguments)

        text = Argument("text", Kind.REST, "words")
        registry = Registry(
            [
                about("title", Kind.SHOWN, text),
                about("title.next", Kind.SHOWN, text),
                about("playlist.next", Kind.SOURCE),
                about("skip", Kind.SOURCE),
            ]
        )

        assert ask(registry, ANNA, line) == said


class TestLines:
    def test_the_last_argument_may_hold_spaces(self, registry):
        answer = ask(registry, ANNA, "push requests 2 my music/a song.mp3")

        assert answer == ["anna", "requests", 2, "my music/a song.mp3"]

    def test_a_word_with_spaces_stands_in_quotation_marks(self, registry):
        assert ask(registry, ANNA, 'push "the queue" 1 x')[1] == "the queue"

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("push", "queue is missing; write: push <queue> <place> <uri>"),
            ("push requests", "place is missing"),
            ("push requests first x", "place is a whole number, not 'first'"),
            ("push requests 1.5 x", "place is a whole number"),
            ("broken now", "broken takes no more than that"),
        ],
    )
    def test_what_cannot_be_is_told_in_words(self, registry, line, words):
        with pytest.raises(BadArgument, match="^" + words.replace("(", r"\(").replace("[", r"\[")):
            ask(registry, ANNA, line)

    def test_a_slip_of_the_pen_is_answered_with_the_nearest_name(self, registry):
        with pytest.raises(NoSuchCommand, match="did you mean push"):
            ask(registry, ANNA, "psuh requests")


class TestLiquidsoapsOrder:
    def test_the_name_may_come_before_the_verb(self, registry):
        assert ask(registry, ANNA, "requests.push 1 a.mp3") == ["anna", "requests", 1, "a.mp3"]

    def test_a_name_may_have_dots_of_its_own(self, registry):
        assert ask(registry, ANNA, "radio.children.0.push 1 a.mp3")[1] == "radio.children.0"

    def test_a_verb_about_nothing_has_no_name_before_it(self, registry):
        with pytest.raises(NoSuchCommand):
            ask(registry, ANNA, "radio.broken")


class TestJson:
    def test_arguments_come_by_name(self, registry):
        call = registry.call(ANNA, "push", {"queue": "q", "uri": "x", "place": 3})

        assert asyncio.run(call) == ["anna", "q", 3, "x"]

    @pytest.mark.parametrize(
        "given",
        [
            {"queue": "q", "uri": "x", "place": True},
            {"queue": 1, "uri": "x", "place": 1},
            {"queue": "q", "uri": "line\nbreak", "place": 1},
            {"queue": "q", "uri": "x" * 5000, "place": 1},
            {"queue": "q", "uri": "x", "place": 1, "more": 1},
            {"queue": "q", "uri": "x", "place": float("nan")},
            {"queue": "q", "uri": "x", "place": float("inf")},
            {"queue": "q", "uri": ["x"], "place": 1},
            {"queue": "q", "uri": "half a letter \ud800", "place": 1},
            {"queue": "q", "uri": "a terminal's order \x9b2J", "place": 1},
            {"queue": "q", "uri": "x", "place": 10**400},
        ],
    )
    def test_what_cannot_be_is_refused(self, registry, given):
        with pytest.raises(BadArgument):
            asyncio.run(registry.call(ANNA, "push", given))


class TestRoles:
    def test_a_role_that_does_not_reach_is_told_which_does(self, registry):
        with pytest.raises(NotAllowed, match="push is for the role presenter; yours is viewer"):
            ask(registry, GUEST, "push q 1 x")

    def test_help_is_for_everybody(self, registry):
        assert "push <queue> <place> <uri>" in str(ask(registry, GUEST, "help"))

    def test_help_explains_a_command(self, registry):
        answer = str(ask(registry, GUEST, "help push"))

        assert answer.startswith("push <queue> <place> <uri>\nPut a track into a queue.")


class TestMistakes:
    def test_a_mistake_of_ours_is_told_and_closes_no_door(self, registry, caplog):
        with pytest.raises(CommandFault, match="a mistake in LegacyStream: ZeroDivisionError") as told:
            ask(registry, ANNA, "broken")

        assert told.value.status == 500
        assert "broken failed" in caplog.text

    def test_what_changes_something_is_logged_with_who_did_it(self, registry, caplog):
        caplog.set_level("INFO")

        ask(registry, ANNA, "push q 1 x")

        assert "anna: push queue='q' place=1 uri='x'" in caplog.text
