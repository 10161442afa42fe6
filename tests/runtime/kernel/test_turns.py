import gc
import sys

import pytest

from runtime.kernel.turns import SWITCH_SECONDS, hold_still, keep_for_good, share_quickly


@pytest.fixture
def as_before():
    seconds = sys.getswitchinterval()
    yield
    sys.setswitchinterval(seconds)
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("as_before")
class TestThreads:
    def test_hand_on_the_interpreter_sooner(self):
        share_quickly()

        assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)


@pytest.mark.usefixtures("as_before")
class TestGarbage:
    def test_is_not_looked_for_in_what_stays_for_good(self):
        keep_for_good()

        assert gc.get_freeze_count() > 1000

    def test_is_left_for_later_while_the_script_is_read(self):
        with hold_still():
            within = gc.isenabled()

        assert not within
        assert gc.isenabled()

    def test_stays_where_nobody_looks_for_it_at_all(self):
        gc.disable()
        with hold_still():
            pass

        assert not gc.isenabled()
