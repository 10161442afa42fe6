"""Titles taken out of a stream again: after every `interval` bytes of sound one byte that counts 16-byte blocks of text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parted:
    """A stream without its titles.

    Attributes:
        sound: the audio alone.
        titles: what was said, with the byte of `sound` it stood in front of; empty blocks left out.
        places: where each interval of sound began in the body it was taken from.
    """

    sound: bytes
    titles: tuple[tuple[int, str], ...] = ()
    places: tuple[int, ...] = (0,)
    interval: int = 0

    def place_in_body(self, place: int) -> int:
        """Where byte `place` of the sound stood in the body."""
        if not self.interval:
            return place
        which = min(place // self.interval, len(self.places) - 1)
        return self.places[which] + place - which * self.interval

    @property
    def names(self) -> list[str]:
        """The StreamTitles in order, one that was only said again left out."""
        said = [text.split("StreamTitle='", 1)[1].split("';", 1)[0] for _, text in self.titles]
        return changes(said)


def changes(said: list[str]) -> list[str]:
    """A list without the neighbours that are equal."""
    return [text for at, text in enumerate(said) if at == 0 or text != said[at - 1]]


def part(body: bytes, interval: int) -> Parted:
    """Separate sound and titles; AssertionError where a block is no text of the form StreamTitle='…';."""
    sound, titles, places, at = bytearray(), [], [], 0
    while at < len(body):
        places.append(at)
        sound += body[at : at + interval]
        at += interval
        if at >= len(body):
            break
        length = body[at] * 16
        block = body[at + 1 : at + 1 + length]
        at += 1 + length
        if length and len(block) == length:
            text = block.rstrip(b"\0").decode()
            assert text.startswith("StreamTitle='"), text
            assert text.endswith("';"), text
            titles.append((len(sound), text))
    return Parted(bytes(sound), tuple(titles), tuple(places), interval)
