"""The door for the tools of the station's machine."""

import asyncio
import sys
from pathlib import Path

import pytest

from runtime.control import Caller, Command, Registry, Role, telnet
from runtime.control.local_door import FILE, LocalDoor, read_key


async def greet(caller: Caller) -> str:
    return caller.role.word


REGISTRY = Registry([Command("greet", "Greet.", Role.VIEWER, greet, reads=True)])


def with_open_door(folder: Path, act):
    async def scene():
        door = LocalDoor(REGISTRY, folder)
        await door.open()
        try:
            return await act(read_key(folder))
        finally:
            await door.close()

    return asyncio.run(scene())


async def say(port: int, text: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text)
    writer.write_eof()
    heard = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return heard


class TestTheKey:
    def test_opens_the_door(self, tmp_path):
        async def act(key):
            return await say(key.port, f"login {key.password}\ngreet\n".encode())

        assert with_open_door(tmp_path, act) == b"Welcome\r\nEND\r\nadmin\r\nEND\r\n"

    def test_is_needed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(telnet, "GUESS_SECONDS", 0.0)

        async def act(key):
            return await say(key.port, b"login guessed\ngreet\n")

        assert with_open_door(tmp_path, act) == b""

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps who may read a file in other ways")
    def test_may_be_read_by_its_owner_alone(self, tmp_path):
        async def act(_key):
            return (tmp_path / FILE).stat().st_mode & 0o777

        assert with_open_door(tmp_path, act) == 0o600

    def test_goes_when_the_station_stops(self, tmp_path):
        async def act(_key):
            return None

        with_open_door(tmp_path, act)

        assert read_key(tmp_path) is None

    def test_is_another_one_at_every_start(self, tmp_path):
        async def act(key):
            return key.password

        assert with_open_door(tmp_path, act) != with_open_door(tmp_path, act)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x"}'])
    def test_that_is_damaged_is_none(self, tmp_path, text):
        (tmp_path / FILE).write_text(text)

        assert read_key(tmp_path) is None
