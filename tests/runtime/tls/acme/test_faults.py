from datetime import UTC, datetime, timedelta

import pytest
import requests
from acme import errors, messages

from runtime.tls.acme.faults import MOST_RETRY_AFTER, fault_of, fault_of_names, retry_after_of

DIRECTORY = "https://ca.example/dir"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answer(status=200, **headers):
    found = requests.Response()
    found.status_code = status
    found.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return found


def error(kind, detail="", **more):
    return messages.Error.from_json({"type": f"urn:ietf:params:acme:error:{kind}", "detail": detail, **more})


class TestWhenToComeBack:
    @pytest.mark.parametrize(
        ("said", "seconds"),
        [
            ("0", 0.0),
            ("120", 120.0),
            ("99999999999999999999", MOST_RETRY_AFTER),
            ("Sun, 22 Nov 2026 12:05:00 GMT", 300.0),
            ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", MOST_RETRY_AFTER),
            ("Sunday, 22-Nov-26 12:05:00 GMT", 300.0),
            ("Sun Nov 22 12:05:00 2026", 300.0),
            ("Sun, 22 Nov 2026 12:05:00 -0000", 300.0),
            ("Sun, 99 Nov 2026 12:05:00 GMT", None),
            ("soon", None),
            ("-5", None),
            ("", None),
            ("1e9", None),
            ("\N{SUPERSCRIPT TWO}", None),
        ],
    )
    def test_is_read_as_seconds_or_as_a_date(self, said, seconds):
        assert retry_after_of(answer(Retry_After=said), NOW) == seconds

    @pytest.mark.parametrize("off", [-86400.0, 0.0, 86400.0])
    def test_as_a_date_is_by_the_authoritys_clock_whatever_ours_says(self, off):
        told = answer(Retry_After="Sun, 22 Nov 2026 12:05:00 GMT", Date="Sun, 22 Nov 2026 12:00:00 GMT")

        assert retry_after_of(told, NOW + timedelta(seconds=off)) == 300.0

    def test_is_not_known_without_an_answer(self):
        assert retry_after_of(None, NOW) is None


class TestARefusal:
    def test_has_the_authority_s_kind_of_problem_and_names(self):
        wrong = error(
            "rejectedIdentifier",
            "some names",
            subproblems=[
                {
                    "type": "urn:ietf:params:acme:error:caa",
                    "detail": "no CAA",
                    "identifier": {"type": "dns", "value": "b.example"},
                }
            ],
        )
        fault = fault_of(wrong, DIRECTORY, answer=answer(403, Retry_After="60"), now=NOW)

        assert (fault.problem, fault.names, fault.retry_after) == ("rejectedIdentifier", ("b.example",), 60)
        assert "some names; no CAA" in str(fault)

    def test_that_names_none_tells_those_that_were_asked_for(self):
        wrong = error("rejectedIdentifier", "not these")
        fault = fault_of(wrong, DIRECTORY, answer=None, now=NOW, about=("a.example", "b.example"))

        assert "gives no certificate for a.example and b.example" in str(fault)
        assert fault.names == ()

    def test_of_an_unknown_kind_still_speaks(self):
        fault = fault_of(error("brandNew", "because"), DIRECTORY, answer=None, now=NOW)

        assert (fault.problem, str(fault)) == ("brandNew", "ca.example refused (ca.example says: because)")


class TestSilence:
    def test_is_told_by_its_innermost_reason(self):
        inner = ConnectionRefusedError(111, "Connection refused")
        wrong = requests.ConnectionError(
            "HTTPSConnectionPool(host='ca.example', port=443): Max retries exceeded"
        )
        wrong.__cause__ = inner
        fault = fault_of(wrong, DIRECTORY, answer=None, now=NOW)

        assert (fault.problem, str(fault)) == (
            "unreachable",
            "ca.example does not answer: Connection refused",
        )

    def test_of_a_cause_that_causes_itself_comes_to_an_end(self):
        wrong = requests.ConnectionError("odd")
        wrong.reason = wrong

        assert fault_of(wrong, DIRECTORY, answer=None, now=NOW).problem == "unreachable"

    def test_of_a_broken_server_is_its_own_trouble(self):
        fault = fault_of(errors.ClientError("<Response [502]>"), DIRECTORY, answer=answer(502), now=NOW)

        assert fault.problem == "serverInternal"
        assert str(fault).endswith("it answered 502")


class TestALimitOfAProxyInFront:
    def test_is_one_though_it_speaks_no_acme(self):
        refused = answer(429, Retry_After="Sun, 22 Nov 2026 13:00:00 GMT")
        fault = fault_of(ValueError("no JSON"), DIRECTORY, answer=refused, now=NOW, about=("a.example",))

        assert (fault.problem, fault.retry_after) == ("rateLimited", 3600.0)


class TestNamesThatCouldNotBeProven:
    def test_are_told_by_the_first_and_counted(self):
        failed = {
            "a.example": (error("connection", "refused"), "http-01"),
            "b.example": (error("connection", "refused"), "http-01"),
        }
        fault = fault_of_names(failed, DIRECTORY)

        assert (fault.problem, fault.names) == ("connection", ("a.example", "b.example"))
        assert "could not reach a.example" in str(fault)
        assert str(fault).endswith("; 1 more name has troubles")

    def test_of_several_kinds_are_compound(self):
        failed = {"a.example": (error("connection"), "http-01"), "b.example": (error("dns"), "http-01")}

        assert fault_of_names(failed, DIRECTORY).problem == "compound"


class TestADateFarAway:
    def test_is_bounded(self):
        said = (NOW + timedelta(days=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")

        assert retry_after_of(answer(Retry_After=said), NOW) == MOST_RETRY_AFTER
