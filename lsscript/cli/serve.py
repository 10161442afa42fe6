"""The station's process: started by `lsrun`, told what to play by the supervisor."""

import argparse
import asyncio
import pickle
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lsscript.cli.functions import ScriptLanguage
from lsscript.cli.order import Order
from runtime.plan import ByHand, Station

if TYPE_CHECKING:
    from runtime.station.equipment import Equipment

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
    from runtime.kernel.turns import share_quickly

    set_up(options.log_level)
    share_quickly()
    leave_signals_to_supervisor()
    return asyncio.run(_supervised())


def run_in_one_process(order: bytes, lifeline: int | None = None) -> int:
    """Run station and edge as tasks of this process (`--edges 0`), as long as somebody holds the other end of `lifeline`.

    Returns:
        The exit code.
    """
    from runtime.kernel.turns import share_quickly

    share_quickly()
    return asyncio.run(_alone(order, lifeline))


async def _supervised() -> int:
    from runtime.station.run import run_station
    from runtime.supervisor.host import SupervisedHost

    host = await SupervisedHost.connect()
    order: Order = pickle.loads(host.plan)
    return await run_station(order.station, host, _equipment(order))


async def _alone(packed: bytes, lifeline: int | None) -> int:
    from runtime.edge import run_edge
    from runtime.kernel.lifeline import hold_on
    from runtime.station.run import run_station
    from runtime.supervisor import stop_signals
    from runtime.supervisor.local import LocalHost

    loop = asyncio.get_running_loop()
    host = LocalHost(loop, packed, run_edge)

    def stop() -> None:
        loop.call_soon_threadsafe(host.stop)

    def reload() -> None:
        loop.call_soon_threadsafe(host.reload)

    await host.start()
    if lifeline is not None:
        hold_on(lifeline, stop)
    with stop_signals(stop, reload):
        order: Order = pickle.loads(packed)
        return await run_station(order.station, host, _equipment(order))


def _equipment(order: Order) -> "Equipment":
    from runtime.station.equipment import Equipment

    language = ScriptLanguage(Path(order.station.folder))

    def packed(station: Station, by_hand: Sequence[ByHand]) -> bytes:
        return pickle.dumps(replace(order, station=station, by_hand=tuple(by_hand)))

    return Equipment(
        language=language,
        state=order.state,
        compiler=order.script,
        order=packed,
        watch=order.script.watch,
        by_hand=order.by_hand,
    )


if __name__ == "__main__":
    sys.exit(main())
