"""A client that sends bytes and no sound."""

from runtime.servers.drip import LEAST_SOUND, SLOW_SECONDS, DripWatch


class TestAClient:
    def test_is_given_its_time(self):
        watch = DripWatch(100.0)

        assert not watch.drips(100.0 + SLOW_SECONDS - 0.1, 0.0)
        assert watch.drips(100.0 + SLOW_SECONDS, 0.0)

    def test_that_sends_enough_has_its_time_anew(self):
        watch = DripWatch(0.0)

        assert not watch.drips(SLOW_SECONDS, LEAST_SOUND)
        assert not watch.drips(2 * SLOW_SECONDS - 0.1, LEAST_SOUND)
        assert watch.drips(2 * SLOW_SECONDS, 2 * LEAST_SOUND - 0.1)

    def test_is_not_expected_to_send_while_it_rests(self):
        watch = DripWatch(0.0)
        watch.rests(SLOW_SECONDS)

        assert not watch.drips(SLOW_SECONDS + 1.0, 0.0)

    def test_is_measured_by_what_comes_after_it_is_heard(self):
        watch = DripWatch(0.0)
        watch.heard(60.0)

        assert watch.drips(SLOW_SECONDS, 60.0 + LEAST_SOUND / 2)
