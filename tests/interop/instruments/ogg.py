"""Ogg pages (RFC 3533) and the chains of Opus (RFC 7845) they make."""

import itertools
from dataclasses import dataclass
from functools import cached_property

HEADER = 27


class Torn(AssertionError):
    """The bytes are no whole pages of whole chains; says where and why."""


def checksums() -> tuple[int, ...]:
    """The table of Ogg's CRC: polynomial 0x04c11db7, not reflected."""
    table = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


TABLE = checksums()


def checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 8 & 0xFFFFFFFF ^ TABLE[value >> 24 ^ byte]
    return value


@dataclass(frozen=True)
class Page:
    """One page, as it came."""

    data: bytes

    @property
    def flags(self) -> int:
        return self.data[5]

    @property
    def begins(self) -> bool:
        return bool(self.flags & 2)

    @property
    def ends(self) -> bool:
        return bool(self.flags & 4)

    @property
    def granule(self) -> int:
        return int.from_bytes(self.data[6:14], "little", signed=True)

    @property
    def serial(self) -> int:
        return int.from_bytes(self.data[14:18], "little")

    @property
    def number(self) -> int:
        return int.from_bytes(self.data[18:22], "little")

    @property
    def intact(self) -> bool:
        bare = self.data[:22] + b"\0\0\0\0" + self.data[26:]
        return int.from_bytes(self.data[22:26], "little") == checksum(bare)

    @cached_property
    def packets(self) -> tuple[bytes, ...]:
        """The packets of a page that cuts none."""
        lacing = self.data[HEADER : HEADER + self.data[26]]
        at, packets, packet = HEADER + len(lacing), [], b""
        for length in lacing:
            packet += self.data[at : at + length]
            at += length
            if length < 255:
                packets.append(packet)
                packet = b""
        return tuple(packets)


@dataclass(frozen=True)
class Chain:
    """The pages of one serial number."""

    pages: tuple[Page, ...]

    @property
    def serial(self) -> int:
        return self.pages[0].serial

    @property
    def ended(self) -> bool:
        return self.pages[-1].ends

    @property
    def tags(self) -> dict[str, str]:
        """OpusTags (RFC 7845 §5.2), names in upper case."""
        data, at = self.pages[1].packets[0], 8
        at += 4 + int.from_bytes(data[at : at + 4], "little")
        count, at = int.from_bytes(data[at : at + 4], "little"), at + 4
        found = {}
        for _ in range(count):
            length = int.from_bytes(data[at : at + 4], "little")
            name, _, value = data[at + 4 : at + 4 + length].decode().partition("=")
            found[name.upper()] = value
            at += 4 + length
        return found

    @property
    def sound(self) -> tuple[bytes, ...]:
        """The Opus packets, without the two headers."""
        return tuple(packet for page in self.pages[2:] for packet in page.packets)


def pages(data: bytes) -> tuple[list[Page], bytes]:
    """Cut a capture into whole pages and the rest of the last; Torn where a page does not follow a page or is damaged."""
    at, found = 0, []
    while at + HEADER <= len(data):
        if data[at : at + 4] != b"OggS":
            raise Torn(f"no page at byte {at}, after page {len(found)}: {data[at : at + 16].hex()}")
        count = data[at + 26]
        length = HEADER + count + sum(data[at + HEADER : at + HEADER + count])
        if at + HEADER + count > len(data) or at + length > len(data):
            break
        page = Page(data[at : at + length])
        if not page.intact:
            raise Torn(f"page {page.number} of {page.serial:#x} at byte {at} has a wrong checksum")
        found.append(page)
        at += length
    return found, data[at:]


def chains(found: list[Page]) -> list[Chain]:
    """Sort pages into chains and check RFC 7845: heads first, pages counted, granules rising, all but the last chain ended."""
    result: list[list[Page]] = []
    for page in found:
        if page.begins:
            result.append([])
        if not result:
            raise Torn("the stream does not begin with a beginning of a stream")
        result[-1].append(page)
    for chain in result:
        check_chain(chain)
    for chain in result[:-1]:
        if not chain[-1].ends:
            raise Torn(f"chain {chain[0].serial:#x} gives way to the next without an end-of-stream page")
    return [Chain(tuple(chain)) for chain in result]


def check_chain(chain: list[Page]) -> None:
    """One chain, on its own; a listener who joined in the middle has the headers and then later page numbers."""
    name = f"chain {chain[0].serial:#x}"
    if not chain[0].packets[0].startswith(b"OpusHead"):
        raise Torn(f"{name} does not begin with OpusHead")
    if len(chain) > 1 and not chain[1].packets[0].startswith(b"OpusTags"):
        raise Torn(f"{name} has no OpusTags")
    if any(page.serial != chain[0].serial for page in chain):
        raise Torn(f"{name} holds pages of another serial number")
    if any(page.ends for page in chain[:-1]):
        raise Torn(f"{name} goes on after its end-of-stream page")
    sound = chain[2:]
    for one, two in itertools.pairwise(sound):
        if two.number != one.number + 1:
            raise Torn(f"{name}: page {two.number} follows page {one.number}")
        if two.granule < one.granule:
            raise Torn(f"{name}: granule position {two.granule} follows {one.granule}")
