"""The system's ways to say that a program should end: Ctrl-C, `kill`, a closed terminal."""

import signal
import sys

__all__ = ["leave_signals_to_supervisor", "stop_signal_numbers"]


def stop_signal_numbers() -> list[signal.Signals]:
    """The signals that ask for a graceful end on this system."""
    if sys.platform == "win32":
        return [signal.SIGINT, signal.SIGTERM, signal.SIGBREAK]
    return [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def leave_signals_to_supervisor() -> None:
    """Ignore them in this process, from its main thread.

    Ctrl-C in a terminal, and most service managers, signal every process of a group. When and in which order
    the processes end is the supervisor's word; one that must go alone can still be killed.
    """
    for number in stop_signal_numbers():
        signal.signal(number, signal.SIG_IGN)
