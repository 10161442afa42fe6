"""One connection's TLS without a socket, and many at one bench."""

import contextlib
import functools
import ssl

import pytest
import trustme

from runtime.net.tls_connection import TlsConnection
from runtime.net.tls_contexts import make_context
from runtime.net.tls_session import RECORD_BYTES, Bench, TlsSession
from runtime.protocols.tls import ServedCertificate
from runtime.testing import memory_socket_pair


@functools.cache
def served():
    authority = trustme.CA()
    made = authority.issue_cert("localhost", key_type=trustme.KeyType.ECDSA)
    chain = b"".join(each.bytes() for each in made.cert_chain_pems).decode()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return make_context(
        ServedCertificate(("localhost",), chain, made.private_key_pem.bytes().decode())
    ), trusting


class Client:
    """The other side, as OpenSSL has it."""

    def __init__(self):
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = served()[1].wrap_bio(self.into, self.out, server_hostname="localhost")

    def shake(self, session):
        while not session.established:
            with contextlib.suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            session.receive_data(self.out.read())
            self.into.write(session.data_to_send())
        return self

    def say(self, data):
        self.tls.write(data)
        return self.out.read()

    def hear(self, data):
        self.into.write(data)
        heard = b""
        with contextlib.suppress(ssl.SSLWantReadError):
            while piece := self.tls.read(1 << 16):
                heard += piece
        return heard


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def session(bench):
    return TlsSession(served()[0], bench)


class TestASession:
    def test_speaks_both_ways(self, session):
        client = Client().shake(session)

        assert session.version == "TLSv1.3"
        assert session.receive_data(client.say(b"asked")) == b"asked"
        assert client.hear(session.encrypt(b"answered")) == b"answered"

    def test_leaves_the_bench_empty_whatever_comes(self, session, bench):
        client = Client().shake(session)
        said = client.say(b"a" * 40_000)
        for at in range(0, len(said), 1000):
            session.receive_data(said[at : at + 1000])

            assert bench.incoming.pending == bench.outgoing.pending == 0

    def test_keeps_what_is_left_of_a_record_though_others_use_the_bench(self, bench):
        sessions = [TlsSession(served()[0], bench) for _ in range(5)]
        clients = [Client().shake(session) for session in sessions]
        texts = [f"text of {number} ".encode() * 500 for number in range(5)]
        said = [client.say(text) for client, text in zip(clients, texts, strict=True)]
        heard = [b""] * 5
        for at in range(0, max(map(len, said)), 100):
            for number, session in enumerate(sessions):
                heard[number] += session.receive_data(said[number][at : at + 100])

        assert heard == texts

    def test_that_is_told_rubbish_fails_alone(self, session, bench):
        other = TlsSession(served()[0], bench)
        client = Client().shake(other)
        with pytest.raises(ssl.SSLError):
            session.receive_data(b"\x16\x03\x01\x00\x05hello and more")

        assert session.data_to_send()[:1] == b"\x15"
        assert other.receive_data(client.say(b"asked")) == b"asked"

    def test_hears_the_end_and_may_speak_on(self, session):
        client = Client().shake(session)
        with pytest.raises(ssl.SSLWantReadError):
            client.tls.unwrap()
        session.receive_data(client.out.read())

        assert session.ended
        assert session.encrypt(b"late answer")

    def test_tells_the_end_and_may_hear_on(self, session):
        client = Client().shake(session)
        client.into.write(session.finish())

        assert client.tls.read(10) == b""
        assert not session.ended

    def test_that_never_began_has_no_end_to_tell(self, session):
        assert session.finish() == b""


class TestAListenersConnection:
    @pytest.fixture
    def connected(self, bench):
        """A connection over a socket in memory that takes 50,000 bytes, and its listener."""
        here, there = memory_socket_pair(capacity=50_000)
        connection = TlsConnection(here, served()[0], bench)
        return connection, Client().shake(connection._session), there

    def hear(self, client, there):
        data = bytes(there.inbox)
        there.inbox.clear()
        return client.hear(data)

    def test_gets_everything_in_order_though_its_socket_is_full_again_and_again(self, connected):
        connection, client, there = connected
        sound = bytes(range(256)) * 1000
        sent, heard = 0, b""
        while sent < len(sound):
            try:
                sent += connection.send(memoryview(sound)[sent:])
            except BlockingIOError:
                heard += self.hear(client, there)
            assert len(connection._unsent) <= RECORD_BYTES + 100
        while connection._unsent:
            heard += self.hear(client, there)
            connection.send(b"")
        heard += self.hear(client, there)

        assert heard == sound

    def test_takes_nothing_while_the_rest_of_a_record_waits(self, connected):
        connection, _, there = connected
        taken = connection.send(bytes(200_000))

        assert taken == 4 * RECORD_BYTES
        assert there.room() == 0
        with pytest.raises(BlockingIOError):
            connection.send(b"more")

    def test_a_tick_of_sound_is_one_send_of_one_record(self, connected):
        connection, client, there = connected
        sends = connection.sock.sends

        assert connection.send(bytes(16_000)) == 16_000
        assert connection.sock.sends == sends + 1
        assert len(self.hear(client, there)) == 16_000

    def test_is_told_the_end_where_there_is_room(self, connected):
        connection, client, there = connected
        connection.send(b"last words")
        connection.close()
        client.into.write(bytes(there.inbox))

        assert client.tls.read(100) == b"last words"
        assert client.tls.read(100) == b""

    def test_that_has_gone_is_an_error_of_the_network(self, connected):
        connection, _, there = connected
        there.close()

        with pytest.raises(OSError, match="closed"):
            connection.send(b"sound")
        connection.close()
