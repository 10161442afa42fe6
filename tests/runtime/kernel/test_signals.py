"""Who decides when a process ends."""

import signal

from runtime.kernel.signals import leave_signals_to_supervisor, stop_signal_numbers


class TestAChildProcess:
    def test_leaves_the_decision_to_its_supervisor(self):
        before = {number: signal.getsignal(number) for number in stop_signal_numbers()}
        try:
            leave_signals_to_supervisor()
            now = [signal.getsignal(number) for number in stop_signal_numbers()]
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

        assert now == [signal.SIG_IGN] * len(now)

    def test_can_still_be_killed(self):
        assert getattr(signal, "SIGKILL", None) not in stop_signal_numbers()
