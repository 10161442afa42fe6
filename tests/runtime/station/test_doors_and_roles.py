"""Every command of the registry through every door, with every role: carried out, or refused where the role forbids it.

What a command does is tested beside it. Here each only notes that it was reached, and with which arguments.
"""

import asyncio
import base64
import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from runtime.control import Argument, Command, Kind, Registry, Role
from runtime.control.api import Api
from runtime.control.local_door import LocalDoor, read_key
from runtime.control.news import News
from runtime.control.telnet import TelnetServer
from runtime.kernel.events import EventBus
from runtime.plan import STATION_COMMANDS, Admin, CommandArgument, Function, Handler, OwnCommand, Secret
from runtime.servers.admin.rights import Rights
from runtime.station.commands import (
    audience_commands,
    certificate_commands,
    changing_commands,
    own_commands,
    script_commands,
    station_commands,
)

ABSENT = cast(Any, SimpleNamespace())
"""What commands act upon; none of them gets so far here."""

OWN = OwnCommand(
    "wish",
    Handler("command.wish", (Function("fun (given) -> 1"),)),
    (CommandArgument("times", "whole", 1), CommandArgument("song", "text", "")),
    "Note a wish.",
    "presenter",
)
"""A command that a script adds."""

GIVEN = {
    Kind.WHOLE: 7,
    Kind.NUMBER: 0.5,
    Kind.SECONDS: 3.0,
    Kind.TRUTH: True,
    Kind.TEXT: "word",
    Kind.REST: "some words",
    Kind.SOURCE: "music",
    Kind.MOUNT: "/radio.mp3",
    Kind.SHOWN: "/radio.mp3",
    Kind.RECORDING: "radio.record",
    Kind.PASSWORD: "hush",
    Kind.FILE: "MIIB",
}


def every_command() -> list[Command]:
    offered = [
        *own_commands([OWN], lambda _handler: ABSENT),
        *audience_commands(ABSENT, ABSENT),
        *certificate_commands(ABSENT),
        *changing_commands(ABSENT),
        *script_commands(ABSENT),
    ]
    return [*station_commands(ABSENT).all(), *offered]


NAMES = sorted(each.name for each in every_command())


def noting(command: Command) -> Command:
    async def note(_caller, **given):
        return {"done": command.name, "given": given}

    return dataclasses.replace(command, run=note)


def word(argument: Argument) -> str:
    given = GIVEN[argument.kind]
    return str(given).lower() if isinstance(given, bool) else str(given)


def arguments(command: Command) -> dict[str, object]:
    return {each.name: GIVEN[each.kind] for each in command.arguments}


class Doors:
    """A registry behind telnet with each role, the local door, and the API with an account for each role."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = Registry([noting(each) for each in every_command()])
        self.heard: dict[tuple[str, Role, str], dict[str, Any]] = {}

    async def ask_all(self) -> None:
        for role in Role:
            server = TelnetServer(self.registry, role=role)
            await self.over_a_line("telnet", role, await server.start("127.0.0.1", 0), "json\n")
            await server.stop()
            await self.over_http(role)
        door = LocalDoor(self.registry, self.folder)
        await door.open()
        key = read_key(self.folder)
        await self.over_a_line("local", Role.ADMIN, key.port, f"login {key.password}\njson\n", greeting=2)
        await door.close()

    async def over_a_line(self, door: str, role: Role, port: int, first: str, greeting: int = 0) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(first.encode())
        for _ in range(greeting + 1):
            await reader.readline()
        for command in self.registry.all():
            writer.write(f"{' '.join([command.name, *map(word, command.arguments)])}\n".encode())
            self.heard[door, role, command.name] = json.loads(await reader.readline())
        writer.close()

    async def over_http(self, role: Role) -> None:
        admins = [Admin(each.word, Secret(each.word), cast(Any, each.word)) for each in Role]
        rights = Rights(admins, lambda _path, _login: False, lambda: 0.0)
        news = News(EventBus(lambda: datetime(2026, 11, 22, tzinfo=UTC)))
        application = web.Application()
        Api(self.registry, rights, news, "Radio", "1").add_routes(application)
        login = base64.b64encode(f"{role.word}:{role.word}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        async with TestClient(TestServer(application)) as client:
            for command in self.registry.all():
                path = f"/api/v1/commands/{command.name}"
                async with client.post(path, json=arguments(command), headers=headers) as answer:
                    self.heard["api", role, command.name] = json.loads(await answer.text())


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    made = Doors(tmp_path_factory.mktemp("state"))
    asyncio.run(made.ask_all())
    return made


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("door", ["telnet", "api"])
def test_a_command_is_carried_out_or_refused_by_role(doors, door, role, name):
    command, said = doors.registry.find(name), doors.heard[door, role, name]

    if role < command.role:
        assert said["error"] == f"{name} is for the role {command.role.word}; yours is {role.word}"
    else:
        assert said["result"] == {"done": name, "given": arguments(command)}


@pytest.mark.parametrize("name", NAMES)
def test_the_local_door_opens_to_every_command(doors, name):
    given = arguments(doors.registry.find(name))

    assert doors.heard["local", Role.ADMIN, name]["result"] == {"done": name, "given": given}


def test_no_two_commands_have_one_name():
    assert len(set(NAMES)) == len(NAMES)


def test_the_checker_knows_the_names_that_scripts_cannot_take():
    assert {*NAMES, "exit", "quit", "login", "json"} - {OWN.name} == STATION_COMMANDS


@pytest.mark.parametrize("command", every_command(), ids=lambda each: each.name)
def test_every_command_says_what_it_does(command):
    assert command.doc.split("\n")[0].endswith(".")
    assert all(each.doc for each in command.arguments)
