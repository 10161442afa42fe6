"""Certificates from a real authority: pebble, which Let's Encrypt tests with."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from acme import client, messages
from cryptography import x509
from instruments.doors import Doors
from instruments.orders import failed, obtain, of, read
from instruments.pebble import (
    EXTERNAL_KEY,
    EXTERNAL_KID,
    NameServer,
    Pebble,
    Zone,
    knows_renewal_information,
    program,
)
from josepy.jwa import ES256

from runtime.errors import OperatorFault
from runtime.tls.acme import (
    CertificateRequest,
    ExternalAccount,
    RevocationReason,
    Solvers,
)
from runtime.tls.acme.alpn import alpn_proof
from runtime.tls.acme.chain import topmost_issuer
from runtime.tls.acme.keys import account_key, new_key
from runtime.tls.acme.names import Identifier
from runtime.tls.storage import Account, Storage

pytestmark = [pytest.mark.skipif(not program(), reason="pebble is not installed"), pytest.mark.timeout(60)]
with_renewal_information = pytest.mark.skipif(
    not knows_renewal_information(),
    reason="this pebble knows no renewal information: .ci/peers could not have the newer one",
)


@pytest.fixture(scope="module")
def pebble():
    """One authority for all: one in ten good nonces is refused."""
    with Pebble(nonces=10, roots=1) as pebble:
        yield pebble


@pytest.fixture(scope="module")
def doors(pebble):
    with Doors(pebble.http_port, pebble.tls_port).open() as doors:
        yield doors


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "tls")


@pytest.fixture
def authority(pebble, storage):
    return of(pebble, storage)


@pytest.fixture(scope="class")
def customers():
    with Pebble(binding=True, reuse=100, seconds=160 * 3600) as customers:
        yield customers


@pytest.fixture
def open_doors(customers):
    with Doors(customers.http_port, customers.tls_port).open() as doors:
        yield doors


class TestProofByHttp:
    def test_brings_a_certificate_with_a_key_of_its_own(self, authority, doors):
        issued = obtain(authority, "radio.example", "www.radio.example", proofs=doors)

        certificate = read(issued)
        assert sorted(certificate.names) == ["radio.example", "www.radio.example"]
        assert certificate.key_kind == "ecdsa"
        assert doors.http == {}

    def test_is_shown_to_all_before_the_authority_looks_and_taken_back_after(self, authority, doors):
        told = doors.told_times
        obtain(authority, "a.example", "b.example", proofs=doors)

        assert doors.told_times - told == 2
        assert doors.http == {}

    def test_brings_one_for_an_address(self, authority, doors):
        assert read(obtain(authority, "127.0.0.1", proofs=doors)).names == ("127.0.0.1",)

    def test_brings_one_for_a_name_beyond_ascii(self, authority, doors):
        assert read(obtain(authority, "Röd.Example", proofs=doors)).names == ("xn--rd-fka.example",)

    def test_brings_an_rsa_key_for_old_players(self, authority, doors):
        assert read(obtain(authority, "radio.example", proofs=doors, key="rsa")).key_kind == "rsa"

    def test_brings_another_key_each_time(self, authority, doors):
        first, second = (obtain(authority, "radio.example", proofs=doors) for _ in range(2))

        assert first.key_pem != second.key_pem

    def test_that_finds_the_port_closed_says_so(self, storage):
        with Pebble() as alone:
            closed = Doors(alone.http_port, alone.tls_port)
            fault = failed(of(alone, storage), "radio.example", proofs=closed)

        assert fault.problem == "connection"
        assert "its port 80 has to reach this station from the internet" in str(fault)
        assert fault.names == ("radio.example",)

    def test_that_finds_another_server_says_so(self, authority, doors, monkeypatch):
        monkeypatch.setattr(
            doors, "show_http", lambda token, _: doors.http.update({token: "another server's page"})
        )
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "unauthorized"
        assert "the name points to another server" in str(fault)
        assert doors.http == {}

    def test_of_a_name_that_is_not_in_dns_says_so(self, pebble, authority, doors):
        pebble.names.nowhere.add("nowhere.example")
        fault = failed(authority, "nowhere.example", proofs=doors)

        assert fault.problem in ("dns", "connection", "unknownHost")
        assert "the name has to lead here in DNS" in str(fault)

    def test_of_a_name_that_the_authority_refuses_says_so(self, authority, doors):
        fault = failed(authority, "blocked.example", proofs=doors)

        assert fault.problem == "rejectedIdentifier"
        assert "gives no certificate for blocked.example" in str(fault)


class TestProofByHandshake:
    def test_brings_a_certificate(self, authority, doors):
        issued = obtain(authority, "tls.example", proofs=doors, kinds=("tls-alpn-01",))

        assert read(issued).names == ("tls.example",)
        assert doors.alpn == {}

    def test_brings_one_for_an_address(self, authority, doors):
        assert read(obtain(authority, "127.0.0.1", proofs=doors, kinds=("tls-alpn-01",))).names == (
            "127.0.0.1",
        )
        assert "1.0.0.127.in-addr.arpa" in doors.asked

    def test_that_finds_another_certificate_says_so(self, authority, doors, monkeypatch):
        other = alpn_proof(Identifier("dns", "tls.example"), "another", dt.datetime.now(dt.UTC))
        monkeypatch.setattr(
            doors, "show_alpn", lambda name, *_: doors.alpn.update({name: (other.cert, other.key)})
        )
        fault = failed(authority, "tls.example", proofs=doors, kinds=("tls-alpn-01",))

        assert fault.problem == "unauthorized"
        assert "found another certificate than the proof" in str(fault)


class TestProofByDns:
    def test_brings_a_wildcard_and_its_apex_by_two_values_of_one_name(self, pebble, authority):
        zone = Zone(pebble.names)
        issued = obtain(authority, "*.example.test", "example.test", dns=zone)

        assert sorted(read(issued).names) == ["*.example.test", "example.test"]
        assert [name for name, _ in zone.written] == ["_acme-challenge.example.test"] * 2
        assert len({value for _, value in zone.written}) == 2
        assert sorted(zone.deleted) == sorted(zone.written)

    def test_follows_an_alias_to_another_zone(self, pebble, authority):
        zone = Zone(pebble.names)
        pebble.names.aliases["_acme-challenge.far.example"] = "far.proofs.example"
        solvers = Solvers(dns=zone, name_servers=Followed(pebble.names.aliases))
        issued = asyncio.run(authority.obtain(CertificateRequest(("far.example",)), solvers))

        assert read(issued).names == ("far.example",)
        assert [name for name, _ in zone.written] == ["far.proofs.example"]

    def test_that_was_written_elsewhere_says_so_and_is_taken_back(self, pebble, authority):
        zone = Zone(NameServer())
        fault = failed(authority, "radio.example", dns=zone)

        assert "did not find our TXT entry at _acme-challenge.radio.example" in str(fault)
        assert zone.deleted == zone.written != []

    def test_that_its_provider_refuses_costs_no_attempt_and_is_taken_back(
        self, pebble, authority, monkeypatch
    ):
        async def refuse(name, value):
            raise OperatorFault("the token may not change this zone")

        zone = Zone(pebble.names)
        monkeypatch.setattr(zone, "present", refuse)
        fault = failed(authority, "radio.example", dns=zone)

        assert (fault.problem, len(zone.deleted)) == ("proof", 1)
        assert "the token may not change this zone" in str(fault)


class TestOurAccount:
    def test_is_found_again_by_the_next_start(self, pebble, storage, doors):
        obtain(of(pebble, storage), "radio.example", proofs=doors)
        first = storage.account(pebble.directory)
        obtain(of(pebble, storage), "radio.example", proofs=doors)

        assert first.uri.startswith("https://")
        assert first.terms.startswith("data:")
        assert storage.account(pebble.directory) == first

    def test_that_was_deactivated_is_followed_by_a_new_one(self, pebble, storage, doors):
        obtain(of(pebble, storage), "radio.example", proofs=doors)
        first = storage.account(pebble.directory)
        deactivate(pebble, first)
        obtain(of(pebble, storage), "radio.example", proofs=doors)

        assert storage.account(pebble.directory).uri != first.uri

    def test_that_the_authority_forgot_is_followed_by_a_new_one(self, pebble, storage, doors):
        storage.keep_account(Account(pebble.directory, "https://localhost/gone", new_key()))
        obtain(of(pebble, storage), "radio.example", proofs=doors)

        assert storage.account(pebble.directory).uri.startswith("https://localhost:")

    def test_whose_key_is_damaged_is_followed_by_a_new_one(self, pebble, storage, doors):
        storage.keep_account(Account(pebble.directory, "https://localhost/gone", "no key"))
        obtain(of(pebble, storage), "radio.example", proofs=doors)

        assert storage.account(pebble.directory).uri.startswith("https://localhost:")

    def test_tells_the_authority_of_another_e_mail_address(self, pebble, storage, doors):
        obtain(of(pebble, storage), "radio.example", proofs=doors)
        first = storage.account(pebble.directory)
        obtain(of(pebble, storage, email="you@radio.example"), "radio.example", proofs=doors)

        assert storage.account(pebble.directory) == replace(first, contact="you@radio.example")


class TestAnAuthorityForItsCustomers:
    """It also remembers proofs, and its certificates hold for 160 hours."""

    def test_lets_us_in_by_its_key(self, customers, storage, open_doors):
        external = ExternalAccount(EXTERNAL_KID, EXTERNAL_KEY)
        issued = obtain(of(customers, storage, external=external), "radio.example", proofs=open_doors)

        life = read(issued).not_after - read(issued).not_before
        assert storage.account(customers.directory, EXTERNAL_KID) is not None
        assert life == pytest.approx(dt.timedelta(hours=160), abs=dt.timedelta(minutes=1))

    def test_is_not_asked_without_one(self, customers, storage, open_doors):
        fault = failed(of(customers, storage), "radio.example", proofs=open_doors)

        assert fault.problem == "externalAccountRequired"
        assert "gives certificates to its customers only" in str(fault)

    @pytest.mark.parametrize("key", ["bm8ga2V5IG9mIG91cnM", "no base64!"])
    def test_refuses_a_wrong_one_in_words(self, customers, storage, open_doors, key):
        fault = failed(
            of(customers, storage, external=ExternalAccount(EXTERNAL_KID, key)),
            "radio.example",
            proofs=open_doors,
        )

        assert fault.problem in ("unauthorized", "externalAccountRequired", "malformed")
        assert key not in str(fault)

    def test_needs_no_proof_that_it_remembers(self, customers, storage, open_doors):
        authority = of(customers, storage, external=ExternalAccount(EXTERNAL_KID, EXTERNAL_KEY))
        obtain(authority, "again.example", proofs=open_doors)
        asked = list(open_doors.asked)
        obtain(authority, "again.example", proofs=open_doors)

        assert open_doors.asked == asked


class TestWhatAnAuthorityOffers:
    def test_another_chain_is_taken_by_the_name_of_its_root(self, pebble, authority, doors):
        root = x509.load_pem_x509_certificate(pebble.root(1).encode())
        name = root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        issued = obtain(authority, "radio.example", proofs=doors, issuer=name)

        assert topmost_issuer(issued.chain_pem) == root.subject.rfc4514_string()

    def test_a_profile_that_it_lacks_falls_back_with_a_word(self, authority, doors):
        issued = obtain(authority, "radio.example", proofs=doors, profile="shortlived")

        assert issued.profile == ""
        assert "no profile 'shortlived'" in issued.remarks[0]

    def test_a_certificate_can_be_taken_back(self, pebble, authority, doors):
        certificate = read(obtain(authority, "radio.example", proofs=doors))
        asyncio.run(authority.revoke(certificate, RevocationReason.SUPERSEDED))
        asyncio.run(authority.revoke(certificate))

        status = pebble.managed(f"cert-status-by-serial/{certificate.serial:x}")
        assert '"Revoked"' in status


@with_renewal_information
class TestRenewalInformation:
    def test_names_a_window_and_when_to_ask_again(self, authority, doors):
        certificate = read(obtain(authority, "radio.example", proofs=doors))
        found = asyncio.run(authority.renewal_info(certificate))

        assert certificate.not_before < found.start < found.end < certificate.not_after
        assert found.retry_after > 0

    def test_of_a_revoked_certificate_lies_in_the_past(self, authority, doors):
        certificate = read(obtain(authority, "radio.example", proofs=doors))
        asyncio.run(authority.revoke(certificate))
        found = asyncio.run(authority.renewal_info(certificate))

        assert found.end < dt.datetime.now(dt.UTC)

    def test_of_a_certificate_of_another_authority_is_none(self, authority):
        assert asyncio.run(authority.renewal_info(Held("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"))) is None

    def test_an_order_says_what_it_follows(self, authority, doors):
        certificate = read(obtain(authority, "radio.example", proofs=doors))
        issued = obtain(authority, "radio.example", proofs=doors, replaces=certificate.replaces())

        assert (issued.replaced, issued.remarks) == (True, ())

    def test_what_cannot_be_followed_is_left_out_once_with_a_word(self, authority, doors):
        certificate = read(obtain(authority, "radio.example", proofs=doors))
        obtain(authority, "radio.example", proofs=doors, replaces=certificate.replaces())
        issued = obtain(authority, "radio.example", proofs=doors, replaces=certificate.replaces())

        assert not issued.replaced
        assert "does not say which certificate it follows" in issued.remarks[0]


class Held:
    chain_pem = ""

    def __init__(self, identifier):
        self._identifier = identifier

    def replaces(self):
        return self._identifier


class Followed:
    """Finds aliases in a table, and trusts the zone."""

    def __init__(self, aliases):
        self._aliases = aliases

    async def delegated(self, name):
        return self._aliases.get(name, name)

    async def shown(self, name, value):
        pass


def deactivate(pebble, account):
    """Let the authority forget an account."""
    network = client.ClientNetwork(account_key(account.key_pem), alg=ES256, verify_ssl=pebble.ca)
    directory = client.ClientV2.get_directory(pebble.directory, network)
    speaker = client.ClientV2(directory, network)
    body = messages.Registration.from_data(terms_of_service_agreed=True)
    speaker.deactivate_registration(messages.RegistrationResource(uri=account.uri, body=body))
