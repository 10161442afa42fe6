"""The system's wishes: that we end (Ctrl-C, `kill`, a closed terminal), or that the script is read anew (SIGHUP)."""

import contextlib
import signal
from collections.abc import Callable, Iterator

from runtime.kernel.signals import reload_signal_numbers, stop_signal_numbers, terminal_is_gone

__all__ = ["stop_signals"]


@contextlib.contextmanager
def stop_signals(stop: Callable[[], None], reload: Callable[[], None]) -> Iterator[None]:
    """Call `stop` or `reload` for each such signal, within the `with` block. Main thread only.

    They run between two steps of the main thread, so they may do little more than put something into a
    queue.
    """

    def handle_stop(_number: int, _frame: object) -> None:
        stop()

    def handle_reload(_number: int, _frame: object) -> None:
        stop() if terminal_is_gone() else reload()

    before = {number: signal.signal(number, handle_stop) for number in stop_signal_numbers()}
    before |= {number: signal.signal(number, handle_reload) for number in reload_signal_numbers()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
