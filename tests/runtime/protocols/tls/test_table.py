"""The table of certificates: it travels whole, and shows nothing that is secret."""

import pytest

from runtime.errors import PeerFault
from runtime.net.framing import LARGEST_BLOB
from runtime.protocols.tls import MOST_CERTIFICATES, CertificateTable, ServedCertificate

RADIO = ServedCertificate(("radio.example", "*.radio.example"), "chain", "SECRET", "rsa chain", "RSA SECRET")

TABLE = CertificateTable(
    (RADIO,), {"token": "token.thumbprint"}, {"radio.example": RADIO}, self_signed=True, redirect=True
)


class TestTravelling:
    def test_everything_arrives(self):
        assert CertificateTable.from_fields(TABLE.to_fields()) == TABLE

    def test_a_certificate_without_a_second_pair_says_nothing_of_one(self):
        alone = ServedCertificate(("radio.example",), "chain", "key")

        assert "rsa_key" not in alone.to_fields()
        assert ServedCertificate.from_fields(alone.to_fields()) == alone

    def test_an_older_station_may_say_less(self):
        assert CertificateTable.from_fields({"certificates": []}) == CertificateTable()

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"certificates": [{}]},
            {"certificates": 3},
            {"certificates": [], "proofs": 3},
            {"certificates": ["SECRET"]},
        ],
    )
    def test_what_is_no_table_is_refused_without_showing_it(self, given):
        with pytest.raises(PeerFault) as refused:
            CertificateTable.from_fields(given)

        assert "SECRET" not in str(refused.value)
        assert refused.value.__cause__ is None

    def test_as_many_certificates_as_there_may_be_fit_into_one_message(self):
        a_large_pair = 9000

        assert MOST_CERTIFICATES * 2 * a_large_pair < LARGEST_BLOB


class TestSecrets:
    def test_no_key_and_no_proof_is_shown(self):
        shown = f"{TABLE!r} {RADIO} {TABLE}"

        assert "SECRET" not in shown
        assert "thumbprint" not in shown
