"""The rules for certificates."""

from collections.abc import Iterator

from runtime import plan

from .acme import acme_problems
from .promise import Promise
from .station_problems import OutOfRange

__all__ = ["certificate_problems"]


def certificate_problems(promise: Promise) -> Iterator[OutOfRange]:
    """What is wrong with where certificates come from."""
    for number, node in enumerate(promise.certificates):
        if isinstance(node, plan.Acme):
            yield from acme_problems(promise, f"certificates {number}", node)
