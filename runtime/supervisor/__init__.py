"""The command itself: owns the listen sockets and the shared memory, and keeps the station and the edges
running.

It contains almost no code, so that it is almost never at fault: no event loop, no third-party package,
nothing that a script or a listener could reach. `runtime.supervisor.host` is the other end, which the station
uses; it runs on asyncio and is not imported here. The messages:
`docs/design/0002-processes-rings-control.md`.
"""

from .main import run
from .options import Options, default_edges
from .signals import stop_signals
from .supervisor import Supervisor

__all__ = ["Options", "Supervisor", "default_edges", "run", "stop_signals"]
