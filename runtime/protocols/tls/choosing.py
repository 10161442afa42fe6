"""Which certificate a client is served: by the name that it says, else by the address that it came to."""

from collections.abc import Mapping

from .client_hello import ClientHello
from .table import CertificateTable, ServedCertificate

__all__ = ["ACME_PROTOCOL", "CertificateChoice", "asks_for_proof"]

ACME_PROTOCOL = "acme-tls/1"
"""What an authority speaks that wants to see a proof (RFC 8737, section 4), and nothing else beside it."""


def asks_for_proof(hello: ClientHello) -> bool:
    """Whether an authority looks at its proof; such a connection carries nothing else."""
    return hello.protocols == (ACME_PROTOCOL,)


class CertificateChoice:
    """Chooses from a table. A certificate that stands earlier goes before a later one of the same name."""

    def __init__(self, table: CertificateTable) -> None:
        self._table = table
        self._by_name: Mapping[str, ServedCertificate] = {
            name: certificate for certificate in reversed(table.certificates) for name in certificate.names
        }

    def serves(self, certificate: ServedCertificate) -> bool:
        """Whether a certificate stands in the table."""
        return certificate in self._table.certificates or certificate in self._table.alpn_proofs.values()

    def certificate(self, name: str, address: str) -> ServedCertificate | None:
        """The certificate for a name in lower case, or for the address it came to; the first for anybody else. None where
        there is none at all.
        """
        exact = self._exactly(name or address)
        return exact if exact is not None else next(iter(self._table.certificates), None)

    def covers(self, host: str) -> bool:
        """Whether a client that calls us so, by name or address, would believe that it is us."""
        found = self._exactly(host.lower())
        return found is not None and not (self._table.self_signed and found is self._table.certificates[0])

    def _exactly(self, name: str) -> ServedCertificate | None:
        wildcard = "*." + name.partition(".")[2]
        return self._by_name.get(name) or self._by_name.get(wildcard)

    def proof(self, name: str) -> ServedCertificate | None:
        """What an authority is to see that asks about a name."""
        return self._table.alpn_proofs.get(name)
