import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.errors import OurFault
from runtime.media.ring import ENDED, FLOOR, RingReader, RingShape, RingWriter
from runtime.testing import mp3_frames

SMALL = RingShape(data_bytes=4096, entries=64, chains=4, chain_bytes=256)
SECOND = 1_000_000


def memory_for(shape):
    return memoryview(bytearray(shape.total_bytes))


def open_writer(memory, shape=SMALL, *, epoch=1, now_ns=0):
    return RingWriter(memory, shape, epoch=epoch, now_ns=now_ns)


def read_all(reader, offset, end=None):
    """Everything from `offset` to the head, in as many pieces as it takes."""
    end = reader.head if end is None else end
    taken = b""
    while offset + len(taken) < end:
        taken += bytes(reader.slice(offset + len(taken), end - offset - len(taken)))
    return taken


class TestWhatAReaderSees:
    def test_is_nothing_before_the_first_commit(self):
        memory = memory_for(SMALL)
        writer = open_writer(memory)
        writer.append(b"frame", duration_us=10)

        assert RingReader(memory).head == 0

    def test_is_everything_after_a_commit(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        writer.append(b"one", duration_us=10)
        writer.append(b"two", duration_us=10)
        writer.commit(5)

        assert reader.refresh() == 6
        assert read_all(reader, 0) == b"onetwo"
        assert (reader.time_us, reader.age_ns(12)) == (20, 7)

    def test_is_an_empty_place_until_a_writer_has_come(self):
        memory = memory_for(SMALL)
        reader = RingReader(memory)

        assert (reader.ready, reader.refresh(), reader.join(0)) == (False, 0, None)

        writer = open_writer(memory)
        writer.append(b"x", duration_us=1)
        writer.commit(0)

        assert (reader.refresh(), reader.ready) == (1, True)

    def test_includes_who_plays_and_whether_it_ended(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        writer.commit(0, flags=FLOOR | ENDED)
        reader.refresh()

        assert (reader.floor, reader.ended) == (True, True)

    def test_comes_in_two_pieces_at_the_wrap(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        for number in range(9):
            writer.append(bytes([number]) * 500, duration_us=1)
            writer.commit(0)
            reader.refresh()

        assert len(reader.slice(4000, 500)) == 96
        assert read_all(reader, 4000) == bytes([8]) * 500

    def test_is_the_newest_three_quarters_at_most(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        for _ in range(100):
            writer.append(bytes(100), duration_us=1)
            writer.commit(0)
            reader.refresh()

        assert reader.head - reader.tail <= 3072

    def test_never_includes_a_frame_whose_payload_was_damaged(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        writer.append(b"good", duration_us=1)
        writer.append(b"damaged", duration_us=1)
        memory[SMALL.data_at + 6] ^= 1
        writer.commit(0)

        assert reader.refresh() == 4

        memory[SMALL.data_at + 6] ^= 1

        assert reader.refresh() == 11

    def test_goes_on_behind_a_frame_that_stays_damaged(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        writer.append(b"damaged", duration_us=1)
        memory[SMALL.data_at] ^= 1
        for _ in range(100):
            writer.append(bytes(100), duration_us=1)
            writer.commit(0)
            reader.refresh()

        assert reader.head == writer.position.head

    def test_of_a_reader_that_slept_begins_at_the_newest(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        for number in range(200):
            writer.append(b"%04d" % number * 25, duration_us=1)
            writer.commit(0)
        reader.refresh()

        assert reader.head == 20000
        assert read_all(reader, reader.tail)[-8:] == b"01990199"

    def test_begins_anew_when_the_ring_is_given_another_shape(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        writer.append(b"old", duration_us=1)
        writer.commit(0)
        reader.refresh()
        smaller = open_writer(memory, RingShape(2048, 32, 4, 256))
        smaller.append(b"new!", duration_us=1)
        smaller.commit(0)
        reader.refresh()

        assert (reader.restarts, smaller.resumed, read_all(reader, 0)) == (1, False, b"new!")

    def test_begins_anew_when_the_ring_is_wiped(self):
        memory = memory_for(SMALL)
        writer, reader = open_writer(memory), RingReader(memory)
        for _ in range(3):
            writer.append(b"old", duration_us=1)
        writer.commit(0)
        reader.refresh()
        memory[:] = bytes(len(memory))
        again = open_writer(memory)
        again.append(b"new!", duration_us=1)
        again.commit(0)
        reader.refresh()

        assert (reader.restarts, read_all(reader, 0)) == (1, b"new!")


class TestJoining:
    def ring(self, *, joins=None, seconds=10, lead=0):
        """A ring of one frame of 8 bytes a second."""
        memory = memory_for(SMALL)
        writer = open_writer(memory)
        for number in range(seconds):
            join = 0 if joins is None or number in joins else None
            writer.append(b"%08d" % number, duration_us=SECOND, join=join, lead=lead)
            writer.commit(0)
        return writer, RingReader(memory)

    @pytest.mark.parametrize(("behind", "offset"), [(0, 72), (1, 72), (5, 40), (5.4, 32), (5.6, 32), (99, 0)])
    def test_starts_at_the_last_frame_that_makes_the_burst_whole(self, behind, offset):
        _, reader = self.ring()

        assert reader.join(int(behind * SECOND)).offset == offset

    def test_starts_only_where_the_writer_allows_it(self):
        _, reader = self.ring(joins={1, 7})

        assert [reader.join(behind * SECOND).offset for behind in (0, 3, 5, 9, 99)] == [56, 56, 8, 8, 8]

    def test_tells_what_is_to_be_blanked(self):
        _, reader = self.ring(lead=3)

        assert reader.join(0).lead == 3

    def test_finds_nothing_where_no_frame_is_whole(self):
        _, reader = self.ring(joins=set())

        assert reader.join(0) is None

    def test_may_lie_inside_what_was_written_at_once(self):
        memory = memory_for(SMALL)
        writer = open_writer(memory)
        writer.append(b"rest|block|frame", duration_us=1, join=11)
        writer.commit(0)

        assert RingReader(memory).join(0).offset == 11

    def test_moves_along_with_the_ring(self):
        writer, reader = self.ring()
        before = reader.join(0)
        writer.append(bytes(8), duration_us=SECOND)
        writer.commit(0)
        reader.refresh()

        assert reader.join(0).offset == before.offset + 8

    def test_never_starts_behind_the_tail(self):
        _, reader = self.ring(seconds=500)

        assert reader.join(400 * SECOND).offset >= reader.tail


class TestChains:
    def chained(self):
        memory = memory_for(SMALL)
        writer = open_writer(memory)
        writer.begin_chain(b"HEAD1")
        writer.append(b"page1", duration_us=SECOND)
        writer.append(b"page2", duration_us=SECOND)
        writer.commit(0)
        return writer, RingReader(memory)

    def test_are_part_of_the_stream(self):
        _, reader = self.chained()

        assert read_all(reader, 0) == b"HEAD1page1page2"

    def test_give_their_header_pages_to_who_joins_in_the_middle(self):
        _, reader = self.chained()
        join = reader.join(0)

        assert (join.offset, join.header) == (10, b"HEAD1")

    def test_give_none_to_who_joins_at_their_beginning(self):
        _, reader = self.chained()
        join = reader.join(9 * SECOND)

        assert (join.offset, join.header) == (0, b"")

    def test_are_counted_on_by_a_writer_that_comes_back(self):
        _, reader = self.chained()
        again = open_writer(reader._memory, epoch=2)

        assert again.begin_chain(b"HEAD2") == 2
        again.append(b"page3", duration_us=SECOND)
        again.commit(0)
        reader.refresh()

        assert reader.join(0).header == b"HEAD2"

    def test_whose_pages_are_no_longer_kept_take_no_newcomers(self):
        writer, reader = self.chained()
        for number in range(4):
            writer.begin_chain(b"HEAD%d" % (number + 2))
            writer.append(b"page", duration_us=SECOND)
        writer.commit(0)
        reader.refresh()

        assert reader.join(99 * SECOND).offset > 0

    def test_with_too_large_headers_are_refused(self):
        with pytest.raises(OurFault, match="exceeds 256"):
            open_writer(memory_for(SMALL)).begin_chain(bytes(257))


class TestComingBack:
    def test_carries_on_exactly_where_the_last_commit_was(self):
        memory = memory_for(SMALL)
        writer = open_writer(memory, epoch=1, now_ns=100)
        writer.append(b"kept", duration_us=30)
        writer.anchor(1_000_000, 30)
        writer.commit(7, state=b"phase\0", flags=FLOOR)
        writer.append(b"lost", duration_us=30)
        again = open_writer(memory, epoch=2, now_ns=900)

        assert again.resumed
        assert again.position == (2 - 1, 4, 1, 30, 970_000, 7, 1, 0, FLOOR, b"phase\0")

        again.append(b"next", duration_us=30)
        again.commit(8)

        assert read_all(RingReader(memory), 0) == b"keptnext"
        assert (again.position.epoch, again.position.time_us) == (2, 60)

    def test_formats_memory_that_holds_anything_else(self):
        memory = memoryview(bytearray(b"\xa5" * SMALL.total_bytes))
        writer = open_writer(memory, now_ns=44)

        assert (writer.resumed, writer.position.head, writer.position.anchor_ns) == (False, 0, 44)

    def test_a_ring_needs_room(self):
        with pytest.raises(OurFault, match="does not fit"):
            open_writer(memoryview(bytearray(100)))

    def test_a_quarter_of_the_ring_is_the_most_between_two_commits(self):
        writer = open_writer(memory_for(SMALL))
        writer.append(bytes(1024), duration_us=1)

        with pytest.raises(OurFault, match="without a commit"):
            writer.append(b"x", duration_us=1)

    def test_state_is_bounded(self):
        with pytest.raises(OurFault, match="state"):
            open_writer(memory_for(SMALL)).commit(0, state=bytes(65))


class Traced(RingWriter):
    """A writer that notes each of its stores, so that a test can stop it in the middle of one."""

    def _store(self, at, data):
        self.__dict__.setdefault("stores", []).append((at, bytes(data)))
        super()._store(at, data)


def cut(before, stores, bytes_done):
    """The memory as a writer leaves it that is killed after `bytes_done` bytes of its stores."""
    memory = bytearray(before)
    for at, data in stores:
        done = data[:bytes_done]
        memory[at : at + len(done)] = done
        bytes_done -= len(done)
        if not bytes_done:
            break
    return memoryview(memory)


class TestAKilledWriter:
    def filled(self, rounds):
        """A ring that has wrapped, and the stream that was committed."""
        memory, stream, dice = memory_for(SMALL), b"", random.Random(rounds)
        writer = Traced(memory, SMALL, epoch=1, now_ns=0)
        for _ in range(rounds):
            data = dice.randbytes(dice.randrange(1, 300))
            writer.append(data, duration_us=SECOND)
            writer.commit(0, state=len(stream).to_bytes(4, "little"))
            stream += data
        return memory, writer, stream

    @pytest.mark.parametrize("rounds", [0, 1, 27, 60])
    def test_leaves_no_torn_frame_whichever_byte_was_its_last(self, rounds):
        memory, writer, stream = self.filled(rounds)
        before, writer.stores = bytes(memory), []
        writer.begin_chain(b"header pages")
        writer.append(b"a new frame", duration_us=SECOND)
        writer.commit(0)
        ends = {len(stream), len(stream) + 23}
        for done in range(sum(len(data) for _, data in writer.stores) + 1):
            reader = RingReader(cut(before, writer.stores, done))

            assert reader.head in ends
            expected = (stream + b"header pagesa new frame")[reader.tail : reader.head]
            assert read_all(reader, reader.tail) == expected

    @pytest.mark.parametrize("rounds", [1, 40])
    def test_is_followed_by_one_that_carries_on_exactly(self, rounds):
        memory, writer, _ = self.filled(rounds)
        before, writer.stores = bytes(memory), []
        writer.append(b"a new frame", duration_us=SECOND)
        writer.commit(0)
        for done in range(0, sum(len(data) for _, data in writer.stores) + 1, 3):
            left = cut(before, writer.stores, done)
            reader = RingReader(left)
            seen = reader.head
            again = open_writer(left, epoch=2)
            again.append(b"from the next", duration_us=SECOND)
            again.commit(0)
            reader.refresh()

            assert again.resumed
            assert again.position.time_us == SECOND * again.position.entries
            assert read_all(reader, seen) == b"from the next"

    def test_between_the_copies_of_the_position_is_not_undone_by_the_next(self):
        memory, writer, stream = self.filled(3)
        before, writer.stores = bytes(memory), []
        writer.append(b"seen", duration_us=SECOND)
        writer.commit(0)
        copy = len(writer.stores[-1][1])
        left = cut(before, writer.stores, sum(len(data) for _, data in writer.stores) - copy)
        reader = RingReader(left)
        again = Traced(left, SMALL, epoch=2, now_ns=0)
        before, again.stores = bytes(left), []
        again.append(b"lost", duration_us=SECOND)
        again.commit(0)
        left = cut(before, again.stores, sum(len(data) for _, data in again.stores) - copy - 1)

        assert reader.head == len(stream) + 4
        assert open_writer(left, epoch=3).position.head == reader.head

    def test_while_formatting_leaves_no_ring_or_a_whole_one(self):
        memory = memory_for(SMALL)
        before = bytes(memory)
        writer = Traced(memory, SMALL, epoch=1, now_ns=0)
        for done in range(sum(len(data) for _, data in writer.stores) + 1):
            left = cut(before, writer.stores, done)

            assert RingReader(left).head == 0
            assert open_writer(left).position.head == 0

    @settings(max_examples=100)
    @given(
        st.lists(st.tuples(st.integers(1, 400), st.booleans(), st.integers(0, 900)), min_size=1, max_size=60),
        st.randoms(use_true_random=False),
    )
    def test_again_and_again_never_shows_a_reader_a_torn_frame(self, steps, dice):
        """A reader that stays sees one contiguous stream, wherever its writers are cut off."""
        memory, stream, epoch = memory_for(SMALL), bytearray(), 1
        writer, reader, heard = Traced(memory, SMALL, epoch=1, now_ns=0), RingReader(memory), bytearray()
        for size, killed, at in steps:
            data = dice.randbytes(size)
            before, writer.stores = bytes(memory), []
            writer.append(data, duration_us=1)
            writer.commit(0)
            if killed:
                memory[:] = cut(before, writer.stores, at)
                epoch += 1
                writer = Traced(memory, SMALL, epoch=epoch, now_ns=0)
            if writer.position.head > len(stream):
                stream += data
            reader.refresh()
            heard += read_all(reader, len(heard))

        assert heard == stream


class TestShapes:
    def test_hold_the_seconds_they_are_made_for(self):
        shape = RingShape.for_stream(16000, 1000 / 26, 20)
        memory = memory_for(shape)
        writer = open_writer(memory, shape)
        reader = RingReader(memory)
        for frame in mp3_frames(4000):
            writer.append(frame.data, duration_us=26122)
            writer.commit(0)
            reader.refresh()

        assert reader.head - reader.tail >= 20 * 16000
        assert reader.time_us == 4000 * 26122

    @given(st.integers(256, 100_000), st.integers(4, 2000), st.integers(1, 9), st.integers(1, 9000))
    def test_are_read_from_memory_as_they_were_written(self, data, entries, chains, chain_bytes):
        shape = RingShape(data, entries, chains, chain_bytes)
        memory = memory_for(shape)
        open_writer(memory, shape)

        assert RingShape.read(memory) == shape

    def test_of_memory_that_is_cut_short_are_none(self):
        memory = memory_for(SMALL)
        open_writer(memory)

        assert RingShape.read(memory[:-1]) is None
