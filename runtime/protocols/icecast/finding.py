"""Which mount a request means: by its path, by another name for it, or by SHOUTcast's paths."""

from runtime.protocols.http1 import Request
from runtime.protocols.shoutcast.listener_paths import stream_number

from .table import ServedMount, Table

__all__ = ["find_mount"]


def find_mount(request: Request, table: Table) -> ServedMount | None:
    """The mount that a request is about; None where it is about none that is there."""
    path = table.aliases.get(request.path, request.path)
    mount = table.mounts.get(path)
    if mount is not None:
        return mount
    number = stream_number(request)
    return table.mounts.get(table.streams[number - 1]) if 0 < number <= len(table.streams) else None
