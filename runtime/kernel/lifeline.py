"""A lifeline: a pipe whose other end somebody holds as long as he lives. Every system lets go of it for whoever is killed."""

import os
import threading
from collections.abc import Callable

__all__ = ["hold_on"]


def hold_on(descriptor: int, let_go: Callable[[], None]) -> None:
    """Call `let_go` once, from a thread, when nobody holds the other end of a pipe any more."""

    def wait() -> None:
        try:
            while os.read(descriptor, 1):
                pass
        except OSError:
            pass  # a pipe that breaks has ended too
        let_go()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
