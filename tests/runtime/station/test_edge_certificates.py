"""What the edges are told of certificates."""

import asyncio
import json

import pytest

from runtime.protocols.tls import CertificateTable, ServedCertificate
from runtime.station import edge_certificates
from runtime.station.edge_certificates import EdgeCertificates

TABLE = CertificateTable((ServedCertificate(("radio.example",), "chain", "key"),))


class Link:
    """A channel that remembers what was said."""

    def __init__(self):
        self.said = []

    def send(self, kind, fields, *, blob):
        self.said.append((kind, fields["version"], CertificateTable.from_fields(json.loads(blob))))


@pytest.fixture
def links():
    return {1: Link(), 2: Link()}


@pytest.fixture
def certificates(links):
    return EdgeCertificates(links)


class TestTelling:
    def test_every_edge_hears_of_every_table(self, certificates, links):
        certificates.publish(TABLE)
        certificates.publish(CertificateTable())

        expected = [("certificates", 1, TABLE), ("certificates", 2, CertificateTable())]
        assert [link.said for link in links.values()] == [expected, expected]

    def test_one_that_joins_hears_of_the_last(self, certificates, links):
        certificates.publish(CertificateTable())
        certificates.publish(TABLE)
        links[3] = Link()
        certificates.came(3, links[3])

        assert links[3].said == [("certificates", 2, TABLE)]

    def test_one_that_joins_before_there_is_any_waits(self, certificates, links):
        certificates.came(1, links[1])

        assert links[1].said == []


class TestBeingTold:
    async def wait(self, certificates, *happenings):
        waiting = asyncio.create_task(certificates.told())
        for happens in happenings:
            await asyncio.sleep(0)
            assert not waiting.done()
            happens()
        return await waiting

    def test_is_over_when_every_edge_serves_the_last_table(self, certificates):
        certificates.publish(TABLE)

        assert asyncio.run(
            self.wait(certificates, lambda: certificates.serves(1, 1), lambda: certificates.serves(2, 1))
        )

    def test_does_not_wait_for_an_edge_that_has_gone(self, certificates, links):
        certificates.publish(TABLE)

        def leave():
            del links[2]
            certificates.left(2)

        assert asyncio.run(self.wait(certificates, lambda: certificates.serves(1, 1), leave))

    def test_an_earlier_table_does_not_count(self, certificates, monkeypatch):
        monkeypatch.setattr(edge_certificates, "TOLD_SECONDS", 0.01)
        certificates.publish(TABLE)
        certificates.serves(1, 1)
        certificates.serves(2, 1)
        certificates.publish(TABLE)
        certificates.serves(1, 2)

        assert not asyncio.run(certificates.told())
