"""What the muxer must keep, told with packets that are numbers."""

from runtime.codecs.ogg import OggPage, PacketJoiner, PageReader
from runtime.codecs.ogg_chain import ChainHead, ChainMuxer, Muxed
from runtime.codecs.ogg_opus import OpusMapping
from runtime.codecs.opus import OpusHead, parse_head, parse_tags
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.testing import opus_packets


def muxer(page_packets: int = 5) -> ChainMuxer:
    return ChainMuxer(page_packets * 960, 99)


def opus(pre_skip: int) -> OpusMapping:
    return OpusMapping(OpusHead(2, pre_skip), "test")


def titled(frames: list[Frame], titles: dict[int, Title]) -> list[Frame]:
    return [Frame(f.data, f.time, f.duration, titles.get(n)) for n, f in enumerate(frames)]


def data_of(pieces: list[ChainHead | Muxed]) -> bytes:
    return b"".join(piece.data for piece in pieces)


def chains_of(data: bytes) -> list[list[OggPage]]:
    reader = PageReader()
    chains: list[list[OggPage]] = []
    for page in reader.feed(data):
        if page.first:
            chains.append([])
        chains[-1].append(page)
    assert reader.skipped == 0
    return chains


def packets_of(chain: list[OggPage]) -> list[bytes]:
    joiner = PacketJoiner()
    return [packet for page in chain for packet in joiner.feed(page)]


class TestOneChain:
    def test_begins_with_its_two_headers_and_ends_with_a_page_that_says_so(self):
        mux, frames = muxer(), titled(opus_packets(12), {0: Title(title="One")})

        (chain,) = chains_of(
            data_of([*mux.begin(opus(312)), *(p for f in frames for p in mux.add(f)), *mux.end()])
        )

        head, tags, *sound = packets_of(chain)
        assert parse_head(head).pre_skip == 312
        assert parse_tags(tags) == (("title", "One"),)
        assert sound == [frame.data for frame in frames]
        assert [page.last for page in chain] == [False, False, False, False, True]
        assert [page.sequence for page in chain] == [0, 1, 2, 3, 4]
        assert [page.granule for page in chain] == [0, 0, 4800, 9600, 11520]

    def test_begins_without_a_title_where_there_is_none(self):
        mux = muxer()
        mux.begin(opus(312))

        head = mux.add(opus_packets(1)[0])[0]

        assert isinstance(head, ChainHead)
        assert parse_tags(packets_of(chains_of(head.data)[0])[1]) == ()

    def test_waits_with_a_page_for_the_packet_behind_it(self):
        mux = muxer(page_packets=1)
        mux.begin(opus(312))
        first, second = opus_packets(2)

        assert [type(piece) for piece in mux.add(first)] == [ChainHead]
        assert [type(piece) for piece in mux.add(second)] == [Muxed]


class TestANewTitle:
    def test_is_a_new_chain_that_begins_with_the_last_240_ms_once_more(self):
        mux = muxer()
        frames = titled(opus_packets(40, seed=1), {0: Title(title="One"), 17: Title(title="Two")})

        one, two = chains_of(
            data_of([*mux.begin(opus(312)), *(p for f in frames for p in mux.add(f)), *mux.end()])
        )

        assert packets_of(one)[2:] == [frame.data for frame in frames[:17]]
        assert packets_of(two)[2:] == [frame.data for frame in frames[5:]]
        assert parse_head(packets_of(two)[0]).pre_skip == 12 * 960
        assert one[-1].last
        assert one[-1].granule == 17 * 960
        assert two[-1].granule == 35 * 960
        assert two[0].serial == one[0].serial + 1

    def test_costs_no_time(self):
        mux = muxer()
        frames = titled(
            opus_packets(100), {0: Title(title="One"), 33: Title(title="Two"), 34: Title(title="Three")}
        )

        pieces = [*mux.begin(opus(312)), *(piece for frame in frames for piece in mux.add(frame)), *mux.end()]

        assert sum(piece.samples for piece in pieces if isinstance(piece, Muxed)) == 100 * 960

    def test_that_is_the_same_as_before_is_none(self):
        mux = muxer()
        frames = titled(opus_packets(20), {0: Title(title="One"), 10: Title(title="One")})

        pieces = [*mux.begin(opus(312)), *(piece for frame in frames for piece in mux.add(frame)), *mux.end()]

        assert len(chains_of(data_of(pieces))) == 1

    def test_in_the_very_next_packet_has_less_to_begin_with(self):
        mux = muxer()
        frames = titled(opus_packets(3), {0: Title(title="One"), 1: Title(title="Two")})

        one, two = chains_of(
            data_of([*mux.begin(opus(312)), *(p for f in frames for p in mux.add(f)), *mux.end()])
        )

        assert packets_of(one)[2:] == [frames[0].data]
        assert parse_head(packets_of(two)[0]).pre_skip == 960


class TestASuccessor:
    def written(self) -> tuple[ChainMuxer, bytes]:
        mux = muxer()
        pieces = [*mux.begin(opus(312)), *(piece for frame in opus_packets(13) for piece in mux.add(frame))]
        return mux, data_of(pieces)

    def test_closes_the_chain_that_was_cut_and_begins_another(self):
        dead, before = self.written()
        mux = muxer()
        mux.restore(dead.state)

        after = data_of(
            [*mux.begin(opus(312)), *(piece for frame in opus_packets(13) for piece in mux.add(frame))]
        )

        cut, new = chains_of(before + after)
        assert cut[-1].last
        assert packets_of(cut)[-1] == b"\xfc"
        assert cut[-1].granule == cut[-2].granule
        assert [page.serial for page in cut] == [cut[0].serial] * len(cut)
        assert [page.sequence for page in cut] == list(range(len(cut)))
        assert new[0].serial == cut[0].serial + 1
        assert parse_head(packets_of(new)[0]).pre_skip == 312

    def test_fills_a_chain_that_was_cut_before_its_first_page_up_to_its_pre_skip(self):
        dead = muxer()
        frames = titled(opus_packets(30, seed=2), {0: Title(title="One"), 29: Title(title="Two")})
        before = data_of([*dead.begin(opus(312)), *(piece for frame in frames for piece in dead.add(frame))])
        mux = muxer()
        mux.restore(dead.state)

        cut = chains_of(before + data_of(mux.begin(opus(312))))[-1]

        assert parse_head(packets_of(cut)[0]).pre_skip == 12 * 960
        assert packets_of(cut)[2:] == [b"\xfc"] * 12
        assert cut[-1].last
        assert cut[-1].granule == 12 * 960

    def test_of_one_that_ended_well_closes_nothing(self):
        dead, _ = self.written()
        dead.end()
        mux = muxer()
        mux.restore(dead.state)

        assert mux.begin(opus(312)) == []

    def test_without_anything_to_carry_on_begins_anew(self):
        mux = muxer()
        mux.restore(b"")

        assert mux.begin(opus(312)) == []


class TestANewEncoder:
    def test_on_the_air_ends_the_chain_with_what_waits(self):
        mux = muxer()
        first = [*mux.begin(opus(312)), *(piece for frame in opus_packets(7) for piece in mux.add(frame))]

        second = [
            *mux.begin(opus(120)),
            *(piece for frame in opus_packets(7) for piece in mux.add(frame)),
            *mux.end(),
        ]

        one, two = chains_of(data_of([*first, *second]))
        assert len(packets_of(one)) == 2 + 7
        assert one[-1].last
        assert parse_head(packets_of(two)[0]).pre_skip == 120
