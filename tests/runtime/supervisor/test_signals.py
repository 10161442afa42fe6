import signal

from runtime.supervisor import stop_signals


class TestTheWishToStop:
    def test_ctrl_c_is_heard_instead_of_breaking_off(self):
        asked = []
        with stop_signals(lambda: asked.append(True)):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)

        assert asked == [True, True]

    def test_afterwards_everything_is_as_it_was(self):
        before = signal.getsignal(signal.SIGTERM)
        with stop_signals(lambda: None):
            pass

        assert signal.getsignal(signal.SIGTERM) is before
