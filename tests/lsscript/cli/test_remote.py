"""A line to a station elsewhere."""

import asyncio
import io
import ssl
import threading

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from lsscript.cli.attach import NoStation
from lsscript.cli.console.command import run_remote
from lsscript.cli.remote import RemoteLine, address_of
from runtime.control import Argument, Command, Kind, Registry, Role
from runtime.control.api import Api
from runtime.control.news import News
from runtime.kernel.events import EventBus
from runtime.plan import Admin, Secret
from runtime.servers.admin.rights import Rights
from runtime.testing import ManualClock


async def skip(caller, source):
    return f"{source} leaves, says {caller.role.word}"


def api():
    rights = Rights([Admin("anna", Secret("pw"), "presenter")], lambda _path, _login: False, lambda: 0.0)
    command = Command("skip", "Skip.", Role.PRESENTER, skip, (Argument("source", Kind.SOURCE, "which"),))
    return Api(Registry([command]), rights, News(EventBus(ManualClock().wall)), "Radio", "1")


def serve(trust, told, done):
    """Serve the API from a thread until it is done; tells the port."""

    async def stay():
        application = web.Application()
        api().add_routes(application)
        server = TestServer(application)
        await server.start_server(ssl=trust)
        told(server.port)
        await asyncio.to_thread(done.wait)
        await server.close()
        for _ in range(20):
            await asyncio.sleep(0)  # each connection is let go in one of the loop's next rounds

    asyncio.run(stay())


@pytest.fixture
def station():
    """Begins a station, with TLS if it is given a context; gives its port."""
    done, threads = threading.Event(), []

    def begin(trust=None):
        ready, ports = threading.Event(), []
        told = lambda port: (ports.append(port), ready.set())  # noqa: E731
        threads.append(threading.Thread(target=serve, args=(trust, told, done)))
        threads[-1].start()
        assert ready.wait(20)
        return ports[0]

    yield begin
    done.set()
    for each in threads:
        each.join()


class TestALine:
    def test_carries_commands_and_their_answers(self, station):
        with RemoteLine(address_of(f"http://127.0.0.1:{station()}", "pw", None)) as line:
            answers = [line.ask("music.skip"), line.ask("skip"), line.ask("dance")]

        assert answers[0] == (True, "music leaves, says presenter")
        assert [each.ok for each in answers[1:]] == [False, False]

    def test_is_refused_with_a_wrong_token(self, station):
        with pytest.raises(NoStation, match="does not know this token"):
            RemoteLine(address_of(f"http://127.0.0.1:{station()}", "wrong", None))

    def test_needs_a_certificate_that_is_trusted(self, station, tmp_path):
        authority, own = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(own)
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        url = f"https://localhost:{station(own)}"

        with pytest.raises(NoStation, match="its certificate is not trusted"):
            RemoteLine(address_of(url, "pw", None))
        with RemoteLine(address_of(url, "pw", tmp_path / "ca.pem")) as line:
            assert line.ask("skip music").ok

    def test_to_nobody_is_told(self):
        with pytest.raises(NoStation, match="nobody answers there"):
            RemoteLine(address_of("http://127.0.0.1:1", "pw", None))


class TestAnAddress:
    @pytest.mark.parametrize("url", ["http://radio.example:8000", "http://192.0.2.7:8000"])
    def test_without_encryption_is_refused_but_on_the_machine_itself(self, url):
        with pytest.raises(NoStation, match="is not encrypted"):
            address_of(url, "pw", None)

    @pytest.mark.parametrize("url", ["ftp://radio.example", "https://", "radio.example"])
    def test_that_is_none_is_told(self, url):
        with pytest.raises(NoStation, match="no address of a station"):
            address_of(url, "pw", None)

    def test_holds_nothing_but_where_it_is(self):
        assert (
            address_of("https://me:x@radio.example:8443/page", "pw", None).url == "https://radio.example:8443"
        )


class TestTheConsole:
    def test_wants_a_token(self):
        problems = io.StringIO()
        code = run_remote("https://radio.example", None, None, io.StringIO(), io.StringIO(), problems)

        assert (code, problems.getvalue()) == (
            2,
            'a token is needed: --token "env:NAME" or --token "file:PATH"\n',
        )
