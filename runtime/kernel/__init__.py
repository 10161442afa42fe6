"""What every process stands on: the clock, the log, shared memory.

Knows nothing of radio, of sockets or of event loops, and imports only the standard library and
`runtime.errors`, since the supervisor and every edge carry it.
"""

from .clock import Clock, SystemClock
from .shared_memory import SharedMemory

__all__ = ["Clock", "SharedMemory", "SystemClock"]
