"""What a script can say and this version cannot run: a warning each, since everything else runs."""

from collections.abc import Iterator

from runtime.plan import NOT_YET

from .promise import Promise
from .station_problems import NotYet

__all__ = ["missing_features"]


def missing_features(promise: Promise) -> Iterator[NotYet]:
    """The calls that this version leaves out."""
    named: dict[str, object] = {
        **{str(node_id): node for node_id, node in promise.sources.items()},
        **{f"output {number}": node for number, node in enumerate(promise.outputs)},
        **{f"certificates {number}": node for number, node in enumerate(promise.certificates)},
    }
    for name, node in named.items():
        if type(node) in NOT_YET:
            yield NotYet(promise.place(name), NOT_YET[type(node)])
