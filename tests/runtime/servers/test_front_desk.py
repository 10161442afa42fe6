"""The front desk: who is answered there, and that nothing it is asked makes it fall over."""

import asyncio
import socket
from base64 import b64encode

import pytest
from fake_house import ADMINS, FakeHouse, request_of
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.servers import saying
from runtime.servers.admin import AdminDesk, Rights
from runtime.servers.front_desk import FrontDesk
from runtime.servers.icecast import StatusPages
from runtime.servers.shoutcast import AdminCgi, Bans, ShoutcastPages

ADMIN = f"Authorization: Basic {b64encode(b'admin:boss').decode()}\r\n"


class Reception:
    """A front desk with everything behind it."""

    def __init__(self):
        self.house, self.others = FakeHouse(), []
        rights = Rights(ADMINS, self.house.opens, self.house.clock.now)
        self.admin = AdminDesk(self.house, rights, "LegacyStream/1", self.house.wall)
        bans = Bans(None, lambda: None)
        self.pages = [
            StatusPages(self.house.status, "LegacyStream/1", self.house.wall),
            AdminCgi(self.house, rights, bans, "LegacyStream/1", self.house.wall),
            ShoutcastPages(self.house, "LegacyStream/1", self.house.wall),
        ]
        self.desk = FrontDesk(self.admin, self.pages, self.house, self.otherwise)

    async def otherwise(self, sock, initial, ip):
        self.others.append(initial)
        sock.close()

    async def hears(self, data, more=b""):
        """Everything that is answered to bytes, some of which come later."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(10):
            taking = asyncio.create_task(self.desk.take(ours, data, "192.0.2.1"))
            with theirs:
                if more:
                    await loop.sock_sendall(theirs, more)
                heard = b""
                while piece := await loop.sock_recv(theirs, 65536):
                    heard += piece
            await taking
        return heard


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(saying, "ANSWER_SECONDS", 0.5)


def hears(data, more=b"", reception=None):
    async def play():
        return await (reception or Reception()).hears(data, more)

    return asyncio.run(play())


class TestTheFrontDesk:
    @pytest.mark.parametrize(
        "path", ["/admin/stats", "/status-json.xsl", "/7.html", "/admin.cgi?mode=viewxml"]
    )
    def test_answers_what_is_its_own(self, path):
        assert hears(f"GET {path} HTTP/1.0\r\n{ADMIN}\r\n".encode()).startswith(
            b"HTTP/1.0 200 OK\r\nServer: LegacyStream/1"
        )

    @pytest.mark.parametrize(
        "data",
        [
            b"GET / HTTP/1.0\r\n\r\n",
            b"PUT /live HTTP/1.1\r\n\r\n",
            b"password\r\n",
            b"Z\x00\x10\x09",
            b"\x00\x01",
        ],
    )
    def test_sends_everybody_else_on_with_what_was_read(self, data):
        reception = Reception()
        hears(data, reception=reception)

        assert reception.others == [data]

    def test_reads_forms_that_come_in_pieces(self):
        body = b"mount=%2Flive.mp3"
        head = f"POST /admin/killsource HTTP/1.1\r\nContent-Length: {len(body)}\r\n{ADMIN}\r\n".encode()

        assert b"Source Removed" in hears(head + body[:5], body[5:])

    @pytest.mark.parametrize("length", ["-1", "x", "9" * 40, "²", ""])
    def test_takes_no_form_without_a_length(self, length):
        head = f"POST /admin/stats HTTP/1.1\r\nContent-Length: {length}\r\n{ADMIN}\r\n".encode("latin-1")

        assert hears(head).startswith(b"HTTP/1.0 200")

    @pytest.mark.parametrize("path", ["/stats", "/status-json.xsl", "/admin/stats", "/admin.cgi", "/7.html"])
    def test_refuses_queries_of_too_many_parameters_in_words(self, path):
        query = "&".join(f"a{number}=1" for number in range(200))

        assert b"too many parameters" in hears(f"GET {path}?{query} HTTP/1.0\r\n{ADMIN}\r\n".encode())

    def test_closes_after_a_mistake_of_ours_and_says_so_in_the_log(self, monkeypatch, caplog):
        reception = Reception()
        monkeypatch.setattr(reception.admin, "answer", lambda _request, _ip: 1 / 0)

        assert hears(b"GET /admin/stats HTTP/1.0\r\n\r\n", reception=reception) == b""
        assert "a mistake in LegacyStream" in caplog.text

    def test_lets_few_watch(self):
        reception = Reception()
        reception.admin.watching = 16

        assert b" 503 " in hears(f"STATS / HTTP/1.0\r\n{ADMIN}\r\n".encode(), reception=reception)
        assert b" 401 " in hears(b"STATS / HTTP/1.0\r\n\r\n", reception=reception)


PARAMETERS = st.dictionaries(
    st.sampled_from(
        [
            "mount",
            "id",
            "mode",
            "pass",
            "sid",
            "song",
            "kickdst",
            "bandst",
            "page",
            "callback",
            "json",
            "destination",
            "type",
        ]
    ),
    st.one_of(
        st.text(st.characters(codec="latin-1", exclude_characters=" \r\n#"), max_size=30),
        st.sampled_from(["/live.mp3", "1"]),
    ),
)


class TestAnyRequest:
    @given(
        path=st.sampled_from(
            [*(f"/admin/{name}" for name in ("stats", "listclients", "killclient", "metadata", "moveclients.json", "x.xsl")),
             *ShoutcastPages.PATHS, "/admin.cgi", "/status-json.xsl"]
        ),
        parameters=PARAMETERS,
        account=st.sampled_from(["", "admin:boss", "source:dj", "admin:x"]),
    )  # fmt: skip
    def test_is_answered_or_sent_on(self, path, parameters, account):
        reception = Reception()
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        try:
            request = request_of(f"{path}?{query}", account)
        except PeerFault:
            return  # the edge refuses it
        for pages in (reception.admin, *reception.pages):
            try:
                answer = pages.answer(request, "192.0.2.1")
            except PeerFault:
                continue  # the desk says it in words
            assert answer is None or answer.startswith((b"HTTP/1.0 ", b"changed"))
