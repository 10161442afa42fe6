"""The system's ways to say that a program should end (Ctrl-C, `kill`, a closed terminal) or read its script anew (SIGHUP)."""

import errno
import os
import signal
import sys

__all__ = ["leave_signals_to_supervisor", "reload_signal_numbers", "stop_signal_numbers", "terminal_is_gone"]


def stop_signal_numbers() -> list[signal.Signals]:
    """The signals that ask for a graceful end on this system."""
    if sys.platform == "win32":
        return [signal.SIGINT, signal.SIGTERM, signal.SIGBREAK]
    return [signal.SIGINT, signal.SIGTERM]


def reload_signal_numbers() -> list[signal.Signals]:
    """The signals that ask to read the script anew on this system; a closed terminal sends the same: `terminal_is_gone`."""
    return [] if sys.platform == "win32" else [signal.SIGHUP]


def terminal_is_gone() -> bool:
    """Whether this process was started in a terminal that has been closed since. False without one."""
    if sys.platform == "win32":
        return False
    try:
        os.tcgetpgrp(0)
    except OSError as wrong:
        return wrong.errno == errno.EIO
    return False


def leave_signals_to_supervisor() -> None:
    """Ignore them in this process, from its main thread.

    Ctrl-C in a terminal, and most service managers, signal every process of a group. When and in which order
    the processes end is the supervisor's word; one that must go alone can still be killed.
    """
    for number in (*stop_signal_numbers(), *reload_signal_numbers()):
        signal.signal(number, signal.SIG_IGN)
