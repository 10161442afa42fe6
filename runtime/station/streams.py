"""The mounts in the order in which SHOUTcast's programs number them."""

from runtime.plan import MountPath, Station

__all__ = ["stream_paths"]


def stream_paths(station: Station) -> tuple[MountPath, ...]:
    """The paths of all mounts as the script has them, one after the other; stream 1 is the first."""
    mounts = [(mount.origin, path) for path, mount in station.mounts.items()]
    mounts += [(mount.origin, path) for path, mount in station.pass_through.items()]
    return tuple(path for _, path in sorted(mounts, key=lambda each: (each[0].line, each[0].column)))
