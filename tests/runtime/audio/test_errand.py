import threading

import pytest

from runtime.audio.errand import Errand, ThreadedErrands
from runtime.audio.left_alone import LeftAlone


class TestAnErrand:
    def test_gives_what_was_found(self):
        errand = Errand(lambda: "milk", print)
        before = errand.done
        errand.do()

        assert (before, errand.done, errand.result()) == (False, True, "milk")

    def test_raises_what_went_wrong(self):
        errand = Errand(lambda: 1 / 0, print)
        errand.do()

        assert errand.done
        with pytest.raises(ZeroDivisionError):
            errand.result()

    @pytest.mark.parametrize("left_first", [True, False])
    def test_that_is_left_lets_go_of_what_it_found_once(self, left_first):
        dropped = []
        errand = Errand(lambda: "milk", dropped.append)
        steps = [errand.leave, errand.do] if left_first else [errand.do, errand.leave]
        for step in steps:
            step()

        assert dropped == ["milk"]


class TestAThread:
    def test_does_it_elsewhere(self):
        here = threading.current_thread()
        found = threading.Event()
        seen = []

        def look():
            seen.append(threading.current_thread())
            found.set()

        ThreadedErrands("music", LeftAlone()).send(look, print)

        assert found.wait(5)
        assert seen[0] is not here
        assert seen[0].daemon
