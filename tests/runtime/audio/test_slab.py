import numpy as np

from runtime.audio.slab import SLAB, Slabs


def ramp(start, length):
    return np.arange(start, start + 2 * length, dtype=np.float32).reshape(-1, 2)


class TestSlabs:
    def test_small_pieces_stand_one_behind_the_other_in_one_piece_of_memory(self):
        slabs = Slabs()
        first, second = slabs.keep(ramp(0, 1152)), slabs.keep(ramp(9000, 960))

        assert np.array_equal(first, ramp(0, 1152))
        assert np.array_equal(second, ramp(9000, 960))
        assert first.base is second.base

    def test_what_finds_no_room_begins_another_and_what_was_kept_stays(self):
        slabs = Slabs()
        kept = [slabs.keep(ramp(n, 4096)) for n in range(20)]

        assert all(np.array_equal(each, ramp(n, 4096)) for n, each in enumerate(kept))
        assert len({id(each.base) for each in kept}) == 20 // (SLAB // 4096)

    def test_a_large_piece_stays_where_it_is(self):
        samples = np.broadcast_to(np.float32(0), (10 * SLAB, 2))

        assert Slabs().keep(samples) is samples

    def test_what_a_decoder_gave_can_go(self):
        samples = ramp(0, 100)
        kept = Slabs().keep(samples)
        samples[:] = 0

        assert np.array_equal(kept, ramp(0, 100))
