"""The system's wish that we end: Ctrl-C, `kill`, a closed terminal."""

import contextlib
import signal
from collections.abc import Callable, Iterator

from runtime.kernel.signals import stop_signal_numbers

__all__ = ["stop_signals"]


@contextlib.contextmanager
def stop_signals(asked: Callable[[], None]) -> Iterator[None]:
    """Call `asked` for each such signal, within the `with` block. Main thread only.

    `asked` runs between two steps of the main thread, so it may do little more than put something into a
    queue.
    """

    def handle(_number: int, _frame: object) -> None:
        asked()

    before = {number: signal.signal(number, handle) for number in stop_signal_numbers()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
