"""What the processes of a station use of the machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ProcessUse", "Processes"]


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One process.

    Attributes:
        cpu_seconds: processor time since it began.
        memory_bytes: its private memory; what it shares with others (the rings) is left out where the system tells.
        threads: how many it has.
    """

    cpu_seconds: float
    memory_bytes: int
    threads: int


class Processes:
    """Looks at processes by their numbers. Not for several threads at once."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def read(self, pids: Mapping[str, int]) -> Mapping[str, ProcessUse]:
        """What each uses; one that is gone is left out. Takes a millisecond or so: not for the event loop."""
        self._known = {pid: process for pid, process in self._known.items() if pid in pids.values()}
        found = {name: self._use(pid) for name, pid in pids.items()}
        return {name: use for name, use in found.items() if use is not None}

    def _use(self, pid: int) -> ProcessUse | None:
        import psutil

        try:
            process = self._known.get(pid) or psutil.Process(pid)
            self._known[pid] = process
            with process.oneshot():
                cpu, memory = process.cpu_times(), process.memory_info()
                private = memory.rss - getattr(memory, "shared", 0)
                return ProcessUse(cpu.user + cpu.system, private, process.num_threads())
        except (psutil.Error, OSError):
            self._known.pop(pid, None)
            return None
