"""A source server behind a doorman, and clients that connect to it."""

import asyncio
import base64
import contextlib
import math
import socket
from pathlib import Path

from runtime.errors import PeerFault
from runtime.plan import Origin, one_account
from runtime.servers.doorman import Doorman
from runtime.servers.gallery import Gallery
from runtime.servers.source_requests import SourceRequests
from runtime.servers.source_server import SourceServer
from runtime.servers.stage import Stage
from runtime.testing import ManualClock


class Session:
    """Remembers what it is given."""

    def __init__(self):
        self.heard = b""
        self.incoming = None
        self.titles = []
        self.ended = None
        self.format_name = ""
        self.full = False
        self.seconds = self.fade = 0.0

    def feed(self, data, now):
        if b"garbage" in data:
            raise PeerFault("what it sends is no format that is understood here", 415)
        self.heard += data
        self.format_name = "MP3"

    def take(self, pieces, now):
        self.taken = pieces

    def hold(self, now):
        return math.inf if self.full else 0.0

    def change_title(self, title):
        self.titles.append(str(title))

    def describe(self, description):
        self.description = description

    def leave(self):
        return self.fade

    def end(self, *, goodbye):
        self.ended = goodbye


class Place:
    """A stage, and the sessions it had."""

    def __init__(
        self, path, password="pw", user="source", takeover="refuse", line=1, *, gate=None, grow=None
    ):
        self.sessions = []
        gate = gate or one_account(password, user, takeover)
        what, origin = f'input.live "{path}"', Origin("radio.lss", line)
        self.stage = Stage(path, gate, self.connect, what, origin, path, grow)

    def connect(self, description, on_room, incoming):
        self.description, self.on_room, self.incoming = description, on_room, incoming
        self.sessions.append(Session())
        return self.sessions[-1]

    @property
    def session(self):
        return self.sessions[-1]


class House:
    """A source server behind a doorman, and clients that connect to it."""

    def __init__(self, *places):
        self.clock = ManualClock()
        self.events = []
        self.server = SourceServer(
            [place.stage for place in places],
            self.clock.now,
            lambda: [("Server", "LS")],
            wall=self.clock.wall,
            emit=lambda *told: self.events.append(told),
            base=Path(),
            gallery=Gallery(self.clock.wall),
        )
        self.pages = []
        requests = SourceRequests(self.server, lambda: [("Server", "LS")])
        self.doorman = Doorman(self.server.take, self.page, self.server.titles.answer, requests.answer)
        self.clients = []

    async def page(self, sock, initial):
        self.pages.append(initial)
        sock.close()

    async def comes(self, data, ip="192.0.2.1"):
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self.clients.append(theirs)
        await self.doorman.take(ours, data, ip)
        return Client(theirs)


class Client:
    def __init__(self, sock):
        self.sock = sock

    async def hears(self, size=4096):
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(self.sock, size)

    async def says(self, data):
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    async def hears_the_end(self):
        heard = b""
        while data := await self.hears():
            heard += data
        return heard


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the loop itself
            await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def house(*places):
    made = House(*places)
    try:
        yield made
    finally:
        made.server.stop()
        for client in made.clients:
            client.close()
        await asyncio.sleep(0.01)


def head(line, login="source:pw", *fields):
    auth = [f"Authorization: Basic {base64.b64encode(login.encode()).decode()}"] if login else []
    return "\r\n".join((line, *auth, *fields, "", "")).encode()


def put(path="/live", login="source:pw", *fields):
    return head(f"PUT {path} HTTP/1.1", login, "Content-Type: audio/mpeg", *fields)


OK = b"HTTP/1.0 200 OK\r\n\r\n"


def update(query, login="source:pw", path="/admin/metadata"):
    return head(f"GET {path}?{query} HTTP/1.0", login)
