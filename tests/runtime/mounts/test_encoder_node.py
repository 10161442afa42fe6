"""The thread, driven to its end by `stop`, which waits until all that was offered is encoded."""

import threading
from dataclasses import replace

import numpy as np

from runtime.audio.pcm import Block, Segment
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.mounts.block_queue import CAPACITY
from runtime.mounts.encoder_node import HANGS, MOST_LEFT, OFFER_WAIT, EncoderNode
from runtime.plan import Origin
from runtime.testing import ManualClock

ORIGIN = Origin("station.lss", 15)


class FakeEncoder:
    """One frame for each block; its data is the block's number."""

    rate = 1000
    delay = 7
    headers = ()

    def __init__(self, fails_at: int | None = None) -> None:
        self.fails_at = fails_at
        self.count = 0

    def encode(self, samples, title) -> list[Frame]:
        if self.count == self.fails_at:
            raise RuntimeError("out of tune")
        self.count += 1
        return [Frame(bytes([self.count]), self.count, len(samples), title)]

    def flush(self) -> list[Frame]:
        return [Frame(b"end", self.count + 1, 1)]


class FakeOutput:
    def __init__(self, fails: bool = False, slack: float = 0.0) -> None:
        self.slack = slack
        self.fails = fails
        self.said: list[object] = []
        self.frames: list[Frame] = []

    def begin(self, rate, delay, headers):
        self.said.append(("begin", rate, delay))

    def write(self, frames, now_ns, *, floor):
        if self.fails:
            raise OSError("ring lost")
        self.frames += frames
        self.said.append(("floor" if floor else "write", len(frames)))

    def end(self, now_ns):
        self.said.append("end")


def block(segment="one", title="One") -> Block:
    return Block(np.zeros((40, 2), np.float32), Segment(segment, "track", Title(title=title)))


def node(make, *outputs, clock=None) -> EncoderNode:
    clock = clock or ManualClock()
    return EncoderNode('mp3 of "radio"', make, outputs, clock_ns=clock.now_ns, origin=ORIGIN)


def run(made: EncoderNode, blocks: list[Block]) -> None:
    made.start()
    for one in blocks:
        made.offer(one, wait=True)
    made.stop()


class TestAnEncoderNode:
    def test_encodes_what_it_is_offered_for_all_its_mounts(self):
        outputs = FakeOutput(), FakeOutput()

        run(node(FakeEncoder, *outputs), [block()] * 3)

        for output in outputs:
            assert [frame.data for frame in output.frames] == [b"\x01", b"\x02", b"\x03", b"end"]
            assert output.said == [("begin", 1000, 7), *[("write", 1)] * 4, "end"]

    def test_says_a_title_where_a_segment_begins_or_is_come_back_to(self):
        output = FakeOutput()

        run(node(FakeEncoder, output), [block("a", "A"), block("a", "A"), block("b", "B"), block("a", "A")])

        assert [frame.title and frame.title.title for frame in output.frames] == ["A", None, "B", "A", None]

    def test_says_another_title_of_the_same_segment(self):
        output = FakeOutput()

        run(node(FakeEncoder, output), [block("a", "A"), block("a", "Other"), block("a", "Other")])

        assert [frame.title and frame.title.title for frame in output.frames] == ["A", "Other", None, None]

    def test_leaves_the_title_as_it_is_while_a_jingle_plays(self):
        output, jingle = FakeOutput(), block("j", "ding")
        jingle = replace(jingle, segment=replace(jingle.segment, kind="jingle"))

        run(node(FakeEncoder, output), [block("a", "A"), jingle, block("b", "B")])

        assert [frame.title and frame.title.title for frame in output.frames] == ["A", None, "B", None]

    def test_says_when_the_floor_plays(self):
        output = FakeOutput()
        made = node(FakeEncoder, output)
        made.start()
        made.offer(block(), on_floor=True)
        made.stop()

        assert output.said[1] == ("floor", 1)

    def test_gathers_as_much_as_the_most_impatient_mount_allows(self):
        patient, impatient = FakeOutput(slack=0.16), FakeOutput(slack=0.08)

        assert node(FakeEncoder, patient)._blocks._gather == 4
        assert node(FakeEncoder, patient, impatient)._blocks._gather == 2
        assert node(FakeEncoder, patient, FakeOutput())._blocks._gather == 1

    def test_encodes_what_was_gathered_when_it_is_stopped(self):
        output = FakeOutput(slack=0.16)

        run(node(FakeEncoder, output), [block()] * 6)

        assert [frame.data for frame in output.frames] == [
            b"\x01",
            b"\x02",
            b"\x03",
            b"\x04",
            b"\x05",
            b"\x06",
            b"end",
        ]

    def test_drops_and_counts_what_finds_no_room(self):
        made = node(FakeEncoder, FakeOutput())

        for _ in range(CAPACITY + 3):
            made.offer(block())

        assert made.dropped == 3

    def test_counts_what_was_left_out_and_says_so_now_and_then(self, caplog):
        clock = ManualClock()
        made = node(FakeEncoder, FakeOutput(), clock=clock)
        for _ in range(3):
            made.dropped += 5
            made._tell_dropped()
            clock.advance(6.0)

        told = [record.getMessage() for record in caplog.records]
        assert [text.partition(": ")[2].partition(" ")[0] for text in told] == ["5", "10"]

    def test_that_was_never_started_can_be_stopped(self):
        node(FakeEncoder, FakeOutput()).stop()


class TestAnEncoderThatFails:
    def test_is_replaced_after_a_pause_and_told_once_with_its_line(self, caplog):
        output, clock = FakeOutput(), ManualClock()
        encoders = [FakeEncoder(fails_at=2), FakeEncoder()]
        taken = threading.Semaphore(0)
        made = node(lambda: encoders.pop(0), output, clock=clock)
        take = made._take
        made._take = lambda *offered: (take(*offered), taken.release())
        made.start()
        for seconds in (0, 0, 0, 0, 1.0, 0):
            clock.advance(seconds)
            made.offer(block())
            assert taken.acquire(timeout=5)
        made.stop()

        # The third broke it, the fourth found none; the title is said anew.
        assert [frame.data for frame in output.frames] == [b"\x01", b"\x02", b"\x01", b"\x02", b"end"]
        assert [frame.title is not None for frame in output.frames] == [True, False, True, False, False]
        assert output.said.count(("begin", 1000, 7)) == 2
        assert (made.restarts, made.dropped) == (1, 1)
        record, left_out = caplog.records
        assert "1 block of sound left out" in left_out.getMessage()
        assert record.origin == ORIGIN
        assert record.getMessage() == (
            'mp3 of "radio": the encoder failed (out of tune); its listeners wait, connected; trying again in 1 s (attempt 1)'
        )

    def test_again_and_again_is_tried_ever_more_seldom(self, caplog):
        def fail():
            raise ValueError("no such bitrate")

        clock = ManualClock()
        made = node(fail, FakeOutput(), clock=clock)
        for _ in range(100):
            made._take(block(), on_floor=False)
            clock.advance(1.0)

        pauses = [record.getMessage().split(" in ")[1].split(" ")[0] for record in caplog.records]
        assert pauses == ["1", "2", "4", "8", "16", "30", "30", "30"]
        assert made.dropped == 100


class HangingEncoder(FakeEncoder):
    """Takes one block, and hangs in it until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs, self.goes_on = threading.Event(), threading.Event()

    def encode(self, samples, title) -> list[Frame]:
        self.hangs.set()
        assert self.goes_on.wait(10)
        return super().encode(samples, title)


class TestAnEncoderThatHangs:
    def test_is_left_to_itself_and_another_goes_on(self):
        output, clock, hanging = FakeOutput(), ManualClock(), HangingEncoder()
        encoders = [hanging, FakeEncoder()]
        made = node(lambda: encoders.pop(0), output, clock=clock)
        made.start()
        made.offer(block())
        assert hanging.hangs.wait(5)
        before = made.restart()
        clock.advance(HANGS + 1)
        after = made.restart()
        left = made._left[0]
        made.offer(block())
        hanging.goes_on.set()
        left.join(5)
        made.stop()

        assert (before, after, made.restarts) == (False, True, 1)
        assert not left.is_alive()
        assert output.said == [("begin", 1000, 7), ("begin", 1000, 7), ("write", 1), ("write", 1), "end"]

    def test_so_a_few_times_and_no_more(self):
        clock, hanging = ManualClock(), [HangingEncoder() for _ in range(MOST_LEFT + 1)]
        encoders = iter(hanging)
        made = node(lambda: next(encoders), FakeOutput(), clock=clock)
        made.start()
        helped = []
        for each in hanging:
            made.offer(block())
            assert each.hangs.wait(5)
            clock.advance(HANGS + 1)
            helped.append(made.restart())
        for each in hanging:
            each.goes_on.set()
        made.stop()

        assert helped == [True] * MOST_LEFT + [False]

    def test_is_waited_for_once_where_the_clock_does_not_press(self):
        made = node(FakeEncoder, FakeOutput())
        waits = []
        made._blocks.put = lambda _block, *, on_floor, timeout: waits.append(timeout) or len(waits) == 3
        for _ in range(5):
            made.offer(block(), wait=True)

        assert waits == [OFFER_WAIT, 0.0, 0.0, OFFER_WAIT, 0.0]


class TestAMountThatFails:
    def test_costs_only_itself_and_is_told_once(self, caplog):
        broken, whole = FakeOutput(fails=True), FakeOutput()

        run(node(FakeEncoder, broken, whole), [block()] * 3)

        assert len(whole.frames) == 4
        assert len(caplog.records) == 1
        assert "one of its mounts cannot be written (ring lost); the others go on" in caplog.text
