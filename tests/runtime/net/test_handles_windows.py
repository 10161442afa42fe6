import os
import socket
import sys

import pytest

from runtime.errors import PeerFault
from runtime.kernel import SharedMemory

pytestmark = pytest.mark.skipif(
    sys.platform != "win32", reason="sockets are shared like this on Windows only"
)


@pytest.fixture
def carrier():
    from runtime.net.handles_windows import ShareCarrier

    return ShareCarrier(os.getpid())


class TestSharing:
    def test_a_socket_can_be_taken_as_described(self, carrier):
        one, other = socket.socketpair()
        described = carrier.describe(other)
        other.close()
        with one, carrier.take(described) as taken:
            one.sendall(b"hello")

            assert taken.recv(10) == b"hello"

    def test_memory_is_taken_by_its_tag(self, carrier):
        memory = SharedMemory.create("x", 100)
        taken = carrier.take(carrier.describe(memory))
        memory.buf[0] = 5

        assert taken.buf[0] == 5
        memory.close()
        taken.close()

    @pytest.mark.parametrize(
        "description", [{}, {"kind": "socket"}, {"kind": "socket", "share": "?"}, {"kind": "memory"}, 7]
    )
    def test_what_is_described_in_no_known_way_is_the_peers_fault(self, carrier, description):
        with pytest.raises(PeerFault):
            carrier.take(description)

    def test_nothing_can_be_shared_with_a_process_that_is_gone(self):
        from runtime.net.handles_windows import ShareCarrier

        with socket.socket() as sock, pytest.raises(OSError):  # noqa: PT011 - Windows has many words for it
            ShareCarrier(0x7FFFFFF0).describe(sock)
