"""The HTTP API, asked by programs and by other sites' pages."""

import asyncio
import base64
import json
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Registry, Role, api
from runtime.control.api import LARGEST_BODY, Api
from runtime.control.news import MOST_HEARERS, News
from runtime.kernel.events import EventBus
from runtime.plan import Admin, Secret
from runtime.servers.admin.rights import Rights

JSON = {"Content-Type": "application/json"}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORDS = {"admin": "pw-a", "presenter": "pw-p", "viewer": "pw-v", "relay": "pw-r", "source": "pw-s"}


async def look(caller: Caller, source: str) -> str:
    return f"{source} for {caller.name}"


async def skip(_caller: Caller, source: str) -> str:
    if source == "nothing":
        raise CommandFault("there is nothing to skip", 409)
    return f"{source} skipped"


async def shutdown(_caller: Caller) -> str:
    return "bye"


SOURCE = (Argument("source", Kind.SOURCE, "the source"),)
COMMANDS = (
    Command("look", "Look at a source.", Role.VIEWER, look, SOURCE, reads=True),
    Command("skip", "Skip.", Role.PRESENTER, skip, SOURCE),
    Command("shutdown", "End.", Role.ADMIN, shutdown),
)


class Scene:
    """An API in a server of its own, and a client for it."""

    def __init__(self) -> None:
        self.events = EventBus(lambda: NOON)
        admins = [Admin(role, Secret(password), role) for role, password in PASSWORDS.items()]
        rights = Rights(admins, lambda _path, _login: False, lambda: 0.0)
        self.api = Api(Registry(COMMANDS), rights, News(self.events), "Radio", "1")

    def run(self, act):
        async def scene():
            application = web.Application()
            self.api.add_routes(application)
            async with TestClient(TestServer(application)) as client:
                return await act(client)

        return asyncio.run(scene())

    def ask(self, method, path, user="admin", **more):
        async def act(client):
            headers = {**(basic(user) if user else {}), **more.pop("headers", {})}
            async with client.request(method, f"/api/v1{path}", headers=headers, **more) as answer:
                return answer.status, json.loads(await answer.text())

        return self.run(act)


def basic(user: str) -> dict[str, str]:
    word = base64.b64encode(f"{user}:{PASSWORDS.get(user, 'wrong')}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


@pytest.fixture
def scene() -> Scene:
    return Scene()


class TestCommands:
    def test_are_carried_out_with_arguments_by_name(self, scene):
        answer = scene.ask("POST", "/commands/skip", "presenter", json={"source": "music"})

        assert answer == (200, {"result": "music skipped"})

    def test_that_only_read_may_be_asked_for_in_an_address(self, scene):
        status, answer = scene.ask("GET", "/commands/look?source=music", "viewer")

        assert (status, answer["result"][:22]) == (200, "music for viewer over ")

    def test_that_change_something_may_not(self, scene):
        assert scene.ask("GET", "/commands/skip?source=music") == (
            405, {"error": "skip changes something: it is a POST"},
        )  # fmt: skip

    def test_are_answered_where_a_text_is_half_a_letter(self, scene):
        """JSON can say such, and so do the names of files of another encoding; UTF-8 cannot."""
        status, answer = scene.ask("POST", "/commands/skip", data=b'{"half \\ud800": 1}', headers=JSON)

        assert status == 400
        assert answer["error"].startswith('skip has no argument "half \ud800"')

    def test_say_in_words_why_not(self, scene):
        answer = scene.ask("POST", "/commands/skip", json={"source": "nothing"})

        assert answer == (409, {"error": "there is nothing to skip"})

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"{", 400),
            (b"[]", 400),
            (b"[" * 10_000, 400),
            (b'{"source": 1}', 400),
            (b'{"src": "music"}', 400),
            (b"", 400),
            (b" " * (LARGEST_BODY + 1), 413),
        ],
    )
    def test_refuse_what_cannot_be_read(self, scene, body, status):
        assert scene.ask("POST", "/commands/skip", data=body, headers=JSON)[0] == status

    def test_refuse_what_a_form_of_another_page_could_send(self, scene):
        headers = {"Content-Type": "text/plain"}

        assert scene.ask("POST", "/commands/skip", data=b'{"source": "music"}', headers=headers)[0] == 415

    def test_that_are_none_are_told(self, scene):
        assert scene.ask("POST", "/commands/skp")[0] == 404


class TestRoles:
    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
    @pytest.mark.parametrize(
        ("user", "role"), [("admin", 3), ("presenter", 2), ("viewer", 1), ("relay", 0), ("source", 0)]
    )
    def test_reach_as_far_as_they_do(self, scene, command, user, role):
        given = {"source": "music"} if command.arguments else {}
        status, _ = scene.ask("POST", f"/commands/{command.name}", user, json=given)

        assert status == (401 if role == 0 else 200 if role >= command.role else 403)

    def test_are_those_of_a_token_too(self, scene):
        headers = {"Authorization": "Bearer pw-p"}

        assert scene.ask("POST", "/commands/skip", None, json={"source": "a"}, headers=headers)[0] == 200

    @pytest.mark.parametrize(
        "headers", [{}, basic("stranger"), {"Authorization": "Bearer x"}, {"Authorization": "Basic !"}]
    )
    def test_are_needed(self, scene, headers):
        assert scene.ask("GET", "/commands/look?source=a", None, headers=headers)[0] == 401

    def test_are_not_to_be_guessed(self, scene):
        async def act(client):
            return [
                (await client.get("/api/v1/commands/look?source=a", headers=basic("stranger"))).status
                for _ in range(30)
            ]

        assert scene.run(act)[-1] == 429


class TestAnotherSitesPage:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_changes_nothing(self, scene, headers):
        assert scene.ask("POST", "/commands/skip", json={"source": "a"}, headers=headers)[0] == 403

    def test_is_not_told_that_it_may_read(self, scene):
        async def act(client):
            answer = await client.options("/api/v1/commands/skip", headers={"Origin": "http://evil.example"})
            return answer.status, [
                name for name in answer.headers if name.lower().startswith("access-control")
            ]

        assert scene.run(act) == (405, [])


class TestEvents:
    def test_are_told_as_they_come(self, scene):
        async def act(client):
            scene.events.start(asyncio.get_running_loop().call_soon_threadsafe)
            answer = await client.get("/api/v1/events", headers=basic("viewer"))
            scene.events.emit("track", "music", {"title": "Õne\nTwo"})
            return [await answer.content.readline() for _ in range(2)]

        name, data = scene.run(act)
        assert name == b"event: track\n"
        assert json.loads(data.removeprefix(b"data: ")) == {
            "event": "track", "source": "music", "details": {"title": "Õne\nTwo"}, "at": "2026-11-22T12:00:00.000+00:00",
        }  # fmt: skip

    def test_are_sent_to_nobody_who_does_not_read_them(self, scene, monkeypatch):
        """He would keep one of the places for ever."""
        monkeypatch.setattr(api, "READ_SECONDS", 0.05)

        async def act(client):
            scene.events.start(asyncio.get_running_loop().call_soon_threadsafe)
            answer = await client.get("/api/v1/events", headers=basic("viewer"))
            answer.connection.transport.pause_reading()
            before = len(scene.api.news._hearers)
            while scene.api.news._hearers:
                scene.events.emit("track", "music", {"title": "x" * 100_000})
                await asyncio.sleep(0.001)
            return before

        assert scene.run(act) == 1

    def test_end_with_who_hangs_up(self, scene, caplog):
        async def act(client):
            scene.events.start(asyncio.get_running_loop().call_soon_threadsafe)
            answer = await client.get("/api/v1/events", headers=basic("viewer"))
            answer.connection.transport.abort()
            while scene.api.news._hearers:
                scene.events.emit("track", "music", {"title": "x"})
                await asyncio.sleep(0.001)

        scene.run(act)

        assert "Traceback" not in caplog.text

    def test_are_for_so_many_at_one_time(self, scene):
        async def act(client):
            lines = [scene.api.news.heard() for _ in range(MOST_HEARERS)]
            for line in lines:
                line.__enter__()
            answer = await client.get("/api/v1/events", headers=basic("viewer"))
            return answer.status

        assert scene.run(act) == 503

    def test_are_for_those_who_are_known(self, scene):
        assert scene.ask("GET", "/events", None)[0] == 401


class TestTheDescription:
    def test_names_every_command_and_its_arguments(self, scene):
        status, text = scene.ask("GET", "/openapi.json", None)

        assert status == 200
        commands = {f"/commands/{name}" for name in ("look", "skip", "shutdown")}
        assert set(text["paths"]) == {*commands, "/events", "/socket"}
        body = text["paths"]["/commands/skip"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert body["required"] == ["source"]
        assert "get" not in text["paths"]["/commands/skip"]

    def test_holds_no_password(self, scene):
        assert "pw-" not in json.dumps(scene.ask("GET", "/openapi.json", None)[1])
