"""A source that this version cannot play."""

from runtime.plan import Origin
from runtime.sources.absent import AbsentSource


def test_it_is_never_ready_and_gives_nothing():
    source = AbsentSource("night", Origin("a.lss", 2))
    source.start()
    source.skip()
    source.stop()

    assert not source.ready
    assert not source.settling
    assert source.pull(100) is source.now_playing is source.remaining is None
    assert source.leave(100).length == 0
