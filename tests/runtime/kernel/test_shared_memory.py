import os
import sys

import pytest

from runtime.kernel import SharedMemory
from runtime.kernel.shared_memory import LONGEST_NAME

WAYS = [pytest.param(False, id="the system's best"), pytest.param(True, id="a plain file")]


def another_view(memory: SharedMemory) -> SharedMemory:
    """Open it a second time, as another process would."""
    if sys.platform == "win32":
        return SharedMemory.from_tag(memory.name, memory.size, memory.tag)
    return SharedMemory.from_descriptor(memory.name, memory.size, os.dup(memory.fileno()))


@pytest.mark.parametrize("plain_file", WAYS)
class TestSharing:
    def test_new_memory_is_zeros_of_the_size_asked_for(self, plain_file):
        memory = SharedMemory.create("radio.mp3/plain", 5000, plain_file=plain_file)

        assert bytes(memory.buf) == bytes(5000)
        memory.close()

    def test_what_one_writes_the_other_reads(self, plain_file):
        memory = SharedMemory.create("radio.mp3/plain", 5000, plain_file=plain_file)
        other = another_view(memory)
        memory.buf[4990:] = b"ten bytes!"

        assert bytes(other.buf[4990:]) == b"ten bytes!"
        memory.close()
        other.close()

    def test_it_lives_as_long_as_anybody_holds_it(self, plain_file):
        memory = SharedMemory.create("radio.mp3/plain", 5000, plain_file=plain_file)
        memory.buf[0] = 7
        other = another_view(memory)
        memory.close()

        assert other.buf[0] == 7
        other.close()


class TestBounds:
    @pytest.mark.parametrize(("name", "size"), [("x", 0), ("x", -1), ("x" * (LONGEST_NAME + 1), 10)])
    def test_memory_of_no_size_or_of_an_endless_name_is_refused(self, name, size):
        with pytest.raises(ValueError, match="no memory of"):
            SharedMemory.create(name, size)

    @pytest.mark.skipif(sys.platform == "win32", reason="tags know their size")
    def test_memory_that_is_smaller_than_was_said_is_refused(self):
        memory = SharedMemory.create("x", 4096)

        with pytest.raises(ValueError, match="length"):
            SharedMemory.from_descriptor("x", 1 << 30, os.dup(memory.fileno()))
        memory.close()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux can seal a size")
    def test_nobody_can_shrink_it_under_its_readers(self):
        memory = SharedMemory.create("x", 8192)

        with pytest.raises(PermissionError):
            os.ftruncate(memory.fileno(), 4096)
        memory.close()


class TestLettingGo:
    def test_slices_that_are_still_held_keep_their_bytes(self):
        memory = SharedMemory.create("x", 100)
        memory.buf[:3] = b"abc"
        held = memory.buf[:3]
        memory.close()

        assert bytes(held) == b"abc"

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no descriptors")
    def test_memory_that_is_forgotten_is_let_go(self):
        memory = SharedMemory.create("x", 100)
        descriptor = memory.fileno()
        del memory

        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)

    def test_letting_go_twice_is_once(self):
        memory = SharedMemory.create("x", 100)
        memory.close()
        memory.close()

        assert memory.fileno() == -1
