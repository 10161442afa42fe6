"""The telnet door: a line in, lines and `END` out, as panels written for Liquidsoap expect it.

No prompt, no banner, no echo. `exit` and `quit` leave; `json` makes every further answer one line of JSON, for programs that
want to tell success from failure. With a password, the first line is `login <password>`.
"""

import asyncio
import contextlib
import hmac
import logging

from runtime.errors import OperatorFault, PeerFault
from runtime.protocols.command_lines import CommandLines

from .command import Caller, Role
from .fault import CommandFault
from .registry import Registry
from .text import as_json, as_lines

__all__ = ["IDLE_SECONDS", "MOST_CLIENTS", "TelnetServer"]

MOST_CLIENTS = 32
"""Connections at one time."""

IDLE_SECONDS = 3600.0
"""How long a client may say nothing."""

LOGIN_SECONDS = 10.0
"""How long somebody may take to say the password: he keeps others from coming in meanwhile."""

GUESS_SECONDS = 1.0
"""How long a wrong password is waited for its answer, so that nobody guesses many."""

TURN_AWAY_SECONDS = 1.0
"""How long somebody for whom there is no room may take to say something, before he is closed on."""

ANSWER_SECONDS = 30.0
"""How long a client may take to read its answer."""

_READ_BYTES = 4096

logger = logging.getLogger("legacystream.control")


class TelnetServer:
    """Listen for telnet clients: `start`, then `stop`."""

    def __init__(
        self, registry: Registry, *, password: str = "", role: Role = Role.ADMIN, name: str = "telnet"
    ) -> None:
        """Offer the registry's commands to whoever knows the password, with a role; "" asks for none.

        `name` is what the log calls those who come through this door.
        """
        self._name = name
        self._registry = registry
        self._password = password
        self._role = role
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._told_full = False

    async def start(self, host: str, port: int) -> int:
        """Listen; gives the port.

        Raises:
            OperatorFault: the address cannot be listened on.
        """
        try:
            self._server = await asyncio.start_server(self._meet, host, port)
        except OSError as wrong:
            raise OperatorFault(f"telnet cannot listen on {host}:{port}: {wrong.strerror}") from wrong
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close every connection."""
        if self._server is not None:
            self._server.close()
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._clients) >= MOST_CLIENTS:
            await self._turn_away(reader, writer)
            return
        self._clients.add(task)
        self._told_full = self._told_full and len(self._clients) > MOST_CLIENTS // 2
        try:
            await self._client(reader, writer).serve()
        except PeerFault as fault:
            logger.warning("%s from %s: %s; closed", self._name, _peer(writer), fault)
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass  # the client left, or the station does
        finally:
            self._clients.discard(task)
            writer.close()

    async def _turn_away(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        words = f"{MOST_CLIENTS} clients are here already"
        if not self._told_full:
            logger.warning("%s: %s; more are turned away", self._name, words)
        self._told_full = True
        writer.write(f"ERROR: {words}; try again later\r\nEND\r\n".encode())
        with contextlib.suppress(
            OSError, TimeoutError
        ):  # who is closed on before his words are read hears nothing
            async with asyncio.timeout(TURN_AWAY_SECONDS):
                await reader.read(_READ_BYTES)
        writer.close()

    def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> "_Client":
        caller = Caller(f"{self._name} from {_peer(writer)}", self._role)
        return _Client(self._registry, self._password, caller, reader, writer)


class _Client:
    """One connection."""

    def __init__(
        self,
        registry: Registry,
        password: str,
        caller: Caller,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._registry = registry
        self._password = password
        self._caller = caller
        self._reader = reader
        self._writer = writer
        self._known = not password
        self._as_json = False

    async def serve(self) -> None:
        lines = CommandLines()
        while data := await self._read():
            for line in lines.receive(data):
                if line in ("exit", "quit"):
                    await self._send("Bye!\r\n")
                    return
                await self._answer(line)

    async def _read(self) -> bytes:
        async with asyncio.timeout(IDLE_SECONDS if self._known else LOGIN_SECONDS):
            return await self._reader.read(_READ_BYTES)

    async def _answer(self, line: str) -> None:
        if not self._known:
            await self._log_in(line)
            await self._tell("Welcome")
        elif line == "json":
            self._as_json = True
            await self._tell("ok")
        else:
            await self._carry_out(line)

    async def _carry_out(self, line: str) -> None:
        try:
            await self._tell(await self._registry.line(self._caller, line))
        except CommandFault as fault:
            await self._refuse(fault)

    async def _log_in(self, line: str) -> None:
        word, _, given = line.partition(" ")
        if word != "login" or not hmac.compare_digest(given.strip().encode(), self._password.encode()):
            await asyncio.sleep(GUESS_SECONDS)
            raise PeerFault("no login with the right password")
        self._known = True

    async def _tell(self, result: object) -> None:
        if self._as_json:
            await self._send(as_json({"ok": True, "result": result}) + "\n")
        else:
            await self._send("\r\n".join([*as_lines(result), "END", ""]))

    async def _refuse(self, fault: CommandFault) -> None:
        if self._as_json:
            await self._send(as_json({"ok": False, "error": str(fault)}) + "\n")
        else:
            await self._send(f"ERROR: {fault}\r\nEND\r\n")

    async def _send(self, text: str) -> None:
        self._writer.write(text.encode("utf-8", "replace"))
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._writer.drain()


def _peer(writer: asyncio.StreamWriter) -> str:
    return str((writer.get_extra_info("peername") or ("nobody",))[0])
