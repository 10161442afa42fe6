"""Panels and programs of Icecast and SHOUTcast on a real station with two edges: looking, kicking, moving, banning."""

import json
import socket
import stat
import time
from base64 import b64encode
from xml.etree import ElementTree as ET

import pytest
from instruments.icy import part
from instruments.wire import Answer, ask, get, receive

from benchmarks.station import RunningStation

SCRIPT = """lss 1
mount("/one.mp3", tone(440Hz), mp3(128kbps), latency=1s)
mount("/two.mp3", tone(880Hz), mp3(128kbps), latency=1s)
mount("/live.mp3", password="dj")
alias("/also", "/two.mp3")
"""

pytestmark = pytest.mark.timeout(90)


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    script = tmp_path_factory.mktemp("administration") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, ["--edges", "2"], air=["/one.mp3", "/two.mp3"]) as running:
        until((script.with_suffix(".state") / "admin-password").exists)
        running.password = (script.with_suffix(".state") / "admin-password").read_text().strip()
        yield running


def until(true, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def admin(station, path, account=None):
    """What the admin is answered."""
    login = b64encode((account or f"admin:{station.password}").encode()).decode()
    return ask(station.port, get(path, f"Authorization: Basic {login}"))


def clients(station, mount):
    root = ET.fromstring(admin(station, f"/admin/listclients?mount={mount}").body)
    return {each.findtext("UserAgent"): each.findtext("ID") for each in root.iter("listener")}


class Player:
    """Somebody who listens."""

    def __init__(self, station, path, *headers, source=None):
        self.socket = socket.create_connection(
            ("127.0.0.1", station.port), 5, source_address=(source, 0) if source else None
        )
        self.socket.sendall(get(path, *headers).encode())

    def hear(self, seconds, enough=1 << 20) -> Answer:
        return receive(self.socket, time.monotonic() + seconds, enough)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class TestTheFirstAdmin:
    def test_has_a_password_that_is_nobody_elses_to_read(self, station):
        file = station.path.with_suffix(".state") / "admin-password"

        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert station.password not in station.text
        assert admin(station, "/admin/stats").status == 200
        assert admin(station, "/admin/stats", "admin:hackme").status == 401


class TestKicking:
    def test_ends_the_connection_at_whichever_edge_it_is(self, station):
        players = [Player(station, "/one.mp3", f"User-Agent: Kicked {number}") for number in range(6)]
        until(lambda: len(clients(station, "/one.mp3")) == 6)
        ids = clients(station, "/one.mp3")
        said = [
            admin(station, f"/admin/killclient?mount=/one.mp3&id={number}").body for number in ids.values()
        ]

        ended = [player.hear(5).closed for player in players]
        for player in players:
            player.socket.close()

        assert all(b"<return>1</return>" in each for each in said)
        assert all(ended)
        until(lambda: not clients(station, "/one.mp3"))


class TestMoving:
    def test_keeps_the_connection_and_the_distance_between_titles(self, station):
        with Player(station, "/one.mp3", "Icy-MetaData: 1", "User-Agent: Moved") as player:
            until(lambda: "Moved" in clients(station, "/one.mp3"))
            said = admin(station, "/admin/moveclients?mount=/one.mp3&destination=/two.mp3").body
            until(lambda: "Moved" in clients(station, "/two.mp3"))
            answer = player.hear(8, 62_000)

            assert b"Clients moved from /one.mp3 to /two.mp3" in said
            assert not answer.closed
            assert len(answer.body) >= 3 * answer.interval
            assert part(
                answer.body, answer.interval
            ).sound  # every block is where it is expected, or this fails


class TestBanning:
    def test_sends_away_and_keeps_out_until_it_is_taken_back(self, station):
        with Player(station, "/one.mp3", "User-Agent: Banned", source="127.0.0.7") as player:
            until(lambda: "Banned" in clients(station, "/one.mp3"))
            cgi = f"/admin.cgi?pass={station.password}&banmsk=255"
            admin(station, f"{cgi}&mode=bandst&bandst=127.0.0.7")

            assert player.hear(5).closed
        for _ in range(4):  # every edge knows
            with Player(station, "/one.mp3", source="127.0.0.7") as again:
                assert again.hear(3).status == 403
        assert ask(station.port, get("/one.mp3"), enough=1000).status == 200
        admin(station, f"{cgi}&mode=unbandst&unbandst=127.0.0.7")

        def is_in():
            with Player(station, "/one.mp3", source="127.0.0.7") as once_more:
                return once_more.hear(0.5).status == 200

        until(is_in)


class TestShoutcast:
    @pytest.mark.parametrize(
        "path", ["/;", "/;stream.mp3", "/stream/1/", "/stream", "/?sid=1", "/also", "/stream/2"]
    )
    def test_paths_are_streams(self, station, path):
        answer = ask(station.port, get(path, "User-Agent: WinampMPEG/5.66"), enough=2000)

        assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")

    def test_tells_browsers_and_players_apart(self, station):
        page = ask(station.port, get("/", "User-Agent: Mozilla/5.0"))
        stream = ask(station.port, get("/", "User-Agent: WinampMPEG/5.66"), enough=2000)

        assert page.headers["content-type"].startswith("text/html")
        assert stream.headers["content-type"] == "audio/mpeg"

    def test_numbers_agree_on_every_page(self, station):
        with Player(station, "/two.mp3") as player:
            player.hear(0.5)
            until(
                lambda: (
                    json.loads(ask(station.port, get("/stats?sid=2&json=1")).body)["currentlisteners"] == 1
                )
            )
            seven = ask(station.port, get("/7.html?sid=2")).body
            xml = ET.fromstring(admin(station, "/admin/stats?mount=/two.mp3").body)

            assert b"<body>1,1," in seven
            assert xml.findtext("source/listeners") == "1"


class TestTheStatsStream:
    def test_tells_of_a_listener_that_comes(self, station):
        login = b64encode(f"admin:{station.password}".encode()).decode()
        with Player(station, "/", f"Authorization: Basic {login}") as unused:
            unused.socket.close()
        with socket.create_connection(("127.0.0.1", station.port), 10) as stream:
            stream.sendall(f"STATS / HTTP/1.0\r\nAuthorization: Basic {login}\r\n\r\n".encode())
            heard = b""
            while b"EVENT global sources" not in heard:
                heard += stream.recv(1 << 16)
            with Player(station, "/one.mp3"):
                while b"EVENT /one.mp3 listeners 1" not in heard:
                    heard += stream.recv(1 << 16)

        assert heard.startswith(b"HTTP/1.0 200 OK\r\n\r\nEVENT global admin")
