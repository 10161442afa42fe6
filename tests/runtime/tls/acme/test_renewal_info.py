"""What an authority says of the renewal of a certificate."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
import requests

from runtime.testing import ManualClock
from runtime.tls.acme.authority import AcmeFault
from runtime.tls.acme.renewal_info import read_renewal_info
from runtime.tls.acme.talk import Talk


class Directory:
    """With renewal information."""

    renewalInfo = "https://ca.example/ari"  # noqa: N815 - as RFC 9773 calls it


class Conversation:
    """One with an authority that answers this."""

    host, url, status, clock = "ca.example", "https://ca.example/dir", 200, ManualClock()
    parsed, pause_of = Talk.parsed, Talk.pause_of

    def __init__(self, body):
        self.body = body

    async def directory(self):
        return Directory()

    async def get(self, _url):
        answer = requests.Response()
        answer.status_code, answer._content = 200, self.body
        return answer


def told(body):
    return asyncio.run(read_renewal_info(Conversation(body), "a.b"))


def window(start, end, **more):
    return json.dumps({"suggestedWindow": {"start": start, "end": end}, **more}).encode()


class TestAWindow:
    def test_may_lie_in_the_past(self):
        found = told(
            window("2026-01-01T00:00:00Z", "2026-01-02T00:00:00+02:00", explanationURL="https://why.example")
        )

        assert (found.start, found.end) == (
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2026, 1, 1, 22, tzinfo=UTC),
        )
        assert (found.retry_after, found.explanation) == (21600.0, "https://why.example")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"{}",
            b"<html>",
            b'{"suggestedWindow":null}',
            b'{"suggestedWindow":{}}',
            b'{"suggestedWindow":[]}',
            window("x", "y"),
            window(None, None),
            window(1, 2),
            window("2026-01-01T00:00:00", "2026-01-02T00:00:00Z"),
            window("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ],
    )
    def test_that_is_none_is_a_fault_of_the_authority_in_words(self, body):
        with pytest.raises(
            AcmeFault, match=r"ca\.example (answered what no authority should|tells a window)"
        ) as fault:
            told(body)

        assert fault.value.problem == "answer"
