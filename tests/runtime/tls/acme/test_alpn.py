import hashlib
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from acme import messages
from cryptography import x509

from runtime.tls.acme.alpn import ACME_IDENTIFIER, TLSALPN01, alpn_proof
from runtime.tls.acme.names import identifier

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def certificate():
    return x509.load_pem_x509_certificate(
        alpn_proof(identifier("radio.example"), "token.print", NOW).cert.encode()
    )


class TestTheCertificateThatProves:
    def test_holds_the_digest_in_a_critical_extension(self, certificate):
        extension = certificate.extensions.get_extension_for_oid(ACME_IDENTIFIER)

        assert extension.critical
        assert extension.value.value == b"\x04\x20" + hashlib.sha256(b"token.print").digest()

    def test_has_the_name_and_no_other(self, certificate):
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

        assert list(names) == [x509.DNSName("radio.example")]

    def test_holds_now(self, certificate):
        assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc

    @pytest.mark.parametrize(
        ("address", "asked"),
        [
            ("192.0.2.7", "7.2.0.192.in-addr.arpa"),
            ("2001:db8::1", "1.0.0.0." + "0.0.0.0." * 5 + "8.b.d.0.1.0.0.2.ip6.arpa"),
        ],
    )
    def test_of_an_address_is_asked_for_by_its_reverse_name(self, address, asked):
        proof = alpn_proof(identifier(address), "token.print", NOW)
        certificate = x509.load_pem_x509_certificate(proof.cert.encode())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

        assert proof.name == asked
        assert list(names) == [x509.IPAddress(ip_address(address))]

    def test_shows_no_key(self):
        assert "PRIVATE" not in repr(alpn_proof(identifier("radio.example"), "token.print", NOW))


class TestTheChallenge:
    def test_is_known_to_the_package_again(self):
        body = messages.ChallengeBody.from_json(
            {"type": "tls-alpn-01", "url": "https://ca.example/c/1", "token": "A" * 22, "status": "pending"}
        )

        assert isinstance(body.chall, TLSALPN01)
