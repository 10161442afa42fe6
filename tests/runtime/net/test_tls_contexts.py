"""Contexts: certificates of a table, ready for handshakes."""

import functools
import ssl

import pytest
import trustme

from runtime.errors import OperatorFault, PeerFault
from runtime.net.tls_contexts import TlsContexts, make_context
from runtime.protocols.tls import CertificateTable, ClientHello, ServedCertificate


@functools.cache
def pair(name, kind="ECDSA"):
    made = trustme.CA().issue_cert(name, key_type=trustme.KeyType[kind])
    chain = b"".join(each.bytes() for each in made.cert_chain_pems)
    return chain.decode(), made.private_key_pem.bytes().decode()


@functools.cache
def certificate(name, issue=0):  # another issue is another certificate
    return ServedCertificate((name,), *pair(name))


ANYBODY = ClientHello()
BROKEN = ServedCertificate(("broken.example",), "no chain", "no key")


def contexts(*certificates, **how):
    made = TlsContexts()
    made.show(CertificateTable(certificates, **how))
    return made


class TestAContext:
    def test_begins_with_tls_1_2_and_knows_nothing_weak(self):
        context = make_context(certificate("radio.example"))
        names = {cipher["name"] for cipher in context.get_ciphers()}

        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
        assert all(name.startswith(("TLS_", "ECDHE-")) for name in names)
        assert all("GCM" in name or "CHACHA20" in name for name in names)
        assert {"TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"} <= names
        assert ssl.OP_NO_RENEGOTIATION in context.options

    def test_of_old_devices_knows_more(self):
        context = make_context(certificate("radio.example"), "legacy")
        names = {cipher["name"] for cipher in context.get_ciphers()}

        assert context.minimum_version is ssl.TLSVersion.MINIMUM_SUPPORTED
        assert "AES128-SHA" in names
        assert not any(
            word in name for name in names for word in ("NULL", "RC4", "EXP", "ADH", "AECDH", "MD5")
        )

    def test_is_refused_in_words_that_hold_no_key(self):
        chain, _ = pair("radio.example")
        _, strange = pair("other.example")
        with pytest.raises(OperatorFault, match=r"the certificate for radio\.example cannot be used") as told:
            make_context(ServedCertificate(("radio.example",), chain, strange))

        assert "KEY_VALUES_MISMATCH" in str(told.value)
        assert "BEGIN" not in str(told.value)

    def test_asks_nobody_for_the_password_of_a_key(self):
        encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----"
        with pytest.raises(OperatorFault):
            make_context(ServedCertificate(("radio.example",), pair("radio.example")[0], encrypted))


class TestContexts:
    def test_are_made_when_somebody_asks_and_kept(self):
        made = contexts(certificate("radio.example"))

        assert made.choose(ANYBODY, "") is made.choose(ANYBODY, "")
        assert made.choose(ANYBODY, "", legacy=True) is not made.choose(ANYBODY, "")

    def test_stay_while_their_certificate_is_in_the_table(self):
        made = contexts(certificate("radio.example"))
        before = made.choose(ANYBODY, "")
        made.show(CertificateTable((certificate("radio.example"),), proofs={"token": "text"}))
        same = made.choose(ANYBODY, "")
        made.show(CertificateTable((certificate("radio.example", issue=1), certificate("other.example"))))

        assert same is before
        assert len(made._made) <= 1

    def test_that_cannot_be_made_are_told_once_and_give_way_to_the_first(self, caplog):
        made = contexts(certificate("radio.example"), BROKEN)
        served = [made.choose(ClientHello("broken.example"), "") for _ in range(3)]

        assert served == [made.choose(ANYBODY, "")] * 3
        assert len(caplog.records) == 1

    def test_that_are_not_there_are_a_fault(self, caplog):
        with pytest.raises(PeerFault, match="no certificate"):
            contexts().choose(ANYBODY, "")
        with pytest.raises(PeerFault, match="no certificate"):
            contexts(BROKEN).choose(ANYBODY, "")

        assert "broken.example" in caplog.text

    def test_of_proofs_are_for_authorities_alone(self):
        made = contexts(certificate("radio.example"), alpn_proofs={"radio.example": certificate("proof")})
        asked = ClientHello("radio.example", ("acme-tls/1",))

        assert made.choose(asked, "") is not made.choose(ClientHello("radio.example"), "")
        with pytest.raises(PeerFault, match="proof"):
            made.choose(ClientHello("other.example", ("acme-tls/1",)), "")
