import queue
import socket
import sys

import pytest

from runtime.errors import OperatorFault, PortTaken
from runtime.net import Message, channel_pair
from runtime.supervisor.ground import Ground

PATIENCE = 10.0
"""Seconds until a test gives up."""

ACCEPTING = [
    pytest.param(
        False,
        id="edges accept",
        marks=pytest.mark.skipif(
            sys.platform == "win32", reason="a listen socket cannot be shared on Windows"
        ),
    ),
    pytest.param(True, id="the ground accepts"),
]


class Edge:
    """An edge's end of its channel to the supervisor."""

    def __init__(self, ground: Ground, index: int = 1) -> None:
        self.there, self.here = channel_pair()
        self.heard: queue.Queue[Message] = queue.Queue()
        self.here.start(lambda task: task(), self.heard.put, lambda _: None)
        self.there.start(lambda task: task(), Message.discard, lambda _: None)
        ground.add_edge(index, self.there)

    def hear(self) -> Message:
        return self.heard.get(timeout=PATIENCE)

    def close(self) -> None:
        for channel in (self.here, self.there):
            channel.close()
            assert channel.join(PATIENCE)


@pytest.fixture
def ground(request):
    ground = Ground(memory_limit=1 << 20, accepting=getattr(request, "param", False))
    yield ground
    ground.close()


@pytest.fixture
def edge(ground):
    edge = Edge(ground)
    yield edge
    edge.close()


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=PATIENCE)


@pytest.mark.parametrize("ground", ACCEPTING, indirect=True)
class TestListening:
    def test_port_0_is_answered_with_the_real_one(self, ground):
        host, port = ground.listen("http", "127.0.0.1", 0)

        assert (host, port > 0) == ("127.0.0.1", True)

    def test_asked_again_the_same_stays_as_it_is(self, ground):
        first = ground.listen("http", "127.0.0.1", 0)

        assert ground.listen("http", "127.0.0.1", 0) == first

    def test_asked_for_another_address_it_moves(self, ground):
        _, first = ground.listen("http", "127.0.0.1", 0)
        _, second = ground.listen("http", "", 0)

        assert first != second
        with pytest.raises((ConnectionError, TimeoutError)):
            connect(("127.0.0.1", first))

    def test_a_port_that_is_taken_is_refused(self, ground):
        address = ground.listen("http", "127.0.0.1", 0)

        with pytest.raises(PortTaken):
            ground.listen("admin", *address)

    def test_a_connection_reaches_an_edge(self, ground, edge):
        address = ground.listen("http", "127.0.0.1", 0)
        with connect(address) as player, edge.hear().socket() as sock:
            if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                sock, _ = sock.accept()
            player.sendall(b"hello")

            assert sock.recv(5) == b"hello"
            sock.close()


@pytest.mark.parametrize("ground", [True], indirect=True)
class TestAcceptingForTheEdges:
    def test_they_take_turns(self, ground):
        edges = [Edge(ground, index) for index in (1, 2, 3)]
        address = ground.listen("http", "127.0.0.1", 0)
        taken = []
        for turn in range(6):
            with connect(address):
                message = edges[turn % 3].hear()
                taken.append(message.fields["id"])
                message.discard()
        for one in edges:
            one.close()

        assert taken == ["http"] * 6

    def test_the_peer_is_told(self, ground, edge):
        address = ground.listen("http", "127.0.0.1", 0)
        with connect(address) as player:
            message = edge.hear()
            message.discard()

            assert tuple(message.fields["peer"]) == player.getsockname()

    def test_a_connection_waits_until_an_edge_is_there(self, ground):
        address = ground.listen("http", "127.0.0.1", 0)
        with connect(address):
            edge = Edge(ground)
            message = edge.hear()
            message.discard()

            assert message.type == "connection"
        edge.close()

    def test_it_is_closed_when_none_comes(self, ground, monkeypatch):
        monkeypatch.setattr("runtime.supervisor.ground.WAIT_FOR_EDGE", 0.0)
        address = ground.listen("http", "127.0.0.1", 0)
        with connect(address) as player:
            assert player.recv(1) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="a listen socket cannot be shared on Windows")
class TestWhatEdgesAreGiven:
    def test_who_comes_late_gets_all_there_is(self, ground):
        ground.memory("a", 4096)
        address = ground.listen("http", "127.0.0.1", 0)
        edge = Edge(ground)
        memory, listen = edge.hear(), edge.hear()

        assert (memory.type, dict(memory.fields)) == ("memory", {"name": "a", "size": 4096})
        assert (listen.type, dict(listen.fields)) == (
            "listen",
            {"id": "http", "host": address[0], "port": address[1], "mode": "plain"},
        )
        for message in (memory, listen):
            message.discard()
        edge.close()

    def test_who_is_here_is_told_what_comes_and_goes(self, ground, edge):
        ground.memory("a", 4096)
        ground.listen("http", "127.0.0.1", 0)
        ground.release("a")
        ground.unlisten("http")
        heard = [edge.hear() for _ in range(4)]
        for message in heard:
            message.discard()

        assert [message.type for message in heard] == ["memory", "listen", "release", "unlisten"]


class TestMemory:
    def test_the_same_name_and_size_are_the_same_memory(self, ground):
        memory = ground.memory("a", 4096)
        memory.buf[0] = 1

        assert ground.memory("a", 4096) is memory

    def test_another_size_is_a_new_memory(self, ground):
        ground.memory("a", 4096).buf[0] = 1

        assert ground.memory("a", 8192).buf[0] == 0
        assert [memory.size for memory in ground.memories] == [8192]

    def test_all_of_it_together_is_bounded(self, ground):
        ground.memory("a", 1 << 19)

        with pytest.raises(
            OperatorFault, match="1 MiB of shared memory would be in use with b, and 1 are allowed"
        ):
            ground.memory("b", (1 << 19) + 1)

    def test_what_was_released_can_be_had_again(self, ground):
        for _ in range(10):
            ground.memory("a", 1 << 20)
            ground.release("a")

        assert ground.memories == ()

    def test_memory_of_no_size_is_refused(self, ground):
        with pytest.raises(OperatorFault):
            ground.memory("a", 0)


class TestTheModeOfADoor:
    @pytest.mark.skipif(sys.platform == "win32", reason="a listen socket cannot be shared on Windows")
    def test_goes_to_the_edges_with_its_socket(self, ground, edge):
        ground.listen("https", "127.0.0.1", 0, "tls")
        told = edge.hear()
        told.discard()

        assert (told.type, told.fields["mode"]) == ("listen", "tls")

    @pytest.mark.skipif(sys.platform == "win32", reason="a listen socket cannot be shared on Windows")
    def test_may_change_while_the_socket_stays(self, ground, edge):
        address = ground.listen("http", "127.0.0.1", 0)
        edge.hear().discard()

        assert ground.listen("http", "127.0.0.1", 0, "both") == address
        told = edge.hear()
        told.discard()
        assert (told.type, told.fields["mode"]) == ("listen", "both")

    @pytest.mark.parametrize("ground", [True], indirect=True, ids=["the ground accepts"])
    def test_goes_with_every_connection_where_the_ground_accepts(self, ground, edge):
        address = ground.listen("http", "127.0.0.1", 0, "tls")
        modes = []
        for mode in ("tls", "both"):
            ground.listen("http", "127.0.0.1", 0, mode)
            with connect(address):
                told = edge.hear()
                told.discard()
                modes.append(told.fields["mode"])

        assert modes == ["tls", "both"]
