"""The programme's clock."""

import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.errors import OurFault
from runtime.plan import NodeId
from runtime.sources.shared import Timeline
from runtime.station.engine import BLOCK, MOST_ASKED, SETTLE_SECONDS, Engine, Root
from runtime.testing import ManualClock

PCM = PcmFormat(rate=1000, channels=1)
STEP = PCM.samples(BLOCK)


class CountingSource:
    """Gives its samples in pieces of at most `piece`; each segment lasts `segment` samples."""

    id = NodeId("radio")
    on_floor = False

    def __init__(self, piece=10_000, segment=1_000_000):
        self.settling = False
        self.piece = piece
        self.length = segment
        self.pulled = 0
        self.segments = {}

    def pull(self, most):
        number, offset = divmod(self.pulled, self.length)
        length = min(most, self.piece, self.length - offset)
        self.pulled += length
        segment = self.segments.setdefault(number, Segment(str(number), "track"))
        return Block(np.zeros((length, 1), np.float32), segment, offset, last=offset + length == self.length)


class BrokenSource(CountingSource):
    def pull(self, most):
        raise ZeroDivisionError


class Encoder:
    def __init__(self):
        self.samples = 0
        self.waits = []

    def offer(self, block, *, on_floor=False, wait=False):
        self.samples += block.length
        self.waits.append(wait)


@pytest.fixture
def clock():
    return ManualClock()


def start(clock, source, *encoders, deficit=0.0):
    heard = []
    root = Root(source, encoders, lambda segment: heard.append(segment.id))
    return Engine([root], Timeline(), PCM, clock, began=clock.now() - deficit), heard


def run_until_idle(engine):
    while not engine.step():
        pass


class TestByTheClock:
    def test_nothing_is_pulled_before_it_is_due(self, clock):
        source = CountingSource()
        engine, _ = start(clock, source)

        assert engine.step() == pytest.approx(BLOCK)
        assert source.pulled == 0

    def test_a_second_is_a_second(self, clock):
        encoder = Encoder()
        engine, _ = start(clock, CountingSource(), encoder)
        clock.advance(1.0)
        run_until_idle(engine)

        assert encoder.samples == pytest.approx(1000, abs=STEP)

    def test_a_block_in_pieces_is_still_a_block(self, clock):
        encoder = Encoder()
        engine, _ = start(clock, CountingSource(piece=7), encoder)
        clock.advance(BLOCK)
        engine.step()

        assert encoder.samples == STEP


class TestSegments:
    def test_each_is_told_once_when_it_begins(self, clock):
        engine, heard = start(clock, CountingSource(segment=100))
        clock.advance(0.28)
        run_until_idle(engine)

        assert heard == ["0", "1", "2"]


class TestMakingUpForAnOutage:
    def test_what_is_missing_is_pulled_at_once(self, clock):
        encoder = Encoder()
        engine, _ = start(clock, CountingSource(), encoder, deficit=5.0)
        run_until_idle(engine)

        assert encoder.samples == pytest.approx(5000, abs=STEP)

    def test_busy_encoders_are_waited_for_only_then(self, clock):
        encoder = Encoder()
        engine, _ = start(clock, CountingSource(), encoder, deficit=BLOCK)
        run_until_idle(engine)
        clock.advance(BLOCK)
        run_until_idle(engine)

        assert encoder.waits == [True, False]

    def test_a_source_that_is_opening_its_file_is_waited_for(self, clock):
        source = CountingSource()
        source.settling = True
        engine, _ = start(clock, source, deficit=1.0)
        engine.step()
        before = source.pulled
        source.settling = False
        run_until_idle(engine)

        assert before == 0
        assert source.pulled > 0

    def test_but_not_for_ever(self, clock):
        source = CountingSource()
        source.settling = True
        engine, _ = start(clock, source, deficit=1.0)
        waited = 0.0
        while not source.pulled:
            waited += engine.step()

        assert waited == pytest.approx(SETTLE_SECONDS, abs=0.1)


class TestAProgrammeThatFails:
    def test_costs_the_others_nothing(self, clock):
        encoder = Encoder()
        roots = [Root(BrokenSource(), [], lambda _: None), Root(CountingSource(), [encoder], lambda _: None)]
        engine = Engine(roots, Timeline(), PCM, clock, began=clock.now())
        clock.advance(BLOCK)
        engine.step()

        assert encoder.samples == STEP


class TestAsking:
    def test_what_is_asked_is_done_between_two_blocks_and_answered(self, clock):
        engine, _ = start(clock, CountingSource())
        answer = engine.ask(lambda: 42)

        assert not answer.done()
        engine.step()
        assert answer.result(timeout=0) == 42

    def test_a_fault_goes_to_who_asked(self, clock):
        engine, _ = start(clock, CountingSource())
        answer = engine.ask(lambda: 1 / 0)
        engine.step()

        with pytest.raises(ZeroDivisionError):
            answer.result(timeout=0)

    def test_too_much_at_once_is_refused(self, clock):
        engine, _ = start(clock, CountingSource())
        asked = [engine.ask(lambda: None) for _ in range(MOST_ASKED + 1)]

        with pytest.raises(OurFault, match="too much"):
            asked[-1].result(timeout=0)


class SlowSource(CountingSource):
    """Takes so many seconds for each pull."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock
        self.takes = 0.0

    def pull(self, most):
        self.clock.advance(self.takes)
        return super().pull(most)


class TestLateness:
    def test_of_blocks_in_time_is_none(self, clock):
        engine, _ = start(clock, CountingSource())
        for _ in range(10):
            engine.step()
            clock.advance(BLOCK)

        assert engine.lateness.blocks == 9
        assert engine.lateness.worst == pytest.approx(0.0, abs=0.001)

    def test_is_counted_from_when_the_last_sample_was_due_to_when_it_was_handed_over(self, clock):
        source = SlowSource(clock)
        engine, _ = start(clock, source)
        engine.step()
        clock.advance(BLOCK + 0.02)
        source.takes = 0.025
        engine.step()

        assert engine.lateness.worst == pytest.approx(0.045, abs=0.001)
        assert engine.lateness.late == 1

    def test_does_not_tell_of_an_outage_that_is_made_up(self, clock):
        engine, _ = start(clock, CountingSource(), deficit=5.0)
        run_until_idle(engine)

        assert engine.lateness.blocks == 0

    def test_tells_of_a_machine_that_stood_still(self, clock):
        engine, _ = start(clock, CountingSource())
        engine.step()
        clock.advance(1.0)
        run_until_idle(engine)

        assert engine.lateness.worst == pytest.approx(1.0 - BLOCK, abs=0.001)
