"""The desk: it answers Icecast's admin pages, and knows who may ask for what.

Rules, in the order in which they are looked at, which is Icecast's: is there such a command; who asks; does the mount exist;
is everything there that is needed. A browser that asks for another site's page is turned away before anything changes.
"""

import dataclasses
import logging
from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from runtime.errors import PeerFault
from runtime.plan import Compat
from runtime.protocols.http1 import Request, scheme_of
from runtime.protocols.icecast.metadata import ICECAST_PATHS, NO_SOURCE, read_title_change
from runtime.protocols.icecast.pages import error_answer, icecast_answer, icecast_response
from runtime.protocols.source import Login
from runtime.stats.status import MountStatus

from .commands import COMMANDS, KEEPERS, Answer, Call, Command, Done, Text
from .document import Element, as_json, as_page, as_xml
from .house import House
from .rights import Rights, from_another_site, login_of
from .typed import EXPERIMENTAL, public_statistics, typed_statistics

__all__ = ["AdminDesk"]

UNKNOWN_COMMAND = "Unrecognised command"
NO_MOUNT = "Unknown admin request"
UNAUTHORIZED = "You need to authenticate"
FLOODING = "Too many wrong passwords; please wait a minute"
NOT_SAFE = "This changes something: ask with GET or POST"
OTHER_SITE = "A page of another site asked for this; ask for it yourself"

LONGEST_QUERY = 200
"""Characters of a query that stand in the log."""

logger = logging.getLogger("legacystream.admin")

XML, HTML, JSON = "text/xml; charset=utf-8", "text/html; charset=utf-8", "application/json; charset=utf-8"
ENDINGS = {".xsl": HTML, ".json": JSON, ".xml": XML}


class AdminDesk:
    """Answers commands. Belongs to the event loop.

    Args:
        house: the station.
        rights: who may ask.
        server: how answers name the server.
        wall: the date and time.

    Attributes:
        compat: whose statuses are given where versions of Icecast differ.
        watching: how many STATS streams there are.
    """

    def __init__(
        self,
        house: House,
        rights: Rights,
        server: str,
        wall: Callable[[], datetime],
        compat: Compat = "icecast-2.4",
    ) -> None:
        self.compat = compat
        self.watching = 0
        self.rights = rights
        self._house = house
        self._server = server
        self._wall = wall

    def answer(self, request: Request, ip: str) -> bytes | None:
        """The whole answer to a request, asked from an address; None for one that is for others to answer."""
        try:
            return self._answer(request, ip)
        except PeerFault as fault:
            return self.refusal(fault)

    def refusal(self, fault: PeerFault) -> bytes:
        """Say in words why not."""
        return error_answer(fault.status, str(fault), self._server, self._wall(), extra=())

    def _answer(self, request: Request, ip: str) -> bytes | None:
        if request.path in ICECAST_PATHS:
            return self._title(request, ip)
        if request.method == "DELETE":
            return self._delete(request, ip)
        if request.path not in ("/admin", "/admin/") and not request.path.startswith("/admin/"):
            return None
        if request.path in ("/admin/publicstats.json", "/admin/publicstats"):
            return self._whole(public_statistics(self._house, scheme_of(request.headers.get)), JSON, request)
        name, kind = _named(request.path.removeprefix("/admin").strip("/") or "stats.xsl")
        if name not in COMMANDS:
            raise PeerFault(UNKNOWN_COMMAND)
        return self._carry_out(COMMANDS[name], name, kind, request, ip)

    def _carry_out(self, command: Command, name: str, kind: str, request: Request, ip: str) -> bytes:
        path = request.parameter("mount") if request.query else ""
        self.admit(command, request, ip, path)
        if name == "stats" and kind == JSON:
            return self._whole(
                typed_statistics(self._house, path, scheme_of(request.headers.get)),
                JSON,
                request,
                EXPERIMENTAL,
            )
        if command.of_mount and not path:
            if (name, kind) != ("moveclients", HTML):
                raise PeerFault(NO_MOUNT)
            command = COMMANDS["listmounts"]
        mount = (
            self._mount(path) if path and not (name == "killsource" and self._house.client(path)) else None
        )
        call = Call(request, self._house, mount, self.watching)
        if command.changes:
            logger.info("an admin at %s: %s %s", ip, name, request.query[:LONGEST_QUERY])
        return self._written(command.run(call), name, kind, request)

    def admit(self, command: Command, request: Request, ip: str, path: str = "") -> None:
        """See that somebody may ask for this. Raises PeerFault in words where he may not."""
        if command.changes and request.method not in ("GET", "POST", "DELETE"):
            raise PeerFault(NOT_SAFE, 405)
        if command.changes and from_another_site(request):
            raise PeerFault(OTHER_SITE, 403)
        verdict = self.rights.judge(login_of(request), ip, path)
        if verdict.is_flooding:
            raise PeerFault(FLOODING, 429)
        if verdict.role is None or verdict.role not in command.roles:
            raise PeerFault(UNAUTHORIZED, 401)

    def _mount(self, path: str) -> MountStatus:
        for mount in self._house.status().mounts:
            if mount.path == path:
                return mount
        raise PeerFault(NO_SOURCE, 404 if self.compat == "icecast-2.5" else 400)

    def _title(self, request: Request, ip: str) -> bytes | None:
        """Titles told by an admin; all others are the source server's, wrong passwords too, which count here as well."""
        if request.method not in ("GET", "POST"):
            raise PeerFault(NOT_SAFE, 405)
        login = login_of(request)
        path = request.parameter("mount") if request.query else ""
        if login is None:
            raise PeerFault(UNAUTHORIZED, 401)
        if not self.rights.knows(login):
            return self._title_of_source(request, login, path, ip)
        self.admit(Command(COMMANDS["killsource"].run, KEEPERS, changes=True), request, ip)
        if not path:
            raise PeerFault(NO_MOUNT)
        change = read_title_change(request)
        assert change is not None
        if not self._house.takes(change.mount):
            self._mount(change.mount)
        return self._house.change_title(change)

    def _title_of_source(self, request: Request, login: Login, path: str, ip: str) -> bytes | None:
        is_right = bool(path) and self._house.opens(path, login)
        if not is_right:
            self.rights.count_wrong(login, ip)
        try:
            read_title_change(request)
        except (
            PeerFault
        ) as fault:  # told here, in the form of all other answers, and to nobody who has no right to know
            raise fault if is_right else PeerFault(UNAUTHORIZED, 401) from fault
        return None

    def _delete(self, request: Request, ip: str) -> bytes | None:
        """`DELETE /mount` of an admin, as Icecast 2.5 has it: the source client is sent away. Others end their own alone."""
        login = login_of(request)
        if login is None:
            return None
        if not self.rights.knows(login):
            if not self._house.opens(request.path, login):
                self.rights.count_wrong(login, ip)
            return None
        self.admit(COMMANDS["killsource"], request, ip)
        if not self._house.end_source(request.path):
            raise PeerFault(NO_SOURCE, 404)
        return icecast_answer(204, "", self._server, self._wall(), kind="text/plain")

    def _written(self, answer: Answer, name: str, kind: str, request: Request) -> bytes:
        match answer:
            case Text(text=text, kind=plain):
                return self._whole(text, plain, request)
            case Done(text=text, done=done):
                element = Element(
                    "iceresponse", (Element("message", text), Element("return", str(int(done))))
                )
                written = icecast_response(text, done=done) if kind == XML else _in_form(element, kind, name)
                return self._whole(written, kind, request)
            case Element():
                return self._whole(_in_form(answer, kind, name), kind, request)
            case _:
                assert_never(answer)

    def _whole(self, body: str, kind: str, request: Request, *extra: tuple[str, str]) -> bytes:
        head_only = request.method == "HEAD"
        return icecast_answer(
            200, body, self._server, self._wall(), kind=kind, extra=extra, head_only=head_only
        )


def _named(path: str) -> tuple[str, str]:
    """A command's name, and the form in which it is to be answered."""
    for ending, kind in ENDINGS.items():
        if path.endswith(ending):
            return path.removesuffix(ending), kind
    return path, XML


def _in_form(element: Element, kind: str, name: str) -> str:
    match kind:
        case "application/json; charset=utf-8":
            return as_json(element)
        case "text/html; charset=utf-8":
            return as_page(name, element)
        case _:
            return as_xml(element)


def with_form(request: Request, body: bytes) -> Request:
    """A request whose parameters came as a form: Icecast 2.5's clients send them so."""
    query = "&".join(filter(None, (request.query, body.decode("utf-8", "replace").strip())))
    return dataclasses.replace(request, query=query)
