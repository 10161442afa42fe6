"""What the conversations of all dialects have in common."""

import pytest

from runtime.errors import OurFault
from runtime.protocols.http1 import HeadLimits
from runtime.protocols.icecast.source_client import SourceClient
from runtime.protocols.shoutcast import ShoutcastClient, UltravoxClient
from runtime.protocols.source import Ended

CORES = {
    "icecast": lambda now: SourceClient(now, HeadLimits()),
    "shoutcast": ShoutcastClient,
    "ultravox": lambda now: UltravoxClient(now, "key"),
}
each = pytest.mark.parametrize("core", CORES)


class TestEveryDialect:
    @each
    def test_is_harmless_before_it_has_said_anything(self, core):
        ended = CORES[core](0.0).receive_eof(1.0)

        assert ended == [Ended("it left before it sent anything", harmless=True)]

    @each
    def test_ends_once(self, core):
        client = CORES[core](0.0)
        client.receive_eof(1.0)

        assert client.receive_eof(2.0) == []
        assert client.receive_data(b"more\n", 2.0) == []
        assert client.next_deadline() is None

    @each
    def test_has_fifteen_seconds_to_open(self, core):
        client = CORES[core](100.0)

        assert client.handle_timeout(114.9) == []
        assert client.handle_timeout(115.0) != []

    @each
    def test_is_answered_only_when_it_asked(self, core):
        client = CORES[core](0.0)

        with pytest.raises(OurFault):
            client.accept(0.0)

    def test_may_be_given_another_timeout(self):
        client = ShoutcastClient(0.0)
        client.receive_data(b"secret\n", 0.0)
        client.timeout = 30.0
        client.accept(0.0)
        client.receive_data(b"icy-name:x\n\nsound", 1.0)

        assert client.next_deadline() == 31.0
