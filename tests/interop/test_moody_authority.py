"""An authority that is slow, overloaded, cut off or out of its mind: pebble behind a proxy with moods."""

import asyncio
import time
from dataclasses import replace

import pytest
from instruments.doors import Doors
from instruments.moody import Mood, Moody, problem
from instruments.orders import failed, obtain, of, read
from instruments.pebble import Pebble, program

from runtime.tls.acme import CertificateRequest, Patience, Solvers
from runtime.tls.storage import Storage

pytestmark = [pytest.mark.skipif(not program(), reason="pebble is not installed"), pytest.mark.timeout(60)]

HASTY = Patience(request=5, proof=3, issuing=3, whole=20, attempts=3)
BUSY = (503, {"Retry-After": "1"}, b"too many of you")
BROKEN = (500, {"Content-Type": "text/html"}, b"<html>something went wrong</html>")


@pytest.fixture(scope="module")
def pebble():
    with Pebble() as pebble:
        yield pebble


@pytest.fixture(scope="module")
def doors(pebble):
    with Doors(pebble.http_port, pebble.tls_port).open() as doors:
        yield doors


@pytest.fixture(scope="module")
def proxy(pebble):
    with Moody(pebble).running() as moody:
        yield moody


@pytest.fixture
def moody(proxy):
    proxy.begin()
    yield proxy
    proxy.hanging.set()


@pytest.fixture
def authority(moody, tmp_path):
    return of(moody, Storage(tmp_path / "tls"), patience=HASTY)


class TestAPassingTrouble:
    @pytest.fixture
    def authority(self, moody, tmp_path):
        """One that is waited for: how fast this machine is says nothing."""
        return of(moody, Storage(tmp_path / "tls"), patience=replace(HASTY, proof=20, issuing=20, whole=45))

    @pytest.mark.parametrize(
        "mood",
        [
            Mood("/dir", answer=BROKEN),
            Mood("/nonce", cut=True, times=2),
            Mood("/sign-me-up", lost=True),
            Mood("/order-plz", answer=BUSY, times=2),
            Mood("/order-plz", lost=True),
            Mood("/authZ", cut=True, times=2),
            Mood("/chalZ", lost=True),
            Mood("/finalize", lost=True),
            Mood("/my-order", answer=BUSY),
            Mood("/certZ", cut=True),
            Mood("/dir", late=1.0),
        ],
        ids=str,
    )
    def test_is_outlived(self, moody, authority, doors, mood):
        moody.moods = [mood]
        issued = obtain(authority, "radio.example", proofs=doors)

        assert read(issued).names == ("radio.example",)
        assert mood.met >= 1
        assert doors.http == {}

    def test_of_refused_numbers_is_outlived_many_times(self, moody, authority, doors):
        moody.moods = [Mood("/order-plz", times=7, answer=problem("badNonce", "that number is old"))]
        issued = obtain(authority, "radio.example", proofs=doors)

        assert read(issued).names == ("radio.example",)
        assert moody.moods[0].met == 7

    def test_of_many_at_once_is_outlived(self, moody, authority, doors):
        moody.moods = [Mood("", times=1, answer=BROKEN) for _ in range(2)] + [Mood("Z/", times=1, cut=True)]
        issued = obtain(authority, "radio.example", proofs=doors)

        assert read(issued).names == ("radio.example",)


class TestATroubleThatStays:
    def test_ends_the_attempt_in_words(self, moody, authority, doors):
        moody.moods = [Mood("/order-plz", times=99, answer=BROKEN)]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "serverInternal"
        assert "localhost has a trouble of its own: it answered 500" in str(fault)
        assert moody.asked("/order-plz") == HASTY.attempts

    def test_says_when_to_come_back(self, moody, authority, doors):
        moody.moods = [
            Mood(
                "/order-plz",
                answer=problem("rateLimited", "5 certificates of radio.example", 429, Retry_After="7200"),
            )
        ]
        fault = failed(authority, "radio.example", proofs=doors)

        assert (fault.problem, fault.retry_after) == ("rateLimited", 7200)
        assert "has had too many requests" in str(fault)
        assert "5 certificates of radio.example" in str(fault)
        assert moody.asked("/order-plz") == 1

    def test_says_when_to_come_back_after_an_overload(self, moody, authority, doors):
        moody.moods = [
            Mood("/dir", times=9, answer=(503, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, b""))
        ]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.retry_after == 7 * 86400
        assert moody.asked("/dir") == 1

    def test_of_refused_numbers_ends_too(self, moody, authority, doors):
        moody.moods = [Mood("/order-plz", times=99, answer=problem("badNonce", "that number is old"))]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "badNonce"
        assert moody.asked("/order-plz") <= 16

    def test_of_a_line_that_is_always_cut_ends_in_words(self, moody, authority, doors):
        moody.moods = [Mood("/dir", times=99, cut=True)]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "unreachable"
        assert str(fault).startswith("localhost does not answer: ")
        assert "object at 0x" not in str(fault)

    def test_of_a_slow_authority_ends_at_the_deadline(self, moody, tmp_path, doors):
        authority = of(moody, Storage(tmp_path / "tls"), patience=Patience(whole=2))
        moody.moods = [Mood("/authZ", times=99, late=30)]
        began = time.monotonic()
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "timeout"
        assert "it is asked again later" in str(fault)
        assert time.monotonic() - began < 15
        assert doors.http == {}

    def test_of_a_verdict_that_never_comes_ends_at_the_deadline(self, moody, authority, doors):
        moody.moods = [Mood("/authZ", times=999, change=lambda data: data.replace(b'"valid"', b'"pending"'))]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "timeout"
        assert "a verdict on radio.example did not come in time" in str(fault)
        assert doors.http == {}

    def test_of_a_certificate_that_never_comes_ends_at_the_deadline(self, moody, authority, doors):
        moody.moods = [
            Mood("/my-order", times=999, change=lambda data: data.replace(b'"valid"', b'"processing"'))
        ]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "timeout"
        assert "the certificate did not come in time" in str(fault)

    def test_never_keeps_the_station_from_stopping(self, moody, authority, doors):
        moody.moods = [Mood("/order-plz", times=99, late=30)]

        async def story():
            solvers = Solvers(proofs=doors)
            order = asyncio.create_task(authority.obtain(CertificateRequest(("radio.example",)), solvers))
            await asyncio.to_thread(moody.met.wait, 20)
            order.cancel()
            await asyncio.gather(order, return_exceptions=True)

        began = time.monotonic()
        asyncio.run(story())

        assert time.monotonic() - began < 10


class TestAnAnswerWithoutSense:
    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/dir", (200, {"Content-Type": "application/json"}, b"[]")),
            ("/dir", (200, {"Content-Type": "application/json"}, b"{}")),
            ("/dir", (200, {"Content-Type": "text/html"}, b"<html>a router's page</html>")),
            ("/dir", (404, {}, b"not here")),
            ("/order-plz", (201, {"Content-Type": "application/json"}, b'{"status": "odd"}')),
            ("/order-plz", (201, {"Content-Type": "application/json"}, b'"text"')),
            (
                "/authZ",
                (200, {"Content-Type": "application/json"}, b'{"status": "pending", "challenges": 7}'),
            ),
            ("/certZ", (200, {"Content-Type": "application/pem-certificate-chain"}, b"no certificate")),
            ("/sign-me-up", (200, {"Content-Type": "application/json"}, b"x" * (3 << 20))),
        ],
    )
    def test_ends_the_attempt_in_words(self, moody, authority, doors, path, answer):
        moody.moods = [Mood(path, times=99, answer=answer)]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem in ("answer", "unreachable")
        assert "localhost" in str(fault)
        assert len(str(fault)) < 700
        assert doors.http == {}

    def test_that_is_another_s_certificate_is_not_taken(self, moody, authority, pebble, doors, tmp_path):
        other = obtain(of(pebble, Storage(tmp_path / "other")), "other.example", proofs=doors)
        sent = (
            200,
            {"Content-Type": "application/pem-certificate-chain", "Replay-Nonce": "AAAA"},
            other.chain_pem.encode(),
        )
        moody.moods = [Mood("/certZ", times=9, answer=sent)]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "answer"


class TestWhatOtherAuthoritiesSay:
    """Pebble says none of these by itself."""

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("caa", "CAA entries"),
            ("userActionRequired", "wants something from you"),
            ("externalAccountRequired", "customers only"),
            ("unsupportedIdentifier", "gives no certificates for this kind of name"),
            ("somethingNew", "localhost refused"),
        ],
    )
    def test_is_told_in_words(self, moody, authority, doors, kind, words):
        moody.moods = [Mood("/order-plz", times=9, answer=problem(kind, "in its own words", 403))]
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == kind
        assert words in str(fault)
        assert "in its own words" in str(fault)

    def test_a_profile_is_asked_for_by_name(self, moody, authority, doors):
        moody.moods = [Mood("/dir", times=9, change=_with_profiles)]
        issued = obtain(authority, "radio.example", proofs=doors, profile="shortlived")

        assert (issued.profile, issued.remarks) == ("shortlived", ())
        assert [body["profile"] for body in moody.bodies if "identifiers" in body] == ["shortlived"]

    def test_a_profile_that_it_takes_back_falls_back_with_a_word(self, moody, authority, doors):
        moody.moods = [
            Mood("/dir", times=9, change=_with_profiles),
            Mood("/order-plz", answer=problem("invalidProfile", "not for you", 400)),
        ]
        issued = obtain(authority, "radio.example", proofs=doors, profile="shortlived")

        assert issued.profile == ""
        assert "no such profile" in issued.remarks[0]

    def test_a_way_to_prove_that_it_lacks_is_told(self, moody, authority, doors):
        moody.moods = [Mood("/authZ", times=9, change=lambda data: data.replace(b'"http-01"', b'"new-01"'))]
        fault = failed(authority, "radio.example", proofs=doors, kinds=("http-01",))

        assert fault.problem == "unsolvable"
        assert "and this station can do http-01" in str(fault)

    def test_a_first_way_that_it_lacks_gives_way_to_the_second(self, moody, authority, doors):
        moody.moods = [Mood("/authZ", times=1, change=lambda data: data.replace(b'"http-01"', b'"new-01"'))]
        issued = obtain(authority, "radio.example", proofs=doors)

        assert read(issued).names == ("radio.example",)
        assert "radio.example" in doors.asked


class TestAnAuthorityThatIsNotTrusted:
    def test_is_told_with_the_way_to_trust_it(self, moody, tmp_path, doors):
        authority = of(_Untrusted(moody.directory), Storage(tmp_path / "tls"), patience=HASTY)
        fault = failed(authority, "radio.example", proofs=doors)

        assert fault.problem == "unreachable"
        assert "needs its root certificate in tls.acme, with ca=" in str(fault)

    def test_whose_roots_are_missing_is_told_with_the_file(self, moody, tmp_path, doors):
        authority = of(
            _Untrusted(moody.directory, str(tmp_path / "none.pem")), Storage(tmp_path / "tls"), patience=HASTY
        )
        fault = failed(authority, "radio.example", proofs=doors)

        assert "none.pem" in str(fault)


class _Untrusted:
    def __init__(self, directory, ca=""):
        self.directory = directory
        self.ca = ca


def _with_profiles(data):
    return data.replace(
        b'"meta": {', b'"meta": {"profiles": {"shortlived": "six days", "classic": "90 days"},'
    )
