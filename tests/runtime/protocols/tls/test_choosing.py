"""Which certificate a client is served."""

import pytest

from runtime.protocols.tls import (
    CertificateChoice,
    CertificateTable,
    ClientHello,
    ServedCertificate,
    asks_for_proof,
)


def certificate(*names):
    return ServedCertificate(names, f"chain of {names[0]}", "key")


FIRST, WILD, EXACT, NUMBERED = (
    certificate("first.example"),
    certificate("*.radio.example", "radio.example"),
    certificate("live.radio.example"),
    certificate("192.0.2.1"),
)
PROOF = certificate("radio.example")
CHOICE = CertificateChoice(
    CertificateTable((FIRST, WILD, EXACT, NUMBERED), alpn_proofs={"radio.example": PROOF})
)


class TestByName:
    @pytest.mark.parametrize(
        ("name", "served"),
        [
            ("radio.example", WILD),
            ("any.radio.example", WILD),
            ("live.radio.example", EXACT),
            ("deep.any.radio.example", FIRST),
            ("*.radio.example", WILD),
            ("unknown.example", FIRST),
            ("example", FIRST),
            ("", FIRST),
        ],
    )
    def test_the_exact_name_goes_before_the_wildcard_and_the_first_is_for_strangers(self, name, served):
        assert CHOICE.certificate(name, "198.51.100.1") is served

    def test_who_names_nobody_is_known_by_the_address_he_came_to(self):
        assert CHOICE.certificate("", "192.0.2.1") is NUMBERED

    def test_of_two_for_one_name_the_first_is_served(self):
        again = certificate("first.example")

        assert CertificateChoice(CertificateTable((FIRST, again))).certificate("first.example", "") is FIRST

    def test_without_any_there_is_none(self):
        assert CertificateChoice(CertificateTable()).certificate("radio.example", "") is None


class TestWhoWouldBelieveIt:
    @pytest.mark.parametrize(
        ("host", "believed"),
        [
            ("First.example", True),
            ("a.radio.example", True),
            ("192.0.2.1", True),
            ("localhost", False),
            ("", False),
        ],
    )
    def test_is_who_calls_us_by_a_name_in_a_certificate(self, host, believed):
        assert CHOICE.covers(host) is believed

    def test_is_nobody_where_the_first_certificate_is_a_stand_in(self):
        choice = CertificateChoice(CertificateTable((FIRST, WILD), self_signed=True))

        assert not choice.covers("first.example")
        assert choice.covers("radio.example")


class TestProofs:
    def test_an_authority_says_acme_and_nothing_else(self):
        assert asks_for_proof(ClientHello(protocols=("acme-tls/1",)))
        assert not asks_for_proof(ClientHello(protocols=("acme-tls/1", "http/1.1")))
        assert not asks_for_proof(ClientHello())

    def test_it_sees_the_proof_of_the_name_and_of_no_other(self):
        assert CHOICE.proof("radio.example") is PROOF
        assert CHOICE.proof("other.example") is None
