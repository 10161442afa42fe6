"""Certificates as operators have them: what is taken, what is refused, and with which words."""

import contextlib
import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.testing.authority import NOON, Authority
from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong

AUTHORITY = Authority()

DAMAGED = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def paper():
    return AUTHORITY.issue("radio.example", "*.radio.example", "192.0.2.7", "2001:db8::7")


def refused(chain, key, password=None):
    with pytest.raises(CertificateWrong) as wrong:
        Certificate.from_pem(chain, key, password, where="radio.pem", key_where="radio.key")
    return wrong.value


class TestWhatIsRead:
    def test_says_who_signed_it_and_until_when(self, paper):
        read = Certificate.from_pem(paper.chain, paper.key)

        assert (read.issuer, read.not_after, read.key_kind) == (
            "Test Authority",
            NOON + timedelta(days=60),
            "ecdsa",
        )

    def test_has_its_names_and_addresses(self, paper):
        read = Certificate.from_pem(paper.chain, paper.key)

        assert read.names == ("radio.example", "*.radio.example", "192.0.2.7", "2001:db8::7")

    def test_a_good_one_has_no_remarks(self, paper):
        assert Certificate.from_pem(paper.chain, paper.key).remarks == ()

    def test_one_file_may_hold_everything_in_any_order(self, paper):
        read = Certificate.from_pem(
            paper.key + paper.above + paper.leaf, paper.key + paper.above + paper.leaf
        )

        assert read.chain_pem.encode() == paper.chain
        assert read.remarks == ("its chain is not in order; it is served in the right one",)

    def test_the_root_is_not_served(self, paper):
        assert Certificate.from_pem(paper.chain + AUTHORITY.root, paper.key).chain_pem.encode() == paper.chain

    def test_der_is_read_too(self, paper):
        der = x509.load_pem_x509_certificate(paper.leaf).public_bytes(Encoding.DER)

        assert Certificate.from_pem(der, paper.key).name == "radio.example"

    def test_an_encrypted_key_is_opened_by_its_password(self, paper):
        assert Certificate.from_pem(paper.chain, paper.encrypted_key(b"tea"), b"tea").name == "radio.example"

    def test_a_pfx_file_without_a_password_may_be_given_one(self, paper):
        assert Certificate.from_pfx(paper.pfx(None), b"tea").names[0] == "radio.example"

    def test_a_password_that_is_not_needed_does_no_harm(self, paper):
        assert Certificate.from_pem(paper.chain, paper.key, b"tea").name == "radio.example"

    @pytest.mark.parametrize("password", [b"tea", None])
    def test_a_pfx_file_holds_chain_and_key(self, paper, password):
        read = Certificate.from_pfx(paper.pfx(password), password)

        assert read.chain_pem.encode() == paper.chain

    @pytest.mark.parametrize(
        ("key", "kind"),
        [
            (lambda: rsa.generate_private_key(65537, 2048), "rsa"),
            (lambda: ec.generate_private_key(ec.SECP384R1()), "ecdsa"),
            (ed25519.Ed25519PrivateKey.generate, "ed25519"),
        ],
        ids=["rsa", "p384", "ed25519"],
    )
    def test_keys_of_three_kinds_are_known(self, key, kind):
        paper = AUTHORITY.issue("radio.example", key=key())

        assert Certificate.from_pem(paper.chain, paper.key).key_kind == kind

    def test_an_expired_one_is_read_since_it_is_still_served(self):
        paper = AUTHORITY.issue("radio.example", ends=NOON - timedelta(days=1))
        read = Certificate.from_pem(paper.chain, paper.key)

        assert (read.valid(NOON), read.days_left(NOON)) == (False, -1.0)

    def test_neither_key_nor_chain_are_shown(self, paper):
        read = Certificate.from_pem(paper.chain, paper.key)

        assert "PRIVATE" not in repr(read)
        assert "BEGIN" not in repr(read.served())

    def test_the_authority_knows_it_by_key_identifier_and_serial(self):
        paper = AUTHORITY.issue("radio.example")
        read = Certificate.from_pem(paper.chain, paper.key)
        identifier, dot, serial = read.replaces().partition(".")

        assert (len(identifier), dot) == (27, ".")
        assert serial.rstrip("=") == serial


class TestRenewalInformationId:
    def test_is_the_one_of_the_standard(self, monkeypatch):
        """RFC 9773 §4.1: key identifier 69:88:5B:6B:87:46:40:41:E1:B3:7B:84:7B:A0:AE:2C:DE:01:C8:D4, serial 00:87:65:43:21."""
        identifier = bytes.fromhex("69885B6B87464041E1B37B847BA0AE2CDE01C8D4")
        monkeypatch.setattr(x509, "random_serial_number", lambda: 0x87654321)
        monkeypatch.setattr(
            x509.AuthorityKeyIdentifier,
            "from_issuer_public_key",
            lambda _key: x509.AuthorityKeyIdentifier(identifier, None, None),
        )
        paper = AUTHORITY.issue("radio.example")

        assert (
            Certificate.from_pem(paper.chain, paper.key).replaces() == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"
        )


class TestWhatItIsFor:
    @pytest.mark.parametrize(
        ("name", "covered"),
        [
            ("radio.example", True),
            ("RADIO.example.", True),
            ("a.radio.example", True),
            ("a.b.radio.example", False),
            ("other.example", False),
            ("192.0.2.7", True),
            ("192.0.2.8", False),
        ],
    )
    def test_a_star_stands_for_one_part(self, paper, name, covered):
        assert Certificate.from_pem(paper.chain, paper.key).covers(name) is covered


class TestWhatIsRefused:
    def test_a_key_of_another_certificate(self, paper):
        wrong = refused(paper.chain, AUTHORITY.issue("other.example").key)

        assert str(wrong) == (
            "radio.pem: radio.key is not the key of radio.example; name the key that this certificate was asked for with"
        )

    def test_a_chain_of_another_certificate(self, paper):
        wrong = refused(paper.leaf + Authority("Somebody").below, paper.key)

        assert wrong.wrong == "chain"
        assert "that was Test Authority" in wrong.reason

    def test_a_key_where_the_certificate_should_be(self, paper):
        assert "it holds a key and no certificate" in str(refused(paper.key, paper.key))

    def test_a_certificate_where_the_key_should_be(self, paper):
        assert str(refused(paper.chain, paper.chain)).startswith(
            "radio.key: it holds a certificate and no key"
        )

    @pytest.mark.parametrize("data", [b"", b"\0" * 40, b"hello", DAMAGED])
    def test_what_is_no_certificate(self, paper, data):
        assert refused(data, paper.key).wrong == "unreadable"

    @pytest.mark.parametrize(
        "data", [b"", b"\0" * 40, b"hello", DAMAGED.replace(b"CERTIFICATE", b"PRIVATE KEY")]
    )
    def test_what_is_no_key(self, paper, data):
        assert refused(paper.chain, data).wrong == "unreadable"

    def test_a_file_that_is_much_too_large(self, paper):
        assert refused(b"-" * 300_000, paper.key).wrong == "too large"

    def test_a_key_that_needs_a_password(self, paper):
        assert 'give it `password=secret("file:…")`' in str(refused(paper.chain, paper.encrypted_key(b"tea")))

    def test_a_password_that_is_wrong(self, paper):
        wrong = refused(paper.chain, paper.encrypted_key(b"tea"), b"milk")

        assert (wrong.wrong, wrong.reason) == ("password", "the password does not open it")
        assert "milk" not in str(wrong)

    @pytest.mark.parametrize(
        ("password", "reason"), [(b"milk", "the password does not open it"), (None, "it is encrypted")]
    )
    def test_a_pfx_file_with_another_password(self, paper, password, reason):
        with pytest.raises(CertificateWrong) as wrong:
            Certificate.from_pfx(paper.pfx(b"tea"), password, where="radio.pfx")

        assert (wrong.value.wrong, wrong.value.reason) == ("password", reason)

    def test_a_file_that_is_no_pfx(self):
        with pytest.raises(CertificateWrong, match="it is no PFX file"):
            Certificate.from_pfx(b"hello", None)

    def test_an_rsa_key_of_1024_bits(self):
        paper = AUTHORITY.issue("radio.example", key=rsa.generate_private_key(65537, 1024))

        assert "1024 bits is too weak" in str(refused(paper.chain, paper.key))

    @pytest.mark.parametrize(
        "key", [lambda: ec.generate_private_key(ec.SECP256K1()), ed448.Ed448PrivateKey.generate]
    )
    def test_a_key_that_players_do_not_know(self, key):
        paper = AUTHORITY.issue("radio.example", key=key())

        assert refused(paper.chain, paper.key).wrong == "kind"

    def test_a_certificate_for_no_name(self):
        paper = AUTHORITY.issue(common="My Radio Station")

        assert refused(paper.chain, paper.key).wrong == "names"

    def test_one_that_is_not_for_servers(self):
        paper = AUTHORITY.issue(
            "radio.example", extensions=[x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])]
        )

        assert refused(paper.chain, paper.key).wrong == "purpose"


class TestAFileThatIsBeingWritten:
    """Whoever writes it is in the middle of that: what is there so far is never served as if it were all."""

    def read(self, chain, key):
        try:
            return Certificate.from_pem(chain, key)
        except CertificateWrong:
            return None

    def test_is_refused_wherever_its_end_is(self, paper):
        whole = paper.chain.rstrip()
        taken = [cut for cut in range(len(whole)) if self.read(whole[:cut], paper.key)]
        leaf = whole.index(b"-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----")

        assert whole.count(b"BEGIN CERTIFICATE") == 2
        assert taken in ([], [leaf, leaf + 1])  # nobody can see that something is to follow there

    def test_is_refused_wherever_its_key_ends(self, paper):
        whole = paper.key.rstrip()

        assert not any(self.read(paper.chain, whole[:cut]) for cut in range(len(whole)))

    def test_is_told_as_cut_off(self, paper):
        with pytest.raises(
            CertificateWrong, match="a certificate in it is cut off; copy the whole file again"
        ):
            Certificate.from_pem(paper.chain[: len(paper.chain) * 3 // 4], paper.key)

    @settings(max_examples=200)
    @given(st.data())
    def test_may_hold_any_garbage(self, paper, data):
        chain, key, password = paper.chain, paper.key, data.draw(st.none() | st.binary(max_size=8))
        at = data.draw(st.integers(0, len(chain)))
        noise = data.draw(st.binary(max_size=60))
        for broken in (noise, chain[:at] + noise + chain[at:], chain[:at] + noise, noise + chain[at:]):
            for pair in ((broken, key), (chain, broken), (broken, broken)):
                self.read(*pair)
            with contextlib.suppress(CertificateWrong):
                Certificate.from_pfx(broken, password)


class TestWhatIsRemarked:
    def test_a_chain_that_misses_its_intermediate(self):
        place = x509.UniformResourceIdentifier("http://authority.example/r.crt")
        access = x509.AuthorityInformationAccess(
            [x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)]
        )
        paper = AUTHORITY.issue("radio.example", extensions=[access])

        assert Certificate.from_pem(paper.leaf, paper.key).remarks == (
            "the certificate of Test Authority is missing behind it: many players will refuse it",
        )
        assert Certificate.from_pem(paper.chain, paper.key).remarks == ()

    def test_a_name_in_the_old_place(self):
        paper = AUTHORITY.issue(common="radio.example")
        read = Certificate.from_pem(paper.chain, paper.key)

        assert read.names == ("radio.example",)
        assert read.remarks == ("it names its host only in the old place (CN): browsers refuse it",)

    def test_one_that_is_signed_by_itself(self):
        from runtime.tls.self_signed import self_signed

        made = self_signed(["radio.example", "127.0.0.1"], NOON)

        assert made.self_signed
        assert made.names == ("radio.example", "127.0.0.1")
        assert made.remarks == ("it is signed by itself: browsers and players warn of it, or refuse it",)
        assert made.valid(NOON)


class TestAStationWithoutTls:
    def test_does_not_load_the_packages_for_it(self):
        modules = "runtime.station.certificates, runtime.station.commands.certificates"
        command = f"import sys, {modules}; print('cryptography' in sys.modules)"
        told = subprocess.run(
            [sys.executable, "-c", command], capture_output=True, text=True, check=True, timeout=50
        )

        assert told.stdout.strip() == "False"
