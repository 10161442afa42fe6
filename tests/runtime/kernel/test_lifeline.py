import os
import threading

from runtime.kernel.lifeline import hold_on


class TestALifeline:
    def test_tells_when_its_other_end_is_let_go_of(self):
        ours, theirs = os.pipe()
        gone = threading.Event()
        hold_on(ours, gone.set)
        os.write(theirs, b"still here")
        before = gone.is_set()
        os.close(theirs)

        assert gone.wait(10)
        assert not before
        os.close(ours)
