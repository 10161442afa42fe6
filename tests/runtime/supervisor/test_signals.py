import signal
import sys

import pytest

from runtime.supervisor import stop_signals


class TestTheWishToStop:
    def test_ctrl_c_is_heard_instead_of_breaking_off(self):
        asked = []
        with stop_signals(lambda: asked.append(True), lambda: None):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)

        assert asked == [True, True]

    def test_afterwards_everything_is_as_it_was(self):
        before = signal.getsignal(signal.SIGTERM)
        with stop_signals(lambda: None, lambda: None):
            pass

        assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
class TestTheWishToReload:
    def test_is_heard_and_stops_nobody(self):
        asked = []
        with stop_signals(lambda: asked.append("stop"), lambda: asked.append("reload")):
            signal.raise_signal(signal.SIGHUP)

        assert asked == ["reload"]

    def test_of_a_terminal_that_was_closed_is_one_to_stop(self, monkeypatch):
        asked = []
        monkeypatch.setattr("runtime.supervisor.signals.terminal_is_gone", lambda: True)
        with stop_signals(lambda: asked.append("stop"), lambda: asked.append("reload")):
            signal.raise_signal(signal.SIGHUP)

        assert asked == ["stop"]
