"""Every parser meets real files with bytes changed, left out and put in between: it gives pieces or refuses in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.codecs import adts, mp3
from runtime.codecs.flac_splitter import FlacSplitter
from runtime.codecs.incoming import IncomingStream
from runtime.codecs.incoming_ogg import PageCutter
from runtime.codecs.mp4 import BoxSplitter, boxes, parse_init
from runtime.codecs.mpegts import TsDemuxer
from runtime.codecs.pieces import Piece
from runtime.codecs.probe import probe
from runtime.codecs.webm import WebmSplitter
from runtime.errors import PeerFault

MOST_GIVEN = 2
"""How many times the bytes that came in may come out: headers are kept and given again."""


def through_boxes(data):
    found = [box.encode() for box in BoxSplitter().feed(data)]
    parse_init(data)
    return found


def through_demuxer(data):
    demuxer = TsDemuxer()
    return [unit.pes.data for unit in [*demuxer.feed(data), *demuxer.finish()]]


def sizes_of(pieces):
    return sum(
        len(piece) if isinstance(piece, bytes) else len(getattr(piece, "data", b"")) for piece in pieces
    )


PARSERS = {
    "mp3": [lambda data: mp3.FrameSplitter().feed(data), lambda data: IncomingStream().feed(data)],
    "adts": [lambda data: adts.splitter().feed(data), lambda data: IncomingStream().feed(data)],
    "flac": [lambda data: FlacSplitter().feed(data), lambda data: IncomingStream().feed(data)],
    "ogg": [lambda data: PageCutter().feed(data), lambda data: IncomingStream().feed(data)],
    "opus": [lambda data: PageCutter().feed(data), lambda data: IncomingStream().feed(data)],
    "oga": [lambda data: PageCutter().feed(data), lambda data: IncomingStream().feed(data)],
    "webm": [lambda data: WebmSplitter().feed(data), lambda data: IncomingStream().feed(data)],
    "mp4": [through_boxes, lambda data: list(boxes(data)) and []],
    "mpegts": [through_demuxer],
}


@st.composite
def mutations(draw):
    """Some places (as parts of the file), and what becomes of them."""
    places = st.floats(0, 1, exclude_max=True)
    kinds = st.sampled_from(["change", "cut", "insert", "repeat"])
    return draw(
        st.lists(st.tuples(places, kinds, st.binary(min_size=1, max_size=60)), min_size=1, max_size=4)
    )


def mutated(data, changes):
    for part, kind, some in changes:
        at = int(part * len(data))
        match kind:
            case "change":
                data = data[:at] + some + data[at + len(some) :]
            case "cut":
                data = data[:at] + data[at + len(some) * 20 :]
            case "insert":
                data = data[:at] + some + data[at:]
            case _:
                data = data[:at] + data[max(0, at - 500) : at] * 2 + data[at:]
    return data


@pytest.mark.parametrize("container", PARSERS)
class TestARealFileWithDamage:
    @settings(max_examples=40)
    @given(changes=mutations())
    def test_is_cut_into_pieces_or_refused(self, encoded, container, changes):
        data = mutated(encoded(container), changes)
        for parse in PARSERS[container]:
            try:
                given_out = sizes_of(parse(data))
            except PeerFault as fault:
                assert str(fault)  # noqa: PT017 - it may be taken as well
            else:
                assert given_out <= len(data) * MOST_GIVEN

    @settings(max_examples=20)
    @given(changes=mutations())
    def test_is_looked_at_without_harm(self, encoded, container, changes):
        try:
            found = probe(mutated(encoded(container), changes)[:20_000])
        except PeerFault:
            return

        assert found is None or found.container


@pytest.mark.parametrize("container", ["mp3", "adts", "flac", "ogg", "opus", "webm"])
def test_a_stream_goes_on_behind_its_damage(encoded, container):
    whole = encoded(container)
    middle = len(whole) // 2
    stream = IncomingStream()
    pieces = (
        stream.feed(whole[:middle]) + stream.feed(b"\x55" * 300) + stream.feed(whole[middle + 40 :] + whole)
    )

    assert sum(len(piece.data) for piece in pieces if isinstance(piece, Piece)) > len(whole) * 1.2
