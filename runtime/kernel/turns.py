"""How the threads of a process share the interpreter, so that none that is pressed for time waits long for another.

Two things keep a thread waiting though it has the processor's leave: the collector of garbage, which looks at everything there
is while all stand still, and another thread that computes, which hands the interpreter on only when its time is up. The first
took up to 190 ms in a station of ordinary size, the second 5 ms for each of the thirty times that a block of filtered sound
lets the interpreter go; both measured (docs/design/0013-sturdiness.md).
"""

import contextlib
import gc
import sys
from collections.abc import Iterator

__all__ = ["SWITCH_SECONDS", "hold_still", "keep_for_good", "share_quickly"]

SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps the interpreter while another wants it; Python's own default is ten times that."""


def share_quickly() -> None:
    """Have threads that compute hand on the interpreter sooner, in all of this process."""
    sys.setswitchinterval(SWITCH_SECONDS)


def keep_for_good() -> None:
    """Leave out of all later collections what is there now: modules, the plan, the parts of a station. Takes no time.

    What is garbage already is never freed, so it is for moments before which little was thrown away.
    """
    gc.freeze()


@contextlib.contextmanager
def hold_still() -> Iterator[None]:
    """Collect no garbage meanwhile, for work that makes much that is freed by itself when it is done."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
