from hypothesis import given
from hypothesis import strategies as st

from runtime.mounts.timeline import Timeline


class TestATimeline:
    @given(st.sampled_from([44_100, 48_000, 22_050, 32_000]), st.lists(st.integers(0, 5000), max_size=200))
    def test_is_never_off_by_more_than_a_microsecond(self, rate, pieces):
        timeline = Timeline(rate)

        total = sum(timeline.advance(samples) for samples in pieces)

        assert total == sum(pieces) * 1_000_000 // rate
