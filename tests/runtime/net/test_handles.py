import os
import socket
import sys

import pytest

from runtime.errors import OurFault, PeerFault
from runtime.net.handles import PlainCarrier, carrier_for


class TestAConnectionThatCanCarryNothing:
    def test_it_refuses_to_send_a_handle(self):
        with socket.socket() as sock, pytest.raises(OurFault, match="cannot travel"):
            PlainCarrier().describe(sock)

    def test_it_believes_in_no_handle_either(self):
        with pytest.raises(PeerFault):
            PlainCarrier().take({"kind": "socket"})


class TestChoosing:
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows shares over any connection")
    def test_a_network_connection_on_unix_carries_bytes_alone(self):
        with socket.socket() as sock:
            assert type(carrier_for(sock, None)) is PlainCarrier

    def test_a_pair_of_sockets_carries_handles(self):
        one, other = socket.socketpair()
        with one, other:
            described = carrier_for(one, os.getpid()).describe(other)

            assert described["kind"] == "socket"
