"""The listener process: it accepts, reads heads, and hands the rings to listeners. No script, no codecs, no
third-party package.

A listener is an offset into a ring: no task, no queue, no copy. The **front door** meets whoever connects,
the **delivery** sweeps over the listeners, the **edge** ties both to what the supervisor and the station
say. `python -m runtime.edge edge 1` is one; `Edge` is the same inside another process. Imports `net` and
what lies below it.
"""

from .edge import Edge
from .process import run_edge

__all__ = ["Edge", "run_edge"]
