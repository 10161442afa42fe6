"""Functions of the script that write entries."""

import asyncio

import pytest

from runtime.errors import OperatorFault, ScriptFault
from runtime.plan import DnsFunction, Function, Handler, NodeId, Origin, Seconds
from runtime.tls.dns import FunctionDns

NAME = "_acme-challenge.radio.example"


def handler(name):
    return Handler(NodeId(name), (Function(name),), origin=Origin("station.lss", 7))


PLAN = DnsFunction(handler("set"), handler("remove"), Seconds(90.0))


class Script:
    """Notes how its functions are called, and answers as the test says."""

    def __init__(self, answer=None):
        self.answer, self.calls = answer, []

    async def call(self, function, arguments, seconds):
        self.calls.append((function.id, *arguments, seconds))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def written(answer):
    asyncio.run(FunctionDns(PLAN, Script(answer).call).present(NAME, "secret-value"))


class TestTheFunctions:
    def test_are_given_name_and_value_and_as_long_as_the_script_says(self):
        script = Script()
        dns = FunctionDns(PLAN, script.call)

        async def work():
            await dns.present(NAME, "-a_b")
            await dns.clean_up(NAME, "-a_b")

        asyncio.run(work())

        assert script.calls == [("set", NAME, "-a_b", 90.0), ("remove", NAME, "-a_b", 90.0)]

    @pytest.mark.parametrize(
        "answer", [None, True, "", 0, [], {}, {"ok": True, "status": 200}, {"status": 500}]
    )
    def test_are_done_where_they_do_not_say_that_they_failed(self, answer):
        written(answer)

    def test_that_fail_are_told_with_the_line_on_which_they_did(self):
        with pytest.raises(ScriptFault, match=r"`set` of `dns\.function`.* station\.lss:9: 1 / 0") as caught:
            written(ScriptFault("1 / 0", Origin("station.lss", 9)))

        assert caught.value.origin == Origin("station.lss", 9)

    def test_that_took_too_long_are_told_with_their_own_line(self):
        with pytest.raises(ScriptFault, match=r"failed at station\.lss:7: it took longer"):
            written(ScriptFault("it took longer than it may: 90 s"))


class TestAnAnswerThatIsNoSuccess:
    def test_may_be_a_plain_no(self):
        with pytest.raises(
            OperatorFault, match=r"called for _acme-challenge.* at station\.lss:7, gave `false`"
        ):
            written(False)

    def test_is_told_with_its_error(self):
        with pytest.raises(OperatorFault, match=r"not `ok`: no such zone$"):
            written({"ok": False, "status": 1, "error": "no\n such zone\n"})

    def test_is_told_with_its_status_and_never_with_what_the_server_said(self):
        with pytest.raises(OperatorFault, match=r"the status is 403$") as caught:
            written({"ok": False, "status": 403, "text": "token-1234 may not", "error": ""})

        assert "token-1234" not in str(caught.value)

    def test_is_told_in_one_line_of_bounded_length(self):
        with pytest.raises(OperatorFault) as caught:
            written({"ok": False, "error": "a\n" * 5000})

        assert len(str(caught.value)) < 700
        assert "\n" not in str(caught.value)
