"""The edge as a process of its own: `python -m runtime.edge edge 1`, started by the supervisor."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from runtime.kernel.log import LEVELS, set_up
from runtime.kernel.signals import leave_signals_to_supervisor
from runtime.net import open_parent_channel

from .process import run_edge

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the edge that the arguments name: `edge 1`; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="runtime.edge", description="A part of lsrun; not to be started by hand."
    )
    parser.add_argument("--log-level", choices=LEVELS, default="info")
    parser.add_argument("role", choices=["edge"])
    parser.add_argument("index", type=int)
    options = parser.parse_args(arguments)
    set_up(options.log_level, who=f"edge {options.index}")
    leave_signals_to_supervisor()
    asyncio.run(run_edge(open_parent_channel(), options.index))
    return 0


if __name__ == "__main__":
    sys.exit(main())
