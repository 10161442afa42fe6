import array
import os
import socket
import sys
from pathlib import Path

import pytest

from runtime.errors import PeerFault
from runtime.net.framing import HANDLES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors travel on Unix only")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def pair():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@pytest.fixture
def carrier():
    from runtime.net.handles_unix import DescriptorCarrier

    carrier = DescriptorCarrier()
    yield carrier
    carrier.discard()


def send_descriptors(sock: socket.socket, count: int) -> None:
    descriptors = array.array("i", [sock.fileno()] * count)
    sock.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])


class TestDescriptors:
    def test_they_do_not_pass_to_children(self, pair, carrier):
        send_descriptors(pair[0], 1)
        carrier.receive(pair[1])
        with carrier.take({"kind": "socket"}) as sock:
            assert not sock.get_inheritable()

    def test_more_than_any_message_carries_end_the_channel(self, pair, carrier):
        send_descriptors(pair[0], 5 * HANDLES)

        with pytest.raises(PeerFault, match="more handles"):
            carrier.receive(pair[1])

    def test_what_is_no_socket_is_refused(self, pair, carrier):
        reading, writing = os.pipe()
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [reading]))]
        pair[0].sendmsg([b"x"], rights)
        os.close(reading)
        os.close(writing)
        carrier.receive(pair[1])

        with pytest.raises(OSError, match="socket"):
            carrier.take({"kind": "socket"})

    @pytest.mark.parametrize("description", [{}, {"kind": "file"}, {"kind": "memory"}, 7, None])
    def test_what_is_described_in_no_known_way_is_closed(self, pair, carrier, description):
        send_descriptors(pair[0], 1)
        carrier.receive(pair[1])

        with pytest.raises(PeerFault):
            carrier.take(description)

    @pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors as Linux lists them")
    def test_what_nobody_took_is_closed(self, pair, carrier):
        before = open_files()
        send_descriptors(pair[0], 3)
        carrier.receive(pair[1])
        carrier.discard()

        assert open_files() == before
