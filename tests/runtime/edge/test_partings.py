"""Listeners of a mount that is gone, with a clock moved by hand."""

from runtime.edge.listener import Listener
from runtime.edge.partings import PARTING_SECONDS, Partings
from runtime.edge.stream import Stream
from runtime.media.ring import ENDED, RingReader, RingShape, RingWriter
from runtime.protocols.icecast import ServedMount
from runtime.testing import ManualClock, memory_socket_pair

SHAPE = RingShape(data_bytes=65536, entries=512, chains=4, chain_bytes=256)
KEY = "/r", False


class Stage:
    """A stream of a mount that has just gone."""

    def __init__(self, *capacities):
        self.clock, self.left = ManualClock(), []
        memory = memoryview(bytearray(SHAPE.total_bytes))
        self.writer = RingWriter(memory, SHAPE, epoch=1, now_ns=0)
        mount = ServedMount("/r", "audio/mpeg", "r/plain", burst=1.0)
        self.stream = Stream(mount, RingReader(memory), 1, lambda listener, _: self.left.append(listener.id))
        self.play(b"music")
        self.players = [self.come(number, capacity) for number, capacity in enumerate(capacities)]
        self.partings = Partings(self.clock)
        self.partings.begin(KEY, self.stream)

    def come(self, number, capacity):
        ours, theirs = memory_socket_pair(capacity)
        self.stream.admit(Listener(number, ours, "/r", b"", 0.0, icy=False), 0.0)
        return theirs

    def play(self, data, flags=0):
        self.writer.append(data, duration_us=1000)
        self.writer.commit(0, flags=flags)

    def sweep(self):
        self.stream.refresh()
        list(self.stream.serve_slot(self.stream.slots[0], 0.0))


class TestWhoListensToAMountThatIsGone:
    def test_hears_it_to_its_end_and_goes(self):
        stage = Stage(100)
        stage.partings.look()
        before = list(stage.left)
        stage.play(b", and the end", ENDED)
        stage.sweep()
        stage.partings.look()

        assert before == []
        assert stage.left == [0]
        assert bytes(stage.players[0].inbox) == b"music, and the end"
        assert not stage.partings.needs("r/plain")

    def test_has_some_seconds_for_it_if_he_is_slow(self):
        stage = Stage(100, 1)
        stage.play(b", and the end", ENDED)
        stage.sweep()
        stage.partings.look()
        in_time = list(stage.left)
        stage.clock.advance(PARTING_SECONDS)
        stage.partings.look()

        assert (in_time, stage.left) == ([0], [0, 1])

    def test_goes_at_once_where_the_memory_is_needed(self):
        stage = Stage(100)
        stage.partings.end_on("r/plain")

        assert stage.left == [0]
        assert list(stage.partings.streams) == []

    def test_is_nobody_where_nobody_listened(self):
        assert not Stage().partings.needs("r/plain")
