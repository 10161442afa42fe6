"""Certificates from authorities, for the keeper: whoever gets them is loaded with the first `tls.acme`."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from runtime import plan
from runtime.tls.holding import Getter
from runtime.tls.proofs import Proofs

from .certificates import MakeGetter
from .equipment import Equipment
from .functions.script import Called

__all__ = ["MakesCalled", "authorities", "wants_port_80"]

HTTP, HTTPS = 80, 443
"""The ports that authorities ask."""

MakesCalled = Callable[[plan.Handler, float], Called]
"""Makes what calls a function of the script, which is given up after so many seconds."""

logger = logging.getLogger("legacystream.tls")


def wants_port_80(station: plan.Station) -> bool:
    """Whether port 80 would help an authority to see proofs: not where it is ours already, nor where another way is surer."""
    server = station.server
    if server.https is None or server.http in {0, HTTP} or server.bind in {"127.0.0.1", "::1", "localhost"}:
        return False
    return any(isinstance(node, plan.Acme) and _by_http(node, server) for node in station.certificates)


def _by_http(node: plan.Acme, server: plan.Server) -> bool:
    return node.challenge == "http-01" or (
        node.challenge == "any" and node.dns is None and server.https != HTTPS
    )


def authorities(
    equipment: Equipment, station: Callable[[], plan.Station], function: MakesCalled
) -> MakeGetter:
    """How the keeper has certificates got; `station` tells the plan of now."""

    async def call(handler: plan.Handler, arguments: Sequence[object], seconds: float) -> object:
        called = await asyncio.to_thread(function, handler, seconds)
        return await asyncio.wrap_future(called(arguments))

    def make(nodes: Sequence[plan.Acme], proofs: Proofs, changed: Callable[[], None]) -> Getter | None:
        if equipment.state is None:
            logger.error(
                "no certificates can be got: there is no folder to keep them in",
                extra={"origin": nodes[0].origin},
            )
            return None
        from runtime.tls.renewal.getter import AcmeGetter, Surroundings

        folder = Path(station().folder)
        around = Surroundings(equipment.clock, equipment.state, folder, lambda: station().server, call)
        return AcmeGetter(nodes, proofs, changed, around)

    return make
