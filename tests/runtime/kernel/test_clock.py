from runtime.kernel import SystemClock


class TestTheMachinesClock:
    def test_it_never_goes_back(self):
        clock = SystemClock()
        readings = [clock.now_ns() for _ in range(1000)]

        assert readings == sorted(readings)

    def test_seconds_and_nanoseconds_are_the_same_clock(self):
        clock = SystemClock()
        before, seconds, after = clock.now_ns(), clock.now(), clock.now_ns()

        assert before / 1e9 <= seconds + 1e-6
        assert seconds <= after / 1e9 + 1e-6

    def test_the_time_of_day_has_its_zone(self):
        assert SystemClock().wall().utcoffset() is not None
