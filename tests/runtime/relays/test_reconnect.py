import random

from runtime.relays.reconnect import FIRST_PAUSE, GOOD_SECONDS, LONGEST_PAUSE, Backoff


class TestPauses:
    def test_double_up_to_a_limit(self):
        backoff = Backoff(random.Random(1))
        pauses = [backoff.pause(0.0) for _ in range(12)]

        assert FIRST_PAUSE / 2 <= pauses[0] <= FIRST_PAUSE
        assert all(each <= LONGEST_PAUSE for each in pauses)
        assert pauses[-1] >= LONGEST_PAUSE / 2

    def test_begin_anew_behind_a_good_connection(self):
        backoff = Backoff(random.Random(1))
        for _ in range(8):
            backoff.pause(0.0)

        assert backoff.pause(GOOD_SECONDS) <= FIRST_PAUSE

    def test_differ_by_chance(self):
        assert len({Backoff(random.Random(seed)).pause(0.0) for seed in range(20)}) > 15
