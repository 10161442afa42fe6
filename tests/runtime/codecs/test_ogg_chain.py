"""What a muxer of chains must keep, whatever codec it carries; the codec here has letters for packets."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.ogg import OggPage, PacketJoiner, PageReader
from runtime.codecs.ogg_chain import ChainHead, ChainMuxer, Muxed
from runtime.media.frame import Frame
from runtime.media.title import Title


@dataclass
class Letters:
    """Repeats the last two packets."""

    sent: list[tuple[bytes, int]] = field(default_factory=list)

    def headers(self, title):
        return b"head", title.title.encode(), b"setup"

    def again(self):
        return self.sent[-2:]

    def packet(self, frame):
        self.sent.append((frame.data, frame.duration))
        return frame.data

    @property
    def skipped(self):
        return 0

    def closing(self, granule, skipped):
        return [b"end"], 1


def frames(text: str, titles: dict[int, str] = {}) -> list[Frame]:  # noqa: B006
    return [
        Frame(letter.encode(), n * 10, 10, Title(title=titles[n]) if n in titles else None)
        for n, letter in enumerate(text)
    ]


def chains_of(pieces: list[ChainHead | Muxed]) -> list[list[OggPage]]:
    reader, chains = PageReader(), []
    for page in reader.feed(b"".join(piece.data for piece in pieces)):
        if page.first:
            chains.append([])
        chains[-1].append(page)
    assert reader.skipped == 0
    return chains


def packets_of(chain: list[OggPage]) -> list[bytes]:
    joiner = PacketJoiner()
    return [packet for page in chain for packet in joiner.feed(page)]


def run(text: str, titles: dict[int, str], page_samples: int = 30) -> list[ChainHead | Muxed]:
    mux = ChainMuxer(page_samples, 7)
    return [*mux.begin(Letters()), *(p for f in frames(text, titles) for p in mux.add(f)), *mux.end()]


class TestOneChain:
    def test_begins_with_its_headers_and_ends_with_a_page_that_says_so(self):
        (chain,) = chains_of(run("abcdefgh", {0: "One"}))

        assert packets_of(chain) == [b"head", b"One", b"setup", *(bytes([c]) for c in b"abcdefgh")]
        assert [page.granule for page in chain] == [0, 0, 30, 60, 80]
        assert [page.sequence for page in chain] == [0, 1, 2, 3, 4]
        assert [page.last for page in chain] == [False] * 4 + [True]

    def test_has_pages_of_no_more_segments_than_there_can_be(self):
        mux = ChainMuxer(10**9, 1)
        mux.begin(Letters())
        pieces = [piece for n in range(9) for piece in mux.add(Frame(bytes(20_000), n, 10))]

        assert [len(page.lacing) for page in chains_of([*pieces, *mux.end()])[0][2:]] == [237] * 3


class TestANewTitle:
    def test_is_a_new_chain_that_begins_with_what_a_decoder_needs_again(self):
        one, two = chains_of(run("abcdefgh", {0: "One", 5: "Two"}))

        assert packets_of(one)[3:] == [b"a", b"b", b"c", b"d", b"e"]
        assert packets_of(two) == [b"head", b"Two", b"setup", b"d", b"e", b"f", b"g", b"h"]
        assert two[0].serial == one[0].serial + 1
        assert (one[-1].last, one[-1].granule, two[-1].granule) == (True, 50, 50)

    @given(st.text("abcdefgh", min_size=1, max_size=60), st.sets(st.integers(0, 59)), st.integers(1, 200))
    def test_costs_no_time_and_loses_nothing(self, text, places, page_samples):
        pieces = run(text, {n: f"Title {n}" for n in places}, page_samples)

        assert sum(piece.samples for piece in pieces if isinstance(piece, Muxed)) == 10 * len(text)
        chains = chains_of(pieces)
        assert len(chains) == len({n for n in places if 0 < n < len(text)}) + 1
        assert all(chain[-1].last and not any(page.last for page in chain[:-1]) for chain in chains)

    def test_that_is_the_same_as_before_is_none(self):
        assert len(chains_of(run("abcdef", {0: "One", 3: "One"}))) == 1


class TestASuccessor:
    def test_closes_the_chain_that_was_cut_and_begins_another(self):
        dead, heir = ChainMuxer(30, 7), ChainMuxer(30, 99)
        before = [
            *dead.begin(Letters()),
            *(piece for frame in frames("abcdefgh") for piece in dead.add(frame)),
        ]
        heir.restore(dead.state)

        after = [
            *heir.begin(Letters()),
            *(piece for frame in frames("ij") for piece in heir.add(frame)),
            *heir.end(),
        ]

        cut, new = chains_of([*before, *after])
        assert packets_of(cut)[3:] == [b"a", b"b", b"c", b"d", b"e", b"f", b"end"]
        assert cut[-1].last
        assert packets_of(new)[3:] == [b"i", b"j"]
        assert new[0].serial == cut[0].serial + 1

    def test_of_one_that_ended_well_closes_nothing(self):
        dead, heir = ChainMuxer(30, 7), ChainMuxer(30, 7)
        dead.begin(Letters())
        dead.add(frames("a")[0])
        dead.end()
        heir.restore(dead.state)

        assert heir.begin(Letters()) == []

    def test_without_anything_to_carry_on_begins_anew(self):
        mux = ChainMuxer(30, 7)
        mux.restore(b"")

        assert mux.begin(Letters()) == []
        assert mux.end() == []


class TestANewEncoder:
    def test_ends_the_chain_with_what_waits(self):
        mux = ChainMuxer(30, 7)
        first = [*mux.begin(Letters()), *(piece for frame in frames("abcd") for piece in mux.add(frame))]

        second = [
            *mux.begin(Letters()),
            *(piece for frame in frames("ef") for piece in mux.add(frame)),
            *mux.end(),
        ]

        one, two = chains_of([*first, *second])
        assert packets_of(one)[3:] == [b"a", b"b", b"c", b"d"]
        assert packets_of(two)[3:] == [b"e", b"f"]
