import queue
import socket

import pytest

from runtime.net import Acceptor, listen

PATIENCE = 10.0
"""Seconds until a test gives up."""


@pytest.fixture
def accepted():
    return queue.Queue()


@pytest.fixture
def acceptor(accepted):
    door = listen("127.0.0.1", 0)
    acceptor = Acceptor(door, lambda sock, peer: accepted.put((sock, peer)), name="http")
    acceptor.address = door.getsockname()
    acceptor.start()
    yield acceptor
    acceptor.stop()


class TestAccepting:
    def test_every_connection_is_given_away_with_its_peer(self, acceptor, accepted):
        for _ in range(5):
            with socket.create_connection(acceptor.address) as player:
                sock, peer = accepted.get(timeout=PATIENCE)
                with sock:
                    assert peer == player.getsockname()

    def test_a_connection_is_given_away_blocking_as_no_loop_has_touched_it(self, acceptor, accepted):
        with socket.create_connection(acceptor.address):
            sock, _ = accepted.get(timeout=PATIENCE)
            with sock:
                assert sock.gettimeout() is None

    def test_after_the_stop_nothing_is_accepted(self, acceptor, accepted):
        acceptor.stop()

        with pytest.raises((ConnectionError, TimeoutError)):
            socket.create_connection(acceptor.address, timeout=2)

    def test_stopping_twice_is_once(self, acceptor):
        acceptor.stop()
        acceptor.stop()
