"""dnspython against a name server of the test's own."""

import asyncio
import contextlib

import pytest
from dnslib import CAA, CNAME, NS, QTYPE, RCODE, RR, TXT, A
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from runtime.tls.dns import DnsQuestions
from runtime.tls.dns.questions import place


class Names(BaseResolver):
    def resolve(self, request, handler):
        reply = request.reply()
        name, kind = str(request.q.qname).rstrip("."), QTYPE[request.q.qtype]
        entries = {
            ("radio.example", "TXT"): [TXT("one"), TXT([b"two-", b"parts"])],
            ("radio.example", "NS"): [NS("ns1.radio.example")],
            ("radio.example", "CAA"): [CAA(0, "issue", "letsencrypt.org")],
            ("alias.example", "CNAME"): [CNAME("radio.example")],
            ("ns1.radio.example", "A"): [A("192.0.2.1")],
        }
        if name == "broken.example":
            reply.header.rcode = RCODE.SERVFAIL
        elif not any(each == name for each, _ in entries):
            reply.header.rcode = RCODE.NXDOMAIN
        for each in entries.get((name, kind), []):
            reply.add_answer(RR(name, request.q.qtype, ttl=1, rdata=each))
        return reply


@contextlib.contextmanager
def serving():
    server = DNSServer(Names(), address="127.0.0.1", port=0, logger=DNSLogger(logf=lambda _: None))
    server.start_thread()
    try:
        yield f"127.0.0.1:{server.server.server_address[1]}"
    finally:
        server.stop()
        server.server.server_close()


@pytest.fixture(scope="module")
def server():
    with serving() as address:
        yield address


@pytest.fixture(params=["directly", "as a resolver"])
def ask(request, server):
    def ask(name, kind):
        if request.param == "directly":
            return asyncio.run(DnsQuestions().ask(name, kind, server))
        return asyncio.run(DnsQuestions((server,)).ask(name, kind))

    return ask


class TestAsking:
    @pytest.mark.parametrize(
        ("name", "kind", "found"),
        [
            ("radio.example", "TXT", {"one", "two-parts"}),
            ("radio.example", "NS", {"ns1.radio.example"}),
            ("radio.example", "CAA", {'0 issue "letsencrypt.org"'}),
            ("alias.example", "CNAME", {"radio.example"}),
            ("radio.example", "CNAME", set()),
            ("nowhere.example", "TXT", set()),
        ],
    )
    def test_gives_what_stands_there(self, ask, name, kind, found):
        assert set(ask(name, kind)) == found

    def test_gives_nothing_known_where_the_server_fails(self, ask):
        assert ask("broken.example", "TXT") is None


class TestWhereAServerIs:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("192.0.2.53", ("192.0.2.53", 53)),
            ("192.0.2.53:5353", ("192.0.2.53", 5353)),
            ("2001:db8::53", ("2001:db8::53", 53)),
            ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
            ("[2001:db8::53]", ("2001:db8::53", 53)),
        ],
    )
    def test_is_read(self, text, found):
        assert place(text) == found
