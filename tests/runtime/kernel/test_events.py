"""The event bus."""

import threading
from datetime import UTC, datetime

import pytest

from runtime.kernel.events import BATCH, MOST_WAITING, EventBus

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


class Loop:
    """An event loop that turns when it is told to."""

    def __init__(self):
        self.calls = []

    def call_soon_threadsafe(self, call):
        self.calls.append(call)

    def turn(self):
        while self.calls:
            self.calls.pop(0)()


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def bus(loop):
    bus = EventBus(lambda: NOON)
    bus.start(loop.call_soon_threadsafe)
    return bus


class TestSubscribers:
    def test_hear_what_is_emitted_on_the_loop_and_in_order(self, bus, loop):
        heard = []
        bus.subscribe(heard.append)
        bus.emit("track", "music", {"title": "One"})
        bus.emit("track", "music", {"title": "Two"})
        before = list(heard)
        loop.turn()

        assert before == []
        assert [(each.name, each.source, each.details["title"], each.at) for each in heard] == [
            ("track", "music", "One", NOON),
            ("track", "music", "Two", NOON),
        ]

    def test_may_ask_for_some_names_alone(self, bus, loop):
        heard = []
        bus.subscribe(heard.append, "connect", "disconnect")
        for name in ("track", "connect", "silence", "disconnect"):
            bus.emit(name, "studio")
        loop.turn()

        assert [each.name for each in heard] == ["connect", "disconnect"]

    def test_hear_no_more_once_they_leave(self, bus, loop):
        heard = []
        leave = bus.subscribe(heard.append)
        bus.emit("track", "music")
        loop.turn()
        leave()
        leave()
        bus.emit("track", "music")
        loop.turn()

        assert len(heard) == 1

    def test_one_that_fails_does_not_keep_the_news_from_the_others(self, bus, loop, caplog):
        heard = []
        bus.subscribe(lambda _event: 1 / 0)
        bus.subscribe(heard.append)
        bus.emit("track", "music")
        loop.turn()

        assert len(heard) == 1
        assert "could not be handed out" in caplog.text

    def test_may_emit_themselves(self, bus, loop):
        heard = []
        bus.subscribe(lambda event: bus.emit("error", event.source), "track")
        bus.subscribe(heard.append, "error")
        bus.emit("track", "music")
        loop.turn()

        assert [each.source for each in heard] == ["music"]


class TestThePathThatEmits:
    def test_wakes_the_loop_once_for_many_events(self, bus, loop):
        for _ in range(BATCH):
            bus.emit("track", "music")

        assert len(loop.calls) == 1

    def test_keeps_details_as_they_were(self, bus, loop):
        heard, details = [], {"title": "One"}
        bus.subscribe(heard.append)
        bus.emit("track", "music", details)
        details["title"] = "Two"
        loop.turn()

        assert heard[0].details == {"title": "One"}

    def test_may_be_any_thread(self, bus, loop):
        heard = []
        bus.subscribe(heard.append)
        threads = [
            threading.Thread(target=lambda: [bus.emit("track", "music") for _ in range(50)]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        loop.turn()

        assert len(heard) == 400

    def test_never_waits_what_finds_no_room_is_counted_and_told_once(self, bus, loop, caplog):
        heard = []
        bus.subscribe(heard.append)
        for _ in range(MOST_WAITING + 7):
            bus.emit("track", "music")
        loop.turn()
        for _ in range(MOST_WAITING + 3):
            bus.emit("track", "music")
        loop.turn()

        assert len(heard) == 2 * MOST_WAITING
        assert bus.lost == 10
        assert caplog.text.count("7 events were dropped") == 1
        assert len(caplog.records) == 1

    def test_a_loop_that_is_closed_ends_it_quietly(self):
        def closed(_call):
            raise RuntimeError("the loop is closed")

        bus = EventBus(lambda: NOON)
        bus.start(closed)
        bus.emit("track", "music")
        bus.emit("track", "music")

        assert bus.lost == 0


class TestItsLife:
    def test_what_is_emitted_before_the_start_waits(self, loop):
        bus, heard = EventBus(lambda: NOON), []
        bus.subscribe(heard.append)
        bus.emit("start", "")
        bus.start(loop.call_soon_threadsafe)
        loop.turn()

        assert [each.name for each in heard] == ["start"]

    def test_the_end_hands_out_what_waits_and_nothing_more(self, bus, loop):
        heard = []
        bus.subscribe(heard.append)
        bus.emit("stop", "")
        bus.stop()
        bus.emit("track", "music")
        loop.turn()

        assert [each.name for each in heard] == ["stop"]
