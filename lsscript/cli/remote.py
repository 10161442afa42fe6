"""A line to a station elsewhere, over the WebSocket of its API; TLS, but on the machine itself."""

import asyncio
import ssl
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from .attach import ANSWER_SECONDS, Answer, NoStation

if TYPE_CHECKING:
    import aiohttp

__all__ = ["CONNECT_SECONDS", "Address", "RemoteLine", "address_of"]

CONNECT_SECONDS = 15.0
"""How long a station may take to let somebody in."""

SOCKET = "/api/v1/socket"

SETTLE_SECONDS = 0.25
"""How long connections that were closed may take to be let go."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a station is, and what opens it.

    Attributes:
        url: `https://radio.example:8443`, without a path.
        token: the password of an account of `admin(…)`.
        authorities: a file with the certificates that are trusted; None for those of the machine.
    """

    url: str
    token: str
    authorities: Path | None = None


def address_of(url: str, token: str, authorities: Path | None) -> Address:
    """Read where a station is.

    Raises:
        NoStation: it cannot be there, or its token would be sent for all to read.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoStation(f"{url} is no address of a station: write https://radio.example:8443")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise NoStation(
            f"{url} is not encrypted, and everybody on the way could read the token: write https://…"
        )
    return Address(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", token, authorities)


class RemoteLine:
    """A connection to the station of an address. Use it in a `with`. A thread of its own keeps it."""

    def __init__(self, address: Address) -> None:
        """Connect.

        Raises:
            NoStation: nobody answers there, its certificate is not trusted, or the token is not right.
        """
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()
        self._asked = 0
        try:
            self._session, self._socket = self._do(_connected(address), CONNECT_SECONDS)
        except BaseException:
            self._end()
            raise

    def ask(self, line: str) -> Answer:
        """Ask for a command, and wait for the answer.

        Raises:
            NoStation: the station went away meanwhile.
        """
        self._asked += 1
        said = self._do(_asked(self._socket, self._asked, line), ANSWER_SECONDS)
        return Answer("result" in said, said.get("result", said.get("error")))

    def __enter__(self) -> Self:
        """Be used in a `with`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        try:
            self._do(self._hang_up(), CONNECT_SECONDS)
        except NoStation:
            pass  # it went first
        finally:
            self._end()

    async def _hang_up(self) -> None:
        await self._socket.close()
        await self._session.close()

    def _do(self, work: "Coroutine[Any, Any, _Result]", seconds: float) -> _Result:
        import aiohttp

        try:
            return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop).result()
        except TimeoutError:
            raise NoStation("the station does not answer") from None
        except (aiohttp.ClientError, OSError, TypeError) as wrong:
            raise NoStation(_words(wrong)) from wrong

    def _end(self) -> None:
        asyncio.run_coroutine_threadsafe(_settled(), self._loop).result(CONNECT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CONNECT_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()


async def _connected(address: Address) -> "tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]":
    import aiohttp

    session = aiohttp.ClientSession()
    try:
        trust = ssl.create_default_context(cafile=address.authorities) if _is_secure(address) else True
        headers = {"Authorization": f"Bearer {address.token}"}
        socket = await session.ws_connect(address.url + SOCKET, headers=headers, ssl=trust, max_msg_size=0)
    except BaseException:
        await session.close()
        raise
    return session, socket


async def _settled() -> None:
    """Let what was closed say so: a transport does that in the loop's next rounds, one with TLS when the other side has too."""
    await asyncio.sleep(SETTLE_SECONDS)


async def _asked(socket: "aiohttp.ClientWebSocketResponse", number: int, line: str) -> dict[str, Any]:
    """The answer of this number; those of questions that nobody waited for are passed over."""
    await socket.send_json({"id": number, "line": line})
    while True:
        said = await socket.receive_json()
        if said.get("id") == number:
            return dict(said)


def _is_secure(address: Address) -> bool:
    return address.url.startswith("https:")


def _is_here(host: str) -> bool:
    """Whether what is sent to a host does not leave the machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _words(wrong: Exception) -> str:
    """Why there is no line, in words."""
    import aiohttp

    match wrong:
        case aiohttp.WSServerHandshakeError(status=401 | 403):
            return "the station does not know this token: it is the password of an account of admin(…)"
        case aiohttp.WSServerHandshakeError(status=429):
            return "too many wrong passwords came from here; wait a while"
        case aiohttp.WSServerHandshakeError():
            return f"the station's API does not answer there: status {wrong.status}"
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLError():
            why = getattr(wrong, "certificate_error", wrong)
            return f"its certificate is not trusted ({why}); --ca FILE names the authority that is"
        case aiohttp.ClientConnectorError():
            return f"nobody answers there: {wrong.os_error.strerror or wrong}"
        case _:
            return "the station went away"
