"""What proves to an authority that a name is ours."""

import asyncio

from runtime.testing.authority import Authority
from runtime.tls.proofs import MOST_PROOFS, Proofs


class Board:
    """Counts what it is told."""

    def __init__(self):
        self.changes = 0
        self.waited = 0

    def changed(self):
        self.changes += 1

    async def told(self):
        self.waited += 1


def proofs():
    board = Board()
    return board, Proofs(board.changed, board.told)


class TestProofsByHttp:
    def test_are_shown_until_they_are_hidden(self):
        board, shown = proofs()
        shown.show_http("token", "token.thumb")
        before = shown.http
        shown.hide_http("token")

        assert (before, shown.http, board.changes) == ({"token": "token.thumb"}, {}, 2)

    def test_are_bounded_and_the_oldest_goes(self):
        _, shown = proofs()
        for number in range(MOST_PROOFS + 1):
            shown.show_http(str(number), "")

        assert len(shown.http) == MOST_PROOFS
        assert "0" not in shown.http

    def test_one_that_was_never_shown_is_hidden_all_the_same(self):
        _, shown = proofs()
        shown.hide_http("token")

        assert shown.http == {}


class TestProofsByAlpn:
    def test_have_a_certificate_of_their_own(self):
        _, shown = proofs()
        paper = Authority().issue("radio.example")
        shown.show_alpn("Radio.example", paper.leaf.decode(), paper.key.decode())
        before = shown.alpn
        shown.hide_alpn("radio.example")

        assert before["radio.example"].names == ("radio.example",)
        assert shown.alpn == {}


class TestBeingTold:
    def test_is_waited_for(self):
        board, shown = proofs()
        asyncio.run(shown.told())

        assert board.waited == 1
