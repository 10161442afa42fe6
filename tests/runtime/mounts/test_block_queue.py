import threading

import numpy as np

from runtime.audio.pcm import Block, Segment
from runtime.mounts.block_queue import CAPACITY, BlockQueue


def block(number: int) -> Block:
    return Block(np.zeros((4, 2), np.float32), Segment(str(number), "track"))


def ids(taken: list[tuple[Block, bool]]) -> list[str]:
    return [one.segment.id for one, _ in taken]


class TestALine:
    def test_gives_all_that_waits_in_its_order(self):
        line = BlockQueue(gather=2)
        for number in range(3):
            line.put(block(number), on_floor=False, timeout=0)

        assert ids(line.take()) == ["0", "1", "2"]

    def test_keeps_its_taker_waiting_until_there_is_enough(self):
        line, taken = BlockQueue(gather=3), []
        thread = threading.Thread(target=lambda: taken.extend(ids(line.take())))
        thread.start()
        for number in range(3):
            line.put(block(number), on_floor=False, timeout=0)
        thread.join(5)

        assert taken == ["0", "1", "2"]

    def test_has_room_for_so_many_and_no_more(self):
        line = BlockQueue()

        room = [line.put(block(n), on_floor=False, timeout=0) for n in range(CAPACITY + 1)]

        assert room == [True] * CAPACITY + [False]

    def test_lets_a_giver_wait_for_room(self):
        line = BlockQueue()
        for number in range(CAPACITY):
            line.put(block(number), on_floor=False, timeout=0)
        gave = []
        thread = threading.Thread(target=lambda: gave.append(line.put(block(99), on_floor=True, timeout=5)))
        thread.start()
        first = line.take()
        thread.join(5)

        assert len(first) in (CAPACITY, CAPACITY + 1)
        assert gave == [True]

    def test_that_is_closed_gives_the_rest_and_then_nothing(self):
        line = BlockQueue(gather=4)
        line.put(block(1), on_floor=True, timeout=0)
        line.close()

        assert ids(line.take()) == ["1"]
        assert line.take() == []
