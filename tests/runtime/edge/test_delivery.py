"""When listeners are served; time is moved by hand."""

import asyncio

import pytest

from runtime.edge.delivery import STEP, Delivery, slots_of
from runtime.edge.listener import Listener
from runtime.edge.stream import Stream
from runtime.media.pacing import Pacing
from runtime.media.ring import RingReader, RingShape, RingWriter
from runtime.protocols.icecast import ServedMount
from runtime.testing import ManualClock, memory_socket_pair

SHAPE = RingShape(data_bytes=65536, entries=512, chains=4, chain_bytes=256)


class Stage:
    """A delivery with one stream, and a way to let time pass."""

    def __init__(self, latency=5.0):
        self.clock = ManualClock()
        pacing = Pacing.for_latency(latency)
        self.mount = ServedMount(
            "/r", "audio/mpeg", "r/plain", burst=1.0, tick=pacing.tick, on_arrival=pacing.on_arrival
        )
        memory = memoryview(bytearray(SHAPE.total_bytes))
        self.writer = RingWriter(memory, SHAPE, epoch=1, now_ns=0)
        self.stream = Stream(self.mount, RingReader(memory), slots_of(self.mount), lambda *_: None)
        self.delivery = Delivery(self.clock)
        self.delivery.streams = [self.stream]

    def play(self, data):
        self.writer.append(data, duration_us=1000)
        self.writer.commit(self.clock.now_ns())

    def come(self, capacity=1 << 20):
        ours, theirs = memory_socket_pair(capacity)
        self.stream.admit(Listener(1, ours, "/r", b"", self.clock.now(), icy=False), self.clock.now())
        return theirs

    def work(self):
        return len(list(self.delivery.due(self.clock.now())))

    def pass_time(self, seconds, step=STEP):
        """Let time pass as the event loop would."""
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            self.work()


class TestATick:
    @pytest.mark.parametrize(("latency", "slots"), [(5.0, 10), (60.0, 10), (1.0, 10), (0.5, 6), (0.2, 1)])
    def test_has_as_many_slots_as_are_worth_it(self, latency, slots):
        assert slots_of(Stage(latency).mount) == slots

    def test_serves_everybody_once(self):
        stage = Stage()
        players = [stage.come() for _ in range(70)]
        stage.play(b"new audio")
        stage.pass_time(1.02)

        assert [bytes(player.inbox) for player in players] == [b"new audio"] * 70

    def test_serves_a_tenth_of_the_listeners_with_each_slot(self):
        stage = Stage()
        stage.play(b"a burst ")
        players = [stage.come() for _ in range(2000)]
        stage.play(b"new audio")
        stage.pass_time(0.1)

        assert sum(b"new" in player.inbox for player in players) == 200

    def test_that_the_loop_missed_is_made_up_at_once(self):
        stage = Stage()
        players = [stage.come() for _ in range(100)]
        stage.play(b"new audio")
        stage.pass_time(7.0, step=7.0)

        assert all(player.inbox for player in players)

    def test_gives_way_to_others_after_a_few_listeners(self):
        stage = Stage(0.2)
        for _ in range(300):
            stage.come()
        stage.play(b"new audio")
        stage.clock.advance(STEP)

        assert stage.work() == 3


class TestAListenerWhoCouldNotTakeAll:
    def test_is_tried_again_before_the_next_tick(self):
        stage = Stage()
        stage.play(b"0123456789")
        player = stage.come(capacity=4)
        for _ in range(3):
            player.recv(4)
            stage.pass_time(0.04)

        assert bytes(player.inbox) == b""
        assert stage.stream.hurried == set()


class TestACrowdThatGrows:
    def test_keeps_nobody_waiting_for_longer_than_a_tick(self):
        stage = Stage(5.0)
        stage.play(b"x")
        first = stage.come()
        got_at, longest = stage.clock.now(), 0.0
        for step in range(600):
            if step % 7 == 0 and step < 300:
                stage.come()
                stage.delivery.newcomer()
            stage.play(b"x")
            before = len(first.inbox)
            stage.pass_time(0.02)
            if len(first.inbox) > before:
                longest, got_at = max(longest, stage.clock.now() - got_at), stage.clock.now()

        assert longest <= stage.mount.tick + 2 * STEP


class TestLowLatency:
    def test_is_served_when_frames_arrive(self):
        stage = Stage(0.1)
        player = stage.come()
        stage.play(b"frame")
        stage.delivery.arrived("r/plain")
        stage.work()

        assert bytes(player.inbox) == b"frame"

    def test_is_served_within_a_step_if_that_word_is_lost(self):
        stage = Stage(0.1)
        player = stage.come()
        stage.play(b"frame")
        stage.pass_time(STEP)

        assert bytes(player.inbox) == b"frame"

    def test_serves_everybody_of_a_mount_with_turns_too(self):
        stage = Stage(5.0)
        stage.play(b"before ")
        players = [stage.come() for _ in range(30)]
        stage.play(b"after an outage")
        stage.delivery.arrived(stage.mount.ring)
        stage.work()

        assert {bytes(player.inbox) for player in players} == {b"before after an outage"}

    def test_does_not_wake_for_the_ring_of_another_mount(self):
        stage = Stage(0.1)
        player = stage.come()
        stage.play(b"frame")
        stage.delivery.arrived("other/plain")
        stage.work()

        assert not player.inbox


class TestRest:
    def test_lasts_while_nobody_listens(self):
        assert Stage().delivery.next_due() is None

    def test_lasts_until_the_slot_in_which_somebody_is(self):
        stage = Stage()
        stage.come()
        stage.work()

        assert 0 < stage.delivery.next_due() - stage.clock.now() <= stage.mount.tick

    @pytest.mark.parametrize(("listeners", "wakes"), [(1, 1), (100, 1), (1000, 5), (5000, 10)])
    def test_is_ended_no_oftener_than_the_listeners_are_worth(self, listeners, wakes):
        stage = Stage()
        stage.play(b"audio")
        for _ in range(listeners):
            stage.come()
        stage.work()
        end, count = stage.clock.now() + 10 * stage.mount.tick, 0
        while (due := stage.delivery.next_due()) < end:
            stage.clock.advance(due - stage.clock.now() + 1e-6)
            stage.work()
            count += 1

        assert count == pytest.approx(10 * wakes, rel=0.05, abs=1)

    def test_is_short_while_somebody_is_hurried(self):
        stage = Stage()
        stage.play(b"0123456789")
        stage.come(capacity=4)
        stage.work()

        assert stage.delivery.next_due() - stage.clock.now() <= STEP

    def test_ends_when_somebody_comes(self):
        asyncio.run(self.somebody_comes())

    async def somebody_comes(self):
        stage = Stage(0.1)
        running = asyncio.create_task(stage.delivery.run())
        await asyncio.sleep(0)
        player = stage.come()
        stage.play(b"frame")
        stage.delivery.newcomer()
        stage.delivery.arrived("r/plain")
        for _ in range(10):
            await asyncio.sleep(0)
        running.cancel()

        assert bytes(player.inbox) == b"frame"
