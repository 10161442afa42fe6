"""The WebSocket of the API."""

import asyncio
import base64

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from runtime.control import Argument, Command, CommandFault, Kind, Registry, Role, socket
from runtime.control.api import Api
from runtime.control.news import MOST_WAITING, News
from runtime.kernel.events import Event, EventBus
from runtime.plan import Admin, Secret
from runtime.servers.admin.rights import Rights
from runtime.testing import ManualClock

NOISE = Event("noise", "", {}, ManualClock().wall())
PATH = "/api/v1/socket"
ANNA = {"Authorization": "Basic " + base64.b64encode(b"anna:pw").decode()}


async def skip(caller, source):
    if source == "nothing":
        raise CommandFault("there is nothing to skip", 409)
    return f"{source} skipped by {caller.role.word}"


async def shutdown(_caller):
    return "bye"


COMMANDS = (
    Command("skip", "Skip.", Role.PRESENTER, skip, (Argument("source", Kind.SOURCE, "which"),)),
    Command("shutdown", "End.", Role.ADMIN, shutdown),
)


class Scene:
    def __init__(self):
        self.events = EventBus(ManualClock().wall)
        rights = Rights([Admin("anna", Secret("pw"), "presenter")], lambda _path, _login: False, lambda: 0.0)
        self.api = Api(Registry(COMMANDS), rights, News(self.events), "Radio", "1")

    def run(self, act):
        async def scene():
            application = web.Application()
            self.api.add_routes(application)
            self.events.start(asyncio.get_running_loop().call_soon_threadsafe)
            async with TestClient(TestServer(application)) as client:
                return await act(client)

        return asyncio.run(scene())

    def talk(self, *messages, headers=ANNA):
        """The answers to messages, one for each."""

        async def act(client):
            async with client.ws_connect(PATH, headers=headers) as line:
                return [await asked(line, each) for each in messages]

        return self.run(act)


async def asked(line, message):
    await line.send_json(message)
    return await line.receive_json(timeout=10)


@pytest.fixture
def scene():
    return Scene()


class TestCommands:
    def test_are_answered_with_their_number(self, scene):
        said = scene.talk({"id": 7, "command": "skip", "arguments": {"source": "music"}})

        assert said == [{"id": 7, "result": "music skipped by presenter"}]

    def test_may_be_lines_as_for_telnet(self, scene):
        assert scene.talk({"id": "a", "line": "music.skip"})[0]["result"] == "music skipped by presenter"

    @pytest.mark.parametrize(
        ("message", "status"),
        [
            ({"id": 1, "command": "shutdown"}, 403),
            ({"id": 1, "command": "skip", "arguments": {"source": "nothing"}}, 409),
            ({"id": 1, "command": "skip", "arguments": ["music"]}, 400),
            ({"id": 1, "command": "dance"}, 404),
            ({"id": 1}, 400),
        ],
    )
    def test_that_cannot_be_are_refused_in_words(self, scene, message, status):
        (said,) = scene.talk(message)

        assert (said["id"], said["status"], bool(said["error"])) == (1, status, True)

    @pytest.mark.parametrize("text", ["no json", "[1]", "3", "[" * 5000])
    def test_that_are_nothing_do_not_close_the_line(self, scene, text):
        async def act(client):
            async with client.ws_connect(PATH, headers=ANNA) as line:
                await line.send_str(text)
                refused = await line.receive_json(timeout=10)
                return refused["status"], (await asked(line, {"id": 2, "line": "skip music"}))["id"]

        assert scene.run(act) == (400, 2)


class TestEvents:
    def test_come_to_those_who_subscribe_and_as_they_want_them(self, scene):
        async def act(client):
            async with client.ws_connect(PATH, headers=ANNA) as line:
                await asked(line, {"id": 1, "subscribe": ["track"], "sources": ["radio"]})
                for name, source in (("track", "music"), ("start", ""), ("track", "radio")):
                    scene.events.emit(name, source, {"title": "One"})
                first = await line.receive_json(timeout=10)
                await asked(line, {"id": 2, "unsubscribe": True})
                scene.events.emit("track", "radio")
                return first, await asked(line, {"id": 3, "line": "skip music"})

        event, after = scene.run(act)

        assert (event["event"], event["source"], event["details"]) == ("track", "radio", {"title": "One"})
        assert after["id"] == 3

    def test_are_none_before(self, scene):
        scene.events.emit("start", "")

        assert scene.talk({"id": 1, "line": "skip music"})[0]["id"] == 1

    def test_that_are_not_read_close_the_line(self, scene):
        async def act(client):
            async with client.ws_connect(PATH, headers=ANNA) as line:
                await asked(line, {"id": 1, "subscribe": []})
                for _ in range(MOST_WAITING + 10):
                    scene.api.news._tell(NOISE)
                while (message := await line.receive(timeout=10)).type is WSMsgType.TEXT:
                    pass
                return message.type, line.close_code

        assert scene.run(act) == (WSMsgType.CLOSE, socket.TOO_SLOW)


class TestWhoConnects:
    @pytest.mark.parametrize("login", [{"token": "pw"}, {"user": "anna", "password": "pw"}])
    def test_may_say_who_he_is_in_the_first_message(self, scene, login):
        welcome, answer = scene.talk(login, {"id": 1, "line": "music.skip"}, headers={})

        assert (welcome["role"], answer["result"]) == ("presenter", "music skipped by presenter")

    @pytest.mark.parametrize("first", [{"token": "wrong"}, {"id": 1, "line": "music.skip"}, {"token": ""}])
    def test_is_closed_where_nobody_is_known_by_it(self, scene, first):
        async def act(client):
            async with client.ws_connect(PATH) as line:
                said = await asked(line, first)
                await line.receive(timeout=10)
                return said["status"], line.close_code

        assert scene.run(act) == (401, socket.NOT_KNOWN)

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({**ANNA, "Origin": "https://evil.example"}, 403),
            ({**ANNA, "Origin": "null"}, 403),
            ({"Origin": "https://evil.example"}, 403),
            ({"Authorization": "Bearer wrong"}, 401),
        ],
    )
    def test_is_refused_from_another_site_and_with_a_wrong_password(self, scene, headers, status):
        async def act(client):
            with pytest.raises(WSServerHandshakeError) as refused:
                await client.ws_connect(PATH, headers=headers)
            return refused.value.status

        assert scene.run(act) == status

    def test_is_refused_where_there_are_too_many(self, scene, monkeypatch):
        monkeypatch.setattr(socket, "MOST_SOCKETS", 1)

        async def act(client):
            async with client.ws_connect(PATH, headers=ANNA):
                with pytest.raises(WSServerHandshakeError) as refused:
                    await client.ws_connect(PATH, headers=ANNA)
            async with client.ws_connect(PATH, headers=ANNA) as line:
                return refused.value.status, (await asked(line, {"id": 1, "line": "skip x"}))["id"]

        assert scene.run(act) == (503, 1)

    def test_comes_in_also_where_strangers_take_all_the_room_that_they_may(self, scene, monkeypatch):
        monkeypatch.setattr(socket, "MOST_OF_ADDRESS", 2)

        async def act(client):
            strangers = [await client.ws_connect(PATH) for _ in range(2)]
            with pytest.raises(WSServerHandshakeError) as refused:
                await client.ws_connect(PATH)
            async with client.ws_connect(PATH, headers=ANNA) as line:
                answer = await asked(line, {"id": 1, "line": "skip x"})
            welcome = await asked(strangers[0], {"token": "pw"})
            async with client.ws_connect(PATH) as again:
                role = (await asked(again, {"token": "pw"}))["role"]
            return refused.value.status, answer["id"], welcome["role"], role

        assert scene.run(act) == (503, 1, "presenter", "presenter")

    @pytest.mark.parametrize("how", ["says goodbye", "hangs up"])
    def test_may_leave_before_he_has_said_who_he_is(self, scene, how, caplog):
        async def act(client):
            line = await client.ws_connect(PATH)
            if how == "says goodbye":
                await line.close(code=1001)
            else:
                line._response.connection.transport.abort()
            async with client.ws_connect(PATH, headers=ANNA) as other:
                return (await asked(other, {"id": 1, "line": "skip x"}))["id"]

        assert scene.run(act) == 1
        assert "Traceback" not in caplog.text
        assert "rror" not in caplog.text

    def test_who_asks_without_a_websocket_is_told(self, scene):
        async def act(client):
            async with client.get(PATH, headers=ANNA) as answer:
                return answer.status, await answer.json()

        assert scene.run(act)[0] == 426


class TestWhoDoesNotReadHisAnswers:
    def test_is_closed_with_a_reason(self, scene, monkeypatch):
        async def stuck(_socket, _data):
            raise TimeoutError

        async def act(client):
            async with client.ws_connect(PATH, headers=ANNA) as line:
                monkeypatch.setattr(socket, "_say", stuck)
                await line.send_json({"id": 1, "command": "skip", "arguments": {"source": "music"}})
                return await line.receive(timeout=10)

        said = scene.run(act)

        assert (said.type, said.data, said.extra) == (WSMsgType.CLOSE, 1008, "you read too slowly")
