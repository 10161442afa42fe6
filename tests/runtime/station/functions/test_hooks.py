"""Events to handlers."""

import asyncio
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from runtime.errors import ScriptFault
from runtime.kernel.events import Event, EventBus
from runtime.plan import Function, Handler, Hook, Origin
from runtime.station.functions.hooks import MOST_EVENTS, Hooks, arguments_of, concerns

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def hook(event="track", source="music", **more):
    return Hook(event, source, Handler("h", (Function("fun () -> 1"),)), origin=Origin("a.lss", 7), **more)


def event(name="track", source="music", **details):
    return Event(name, source, details, NOW)


class Runner:
    """Gathers calls until they are answered."""

    def __init__(self):
        self.calls = []

    def submit(self, function, world, arguments):
        answer = Future()
        self.calls.append((arguments, answer))
        return answer


class Language:
    def prepare(self, handler):
        return handler


async def turn():
    for _ in range(5):
        await asyncio.sleep(0)


def scene(play, *hooks):
    """Play a scene with hooks, a runner and the bus."""

    async def run():
        runner = Runner()
        bus = EventBus(lambda: NOW)
        made = Hooks(hooks or (hook(),), Language(), runner, None)
        made.subscribe(bus)
        bus.start(asyncio.get_running_loop().call_soon_threadsafe)
        await play(made, runner, bus)

    asyncio.run(run())


class TestAHook:
    @pytest.mark.parametrize(
        ("waits", "happened", "expected"),
        [
            (hook(), event(), True),
            (hook(), event(source="other"), False),
            (hook(), event("metadata"), False),
            (hook("silence", seconds=20.0), event("silence", after=20.0), True),
            (hook("silence", seconds=20.0), event("silence", after=5.0), False),
            (hook("connect", ""), event("connect", "studio", path="/studio"), True),
            (hook("connect", "", path="/studio"), event("connect", "studio", path="/studio"), True),
            (hook("connect", "", path="/guest"), event("connect", "studio", path="/studio"), False),
            (hook("connect", "", path="/guest"), event("connect", "/guest"), True),
            (hook("start", ""), event("start", ""), True),
        ],
    )
    def test_waits_for_its_own_events(self, waits, happened, expected):
        assert concerns(waits, happened) is expected

    def test_is_given_the_metadata_of_a_track(self):
        (given,) = arguments_of(hook(), event(title="One", artist="Anna", path="a.mp3", kind="track"))

        assert given == {
            "title": "One", "artist": "Anna", "album": "", "genre": "", "date": "", "comment": "", "filename": "a.mp3",
        }  # fmt: skip

    def test_is_given_the_source_that_is_silent(self):
        assert arguments_of(hook("silence"), event("silence", after=3.0)) == (("source", "music"),)

    def test_is_given_who_came_and_left(self):
        client = {"path": "/s", "user": "anna", "address": "192.0.2.1", "program": "BUTT"}
        (came,) = arguments_of(hook("connect", ""), event("connect", **client))
        (left,) = arguments_of(
            hook("disconnect", ""), event("disconnect", **client, seconds=3.5, reason="lost")
        )

        assert came == client
        assert left == {**client, "reason": "lost", "duration": ("duration", 3.5)}

    def test_of_a_certificate_is_given_how_long_it_holds_yet(self):
        details = {"state": "expires", "names": ["a.example", "b.example"], "kind": "files", "where": "a.pem",
                   "issuer": "CA", "days": 2.0, "reason": ""}  # fmt: skip
        (given,) = arguments_of(hook("certificate", ""), event("certificate", **details))

        assert (given["state"], given["names"], given["left"]) == (
            "expires", "a.example, b.example", ("duration", 172_800.0)
        )  # fmt: skip

    def test_is_given_trouble_in_words(self):
        details = {"message": "no", "level": "error", "place": "a.lss:3"}

        assert arguments_of(hook("error", ""), event("error", **details)) == (details,)

    def test_of_start_and_stop_is_given_nothing(self):
        assert arguments_of(hook("start", ""), event("start")) == ()


class TestCalls:
    def test_come_one_after_the_other_in_the_order_of_events(self):
        async def play(_hooks, runner, bus):
            for title in ("One", "Two", "Three"):
                bus.emit("track", "music", {"title": title})
            await turn()
            waiting = len(runner.calls)
            for number in range(3):
                runner.calls[number][1].set_result(None)
                await turn()

            assert waiting == 1
            assert [each[0]["title"] for each, _ in runner.calls] == ["One", "Two", "Three"]

        scene(play)

    def test_of_other_hooks_do_not_wait(self):
        async def play(_hooks, runner, bus):
            bus.emit("track", "music")
            await turn()

            assert len(runner.calls) == 2

        scene(play, hook(), hook())

    def test_of_long_ago_are_left_out_counted_and_told_once(self, caplog):
        async def play(_hooks, runner, bus):
            for number in range(MOST_EVENTS + 10):
                bus.emit("track", "music", {"title": str(number)})
            await turn()
            for number in range(MOST_EVENTS + 1):
                runner.calls[number][1].set_result(None)
                await turn()

            titles = [each[0]["title"] for each, _ in runner.calls]
            assert titles == ["0", *(str(each) for each in range(10, MOST_EVENTS + 10))]

        scene(play)

        assert len(caplog.records) == 1
        assert caplog.records[0].origin.line == 7

    def test_that_fail_are_told_once_and_the_next_one_comes(self, caplog):
        async def play(_hooks, runner, bus):
            for _ in range(3):
                bus.emit("track", "music")
            await turn()
            for number in range(3):
                runner.calls[number][1].set_exception(ScriptFault("no", Origin("a.lss", 9)))
                await turn()

        scene(play)

        assert [(each.getMessage(), each.origin.line) for each in caplog.records] == [
            ("on.track: no; the station plays on", 9)
        ]

    def test_are_waited_for_at_the_end(self, caplog):
        async def play(hooks, runner, bus):
            bus.emit("track", "music")
            await turn()
            asyncio.get_running_loop().call_soon(runner.calls[0][1].set_result, None)
            await hooks.finish(5)

            assert caplog.records == []

        scene(play)

    def test_that_do_not_end_are_told_at_the_end(self, caplog):
        async def play(hooks, runner, bus):
            bus.emit("track", "music")
            await turn()
            await hooks.finish(0.001)

        scene(play)

        assert "1 handlers are not done" in caplog.text
