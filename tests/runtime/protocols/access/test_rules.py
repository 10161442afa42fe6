import base64
import json
from datetime import UTC, datetime

import pytest

from runtime.errors import PeerFault
from runtime.protocols.access import (
    AddressRule,
    AgentRule,
    PasswordRule,
    Refused,
    Token,
    TokenRule,
    Visit,
    make_token,
    rule_from_fields,
)
from runtime.protocols.address import Networks
from runtime.protocols.http1 import HeadLimits, HeadReader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = b"a secret for signing"


def visit(head="", query="", ip="192.0.2.7"):
    raw = f"GET /radio.mp3{query} HTTP/1.1\r\n{head}\r\n".encode()
    return Visit(HeadReader(HeadLimits(), 0).receive_data(raw, 0)[0].request, "/radio.mp3", ip, NOW)


def basic(user, password):
    return f"Authorization: Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}\r\n"


def travelled(rule):
    return rule_from_fields(json.loads(json.dumps(rule.to_fields())))


class TestAPassword:
    RULE = PasswordRule.of("pass wörd", "", b"salt")

    @pytest.mark.parametrize("rule", [RULE, travelled(RULE)])
    def test_lets_in_who_knows_it(self, rule):
        assert rule.judge(visit(basic("anybody", "pass wörd"))) is None

    @pytest.mark.parametrize(
        "head",
        [
            "",
            basic("x", "wrong"),
            basic("x", ""),
            "Authorization: Basic\r\n",
            "Authorization: Basic !!!\r\n",
            "Authorization: Basic " + "QUFB" * 2000 + "\r\n",
            "Authorization: Bearer pass\r\n",
            f"Authorization: Basic {base64.b64encode(b'no colon').decode()}\r\n",
            f"Authorization: Basic {base64.b64encode(bytes(5)).decode()}\r\n",
        ],
    )
    def test_asks_everybody_else(self, head):
        assert self.RULE.judge(visit(head)) == Refused("password", "You need to authenticate", ask=True)

    def test_may_belong_to_a_name(self):
        rule = PasswordRule.of("x", "anna", b"salt")

        assert rule.judge(visit(basic("anna", "x"))) is None
        assert isinstance(rule.judge(visit(basic("ben", "x"))), Refused)

    def test_does_not_travel(self):
        assert "wörd" not in json.dumps(self.RULE.to_fields(), ensure_ascii=False)


class TestAToken:
    RULE = TokenRule(KEY)

    def judged(self, token, ip="192.0.2.7"):
        return travelled(self.RULE).judge(visit(query=f"?token={make_token(token, KEY)}", ip=ip))

    def test_lets_in_until_its_end(self):
        assert self.judged(Token(int(NOW.timestamp()) + 90)) == 90.0

    def test_may_come_as_a_bearer_token(self):
        token = make_token(Token(int(NOW.timestamp()) + 9), KEY)

        assert self.RULE.judge(visit(f"Authorization: Bearer {token}\r\n")) == 9.0

    @pytest.mark.parametrize(
        "token",
        [Token(int(NOW.timestamp())), Token(2 * 10**9, "/other.mp3"), Token(2 * 10**9, "", "192.0.2.8")],
        ids=["too late", "for another mount", "for another address"],
    )
    def test_that_is_not_good_here_and_now_is_refused(self, token):
        assert isinstance(self.judged(token), Refused)

    def test_is_needed(self):
        assert self.RULE.judge(visit()).words == "A token is needed to listen here"


class TestAddresses:
    def test_that_are_denied_are_refused_even_where_they_are_allowed(self):
        rule = travelled(AddressRule(Networks(["192.0.2.0/24"]), Networks(["192.0.2.7"])))

        assert rule.judge(visit(ip="192.0.2.8")) is None
        assert rule.judge(visit(ip="192.0.2.7")).kind == "address"
        assert rule.judge(visit(ip="198.51.100.1")).kind == "address"


class TestPlayers:
    def test_are_known_by_patterns(self):
        rule = travelled(AgentRule((), ("*bot*", "wget/*")))

        assert rule.judge(visit("User-Agent: GoogleBot/2\r\n")).kind == "agent"
        assert rule.judge(visit("User-Agent: Wget/1.2\r\n")).kind == "agent"
        assert rule.judge(visit("User-Agent: VLC/3\r\n")) is None

    def test_without_a_name_can_be_denied(self):
        assert AgentRule((), ("",)).judge(visit()).kind == "agent"

    def test_can_be_the_only_ones(self):
        assert AgentRule(("VLC*",), ()).judge(visit("User-Agent: mpv\r\n")).kind == "agent"

    def test_with_a_name_made_to_be_slow_cost_no_time(self):
        rule = AgentRule((), ("*a*a*a*a*a*a*b",))

        assert rule.judge(visit("User-Agent: " + "a" * 5000 + "\r\n")) is None


class TestARuleThatIsUnknown:
    def test_is_no_rule_that_lets_everybody_in(self):
        with pytest.raises(PeerFault, match="moon"):
            rule_from_fields({"kind": "moon"})
