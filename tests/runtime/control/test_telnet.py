"""The telnet door, driven the way a panel written for Liquidsoap drives it."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from runtime.control import Caller, Command, CommandFault, Registry, Role, telnet
from runtime.control.telnet import TelnetServer


async def greet(caller: Caller) -> str:
    return f"hello {caller.role.word}"


async def refuse(_caller: Caller) -> None:
    raise CommandFault("there is nothing to skip")


REGISTRY = Registry(
    [
        Command("greet", "Greet.", Role.VIEWER, greet, reads=True),
        Command("refuse", "Refuse.", Role.VIEWER, refuse, reads=True),
    ]
)

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def converse(said: bytes, password: str = "", role: Role = Role.ADMIN) -> bytes:
    """Say something, half-close, and hear all the answer."""

    async def conversation() -> bytes:
        server = TelnetServer(REGISTRY, password=password, role=role)
        port = await server.start("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        writer.write_eof()
        heard = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await server.stop()
        return heard

    return asyncio.run(conversation())


class TestAnswers:
    def test_an_answer_ends_with_end(self):
        assert converse(b"greet\n") == b"hello admin\r\nEND\r\n"

    @pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r", b"\r\n\r\n"])
    def test_any_line_ending_will_do(self, ending):
        assert converse(b"greet" + ending) == b"hello admin\r\nEND\r\n"

    def test_a_refusal_begins_with_error(self):
        assert converse(b"refuse\n") == b"ERROR: there is nothing to skip\r\nEND\r\n"

    def test_an_unknown_command_is_an_error_too(self):
        assert converse(b"sing\n").startswith(b'ERROR: there is no command "sing"')

    def test_quit_says_bye_and_hears_no_more(self):
        assert converse(b"quit\ngreet\n") == b"Bye!\r\n"

    def test_programs_get_json_when_they_ask_for_it(self):
        answers = converse(b"json\ngreet\nrefuse\n").splitlines()

        assert [json.loads(each)["ok"] for each in answers] == [True, True, False]


class TestThePassword:
    def test_comes_first(self):
        assert converse(b"login s3cret\ngreet\n", "s3cret").startswith(b"Welcome\r\nEND\r\nhello")

    @pytest.mark.parametrize("line", [b"greet\n", b"login wrong\n", b"login\n", b"login s3cret2\ngreet\n"])
    def test_without_it_the_door_is_closed(self, line, caplog, monkeypatch):
        monkeypatch.setattr(telnet, "GUESS_SECONDS", 0.0)
        assert b"hello" not in converse(line, "s3cret")
        assert "s3cret" not in caplog.text

    def test_is_not_waited_for_by_others_for_long(self, monkeypatch):
        """Whoever connects and says nothing keeps a place for some seconds, not for the hour of those who are known."""
        monkeypatch.setattr(telnet, "LOGIN_SECONDS", 0.01)

        async def conversation():
            server = TelnetServer(REGISTRY, password="s3cret")
            reader, writer = await asyncio.open_connection("127.0.0.1", await server.start("127.0.0.1", 0))
            heard = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            await server.stop()
            return heard

        assert asyncio.run(conversation()) == b""


class TestACrowd:
    def test_is_turned_away_in_words_and_told_once(self, monkeypatch, caplog):
        monkeypatch.setattr(telnet, "MOST_CLIENTS", 2)

        async def conversation():
            server = TelnetServer(REGISTRY)
            port = await server.start("127.0.0.1", 0)
            inside = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            for reader, writer in inside:
                writer.write(b"greet\n")
                await reader.readuntil(b"END")
            heard = []
            for _ in range(3):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"greet\n")
                heard.append(await asyncio.wait_for(reader.read(), 10))
                writer.close()
            for _, writer in inside:
                writer.close()
            await server.stop()
            return heard

        assert (
            asyncio.run(conversation())
            == [b"ERROR: 2 clients are here already; try again later\r\nEND\r\n"] * 3
        )
        assert caplog.text.count("clients are here already") == 1


class TestWhoIsNoTelnetClient:
    @pytest.mark.parametrize(
        "said",
        [
            b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\ngreet\n",
            b"GET /greet HTTP/1.0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n",
            b"x" * 10_000,
        ],
    )
    def test_is_sent_away_before_any_command(self, said, caplog):
        assert b"hello" not in converse(said)
        assert "telnet from 127.0.0.1" in caplog.text
