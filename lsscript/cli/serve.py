"""The station's process: started by `lsrun`, told what to play by the supervisor."""

import argparse
import asyncio
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

from lsscript.cli.functions import ScriptLanguage
from runtime.plan import Station

__all__ = ["main", "run_in_one_process"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the station for a supervisor; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="lsscript.cli.serve", description="A part of lsrun; not to be started by hand."
    )
    parser.add_argument("--log-level", default="info")
    parser.add_argument("role", choices=["station"])
    options = parser.parse_args(arguments)
    from runtime.kernel.log import set_up
    from runtime.kernel.signals import leave_signals_to_supervisor

    set_up(options.log_level)
    leave_signals_to_supervisor()
    return asyncio.run(_supervised())


def run_in_one_process(order: bytes) -> int:
    """Run station and edge as tasks of this process (`--edges 0`); returns the exit code."""
    return asyncio.run(_alone(order))


async def _supervised() -> int:
    from runtime.station.run import run_station
    from runtime.supervisor.host import SupervisedHost

    host = await SupervisedHost.connect()
    station = pickle.loads(host.plan)
    return await run_station(station, host, language=_language(station))


async def _alone(order: bytes) -> int:
    from runtime.edge import run_edge
    from runtime.station.run import run_station
    from runtime.supervisor import stop_signals
    from runtime.supervisor.local import LocalHost

    loop = asyncio.get_running_loop()
    host = LocalHost(loop, order, run_edge)

    def stop() -> None:
        loop.call_soon_threadsafe(host.stop)

    await host.start()
    with stop_signals(stop):
        station = pickle.loads(order)
        return await run_station(station, host, language=_language(station))


def _language(station: Station) -> ScriptLanguage:
    return ScriptLanguage(Path(station.folder))


if __name__ == "__main__":
    sys.exit(main())
