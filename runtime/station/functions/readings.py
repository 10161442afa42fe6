"""What can be read of a source: the fields that `stdlib/fields.lss` declares for every kind."""

from collections.abc import Mapping

from runtime.sources.source import Source

__all__ = ["readings"]


def readings(source: Source, rate: int) -> Mapping[str, object]:
    """What can be read of a source now, as plain data. From any thread: a title may be one block old.

    `rate` is that of the programme, in samples a second.
    """
    segment = source.now_playing
    title = segment.title if segment is not None else None
    remaining = source.remaining
    return {
        "name": str(source.id),
        "title": title.title if title is not None else "",
        "artist": title.artist if title is not None else "",
        "album": title.album if title is not None else "",
        "filename": segment.path if segment is not None else "",
        "ready": source.ready,
        "remaining": ("duration", remaining / rate) if remaining is not None else None,
    }
