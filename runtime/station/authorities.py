"""Certificates from authorities, for the keeper: whoever gets them is loaded with the first `tls.acme`."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from runtime import plan
from runtime.tls.holding import Getter
from runtime.tls.proofs import Proofs

from .certificates import MakeGetter
from .equipment import Equipment

__all__ = ["authorities"]

logger = logging.getLogger("legacystream.tls")


def authorities(equipment: Equipment, station: Callable[[], plan.Station]) -> MakeGetter:
    """How the keeper has certificates got; `station` tells the plan of now."""

    def make(nodes: Sequence[plan.Acme], proofs: Proofs, changed: Callable[[], None]) -> Getter | None:
        if equipment.state is None:
            logger.error(
                "no certificates can be got: there is no folder to keep them in",
                extra={"origin": nodes[0].origin},
            )
            return None
        from runtime.tls.renewal.getter import AcmeGetter, Surroundings

        folder = Path(station().folder)
        around = Surroundings(equipment.clock, equipment.state, folder, lambda: station().server)
        return AcmeGetter(nodes, proofs, changed, around)

    return make
