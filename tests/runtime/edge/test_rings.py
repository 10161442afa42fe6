from runtime.edge.rings import Rings
from runtime.media.ring import RingShape, RingWriter

SHAPE = RingShape(data_bytes=4096, entries=64, chains=4, chain_bytes=256)


class Memory:
    def __init__(self, name, data):
        self.name = name
        self.buf = memoryview(bytearray(SHAPE.total_bytes))
        self.closed = False
        writer = RingWriter(self.buf, SHAPE, epoch=1, now_ns=0)
        writer.append(data, duration_us=1)
        writer.commit(0)

    def close(self):
        self.buf.release()
        self.closed = True


class TestARing:
    def test_is_empty_until_its_memory_comes(self):
        rings = Rings()

        assert (rings.reader("r").head, rings.reader("r").join(0)) == (0, None)

        rings.give(Memory("r", b"audio"))

        assert rings.reader("r").head == 5

    def test_replaces_another_of_its_name(self):
        rings, first = Rings(), Memory("r", b"one")
        rings.give(first)
        rings.give(Memory("r", b"three"))

        assert first.closed
        assert rings.reader("r").head == 5

    def test_that_is_released_is_empty_again(self):
        rings, memory = Rings(), Memory("r", b"one")
        rings.give(memory)
        rings.release("r")
        rings.release("r")

        assert memory.closed
        assert rings.reader("r").head == 0

    def test_is_let_go_of_in_the_end(self):
        rings, memories = Rings(), [Memory("a", b"one"), Memory("b", b"two")]
        for memory in memories:
            rings.give(memory)
        rings.close()

        assert all(memory.closed for memory in memories)
