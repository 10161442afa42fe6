"""A client that is made from the API's description alone, as generators make theirs."""

import asyncio
import base64
import dataclasses
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from runtime.control import Registry
from runtime.control.api import Api
from runtime.control.news import News
from runtime.kernel.events import EventBus
from runtime.plan import Admin, Secret
from runtime.servers.admin.rights import Rights
from runtime.station.commands import script_commands, station_commands

LOGIN = {"Authorization": "Basic " + base64.b64encode(b"admin:pw").decode()}
VALUES = {"string": "word", "integer": 3, "number": 1.5, "boolean": True}


class Generated:
    """Has a call for each operation of a description; knows nothing else of the API."""

    def __init__(self, description, client):
        self._client = client
        self.calls = {}
        for path, operations in description["paths"].items():
            for method, operation in operations.items():
                url = description["servers"][0]["url"] + path
                self.calls[operation["operationId"]] = (method, url, operation)

    async def call(self, name):
        """Call an operation with a value of each argument's type; gives the status and whether it is described."""
        method, url, operation = self.calls[name]
        query = {
            each["name"]: str(VALUES[each["schema"]["type"]]) for each in operation.get("parameters", ())
        }
        body = self._body(operation)
        async with self._client.request(method, url, params=query, json=body, headers=LOGIN) as answer:
            return answer.status, str(answer.status) in operation["responses"], await answer.json()

    def _body(self, operation):
        if "requestBody" not in operation:
            return None
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return {name: VALUES[each["type"]] for name, each in schema["properties"].items()}


def noting(command):
    async def note(_caller, **given):
        return {name: type(value).__name__ for name, value in given.items()}

    return dataclasses.replace(command, run=note)


@pytest.fixture(scope="module")
def answers():
    """What every operation answers to the generated client."""
    absent = SimpleNamespace()
    commands = [*station_commands(absent).all(), *script_commands(absent)]
    rights = Rights([Admin("admin", Secret("pw"), "admin")], lambda _path, _login: False, lambda: 0.0)
    news = News(EventBus(lambda: datetime(2026, 11, 22, tzinfo=UTC)))
    application = web.Application()
    Api(Registry(map(noting, commands)), rights, news, "Radio", "1").add_routes(application)

    async def act():
        async with TestClient(TestServer(application)) as client:
            async with client.get("/api/v1/openapi.json") as answer:
                generated = Generated(await answer.json(), client)
            for endless in ("events", "socket"):
                generated.calls.pop(endless)
            return commands, {name: await generated.call(name) for name in generated.calls}

    return asyncio.run(act())


class TestAGeneratedClient:
    def test_has_a_call_for_every_command(self, answers):
        commands, said = answers

        assert {each.name.replace(".", "_") for each in commands} <= set(said)

    def test_is_answered_whatever_it_calls(self, answers):
        _, said = answers

        assert {name: status for name, (status, _, _) in said.items() if status != 200} == {}

    def test_is_answered_as_described(self, answers):
        _, said = answers

        assert all(described and "result" in answer for _, described, answer in said.values())
