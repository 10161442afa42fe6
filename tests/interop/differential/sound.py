"""What can be seen in the beginning of a stream, in words: how it starts, what its titles are, whether anything is lost."""

from collections.abc import Iterator

from .exchange import Reply
from .streams import FRAME_BYTES, frame_number

__all__ = ["icy_blocks", "sound_facts"]

PADDING = 16


def sound_facts(reply: Reply) -> dict[str, str]:
    """What a stream shows, by the aspect's name; nothing for what is no stream."""
    kind = reply.header("content-type").strip()
    if reply.status != 200 or kind not in ("audio/mpeg", "audio/ogg", "application/ogg"):
        return {}
    interval = int(reply.header("icy-metaint") or 0)
    sound = b"".join(each for each, _ in icy_blocks(reply.body, interval)) if interval else reply.body
    facts = _frames(sound) if kind == "audio/mpeg" else _pages(sound)
    return facts | (_titles(reply.body, interval) if interval else {})


def icy_blocks(body: bytes, interval: int) -> Iterator[tuple[bytes, bytes]]:
    """The sound of each interval, and the block behind it with its length byte; b"" for one that has not come."""
    at = 0
    while at < len(body):
        sound, at = body[at : at + interval], at + interval
        length = 1 + body[at] * PADDING if at < len(body) else 0
        yield sound, body[at : at + length]
        at += length


def _frames(sound: bytes) -> dict[str, str]:
    first = next((at for at in range(FRAME_BYTES) if frame_number(sound, at) >= 0), None)
    if first is None:
        return {"sound": "no frame"}
    places = range(first, len(sound) - FRAME_BYTES, FRAME_BYTES)
    numbers = [frame_number(sound, at) for at in places]
    whole = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return {
        "sound": "frames in sequence" if whole else "frames missing",
        "sound begins": "with a frame" if first == 0 else "in the middle of a frame",
    }


def _pages(sound: bytes) -> dict[str, str]:
    begins = sound.startswith(b"OggS") and b"OpusHead" in sound[:60]
    return {"sound begins": "with header pages" if begins else "without header pages"}


def _titles(body: bytes, interval: int) -> dict[str, str]:
    blocks = [block for _, block in icy_blocks(body, interval) if block]
    first = blocks[0] if blocks else b""
    text = first[1:].rstrip(b"\0")
    exact = len(first) == 1 + -(-len(text) // PADDING) * PADDING
    return {
        "first title": text.decode("utf-8", "replace"),
        "title padding": "the least" if exact else f"{len(first)} bytes for {len(text)}",
        "later titles": "unchanged" if set(blocks[1:]) <= {b"\0"} else "said again",
    }
