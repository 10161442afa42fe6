"""How many files and sockets a process may hold open."""

import sys

__all__ = ["raise_open_files"]

_TRIES = (1_048_576, 65_536, 10_240)
"""What is tried where the system names no limit but has one: usual values, largest first."""


def raise_open_files() -> int | None:
    """Raise the limit to the highest that this user is allowed, and tell it; None where there is none.

    Children inherit the limit, so it is enough that the supervisor calls this. Windows has no such limit on
    sockets.
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _TRIES if hard == resource.RLIM_INFINITY else (hard,)
    for limit in wanted:
        if soft != resource.RLIM_INFINITY and limit > soft:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            except (ValueError, OSError):
                continue
            return limit
    return None if soft == resource.RLIM_INFINITY else soft
