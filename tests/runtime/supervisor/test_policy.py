from runtime.supervisor.policy import EDGE_STARTS, EDGE_WINDOW, LONGEST_WAIT, EdgePolicy, StationPolicy


class TestAStation:
    def test_the_first_time_it_starts_again_at_once(self):
        assert StationPolicy().ended() == 0.0

    def test_then_it_waits_ever_longer_up_to_a_bound(self):
        policy = StationPolicy()

        assert [policy.ended() for _ in range(8)] == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]

    def test_the_bound_holds_for_ever(self):
        policy = StationPolicy()

        assert [policy.ended() for _ in range(5000)][-1] == LONGEST_WAIT

    def test_having_been_on_the_air_it_starts_at_once_again(self):
        policy = StationPolicy()
        for _ in range(5):
            policy.ended()
        policy.on_air()

        assert [policy.ended(), policy.ended()] == [0.0, 0.5]


class TestAnEdge:
    def test_it_starts_again_at_once(self):
        assert EdgePolicy().ended(100.0) == 0.0

    def test_it_may_end_often_in_a_short_time_but_not_for_ever(self):
        policy = EdgePolicy()
        waits = [policy.ended(100.0) for _ in range(EDGE_STARTS + 1)]

        assert waits == [0.0] * EDGE_STARTS + [EDGE_WINDOW]

    def test_one_that_ends_now_and_then_never_waits(self):
        policy = EdgePolicy()
        waits = [policy.ended(hour * 3600.0) for hour in range(100)]

        assert set(waits) == {0.0}

    def test_one_that_ends_all_the_time_starts_so_many_times_in_a_window(self):
        policy, now, starts = EdgePolicy(), 0.0, []
        while now < 100.0:
            now += policy.ended(now)
            starts.append(now)

            recent = [start for start in starts if start > now - EDGE_WINDOW]
            assert len(recent) <= EDGE_STARTS
