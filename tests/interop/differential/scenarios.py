"""What takes more than one request: each scenario is played on both servers, and gives what was seen as aspects."""

import re
import socket
import time
from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

from .aspects import aspects
from .exchange import Reply, connect, exchange, receive
from .publisher import Publisher, put
from .servers import ADMIN, Server, authorization, wait_until
from .sound import icy_blocks
from .streams import FRAME_SECONDS, mp3_frames

__all__ = ["SCENARIOS"]

Seen = dict[str, str]
SECONDS = 10.0


def admin(server: Server, path: str) -> Reply:
    """What an admin is answered."""
    return exchange(server.port, f"GET {path} HTTP/1.0\r\n{authorization(ADMIN)}\r\n\r\n".encode())


def listen(server: Server, path: str, agent: str, *lines: str) -> socket.socket:
    """Somebody who listens, known to the server by the name of his player."""
    player = connect(server.port)
    head = [f"GET {path} HTTP/1.0", f"User-Agent: {agent}", *lines, "", ""]
    player.sendall("\r\n".join(head).encode())
    return player


def number_of(server: Server, path: str, agent: str) -> str:
    """The number of a listener; "" while the server does not list him."""
    root = ET.fromstring(admin(server, f"/admin/listclients?mount={path}").body)
    found = [each.findtext("ID") for each in root.iter("listener") if each.findtext("UserAgent") == agent]
    return (found[0] or "") if found else ""


def publish(server: Server, path: str) -> Publisher:
    """A source client that can be heard."""
    publisher = Publisher(server, put(path, "Content-Type: audio/mpeg"), mp3_frames(), FRAME_SECONDS)
    wait_until(lambda: is_heard(server, path), f"{server.name} does not send {path}")
    return publisher


def is_heard(server: Server, path: str) -> bool:
    """Whether a mount sends something."""
    return exchange(server.port, f"GET {path} HTTP/1.0\r\n\r\n".encode(), 500).status == 200


def without_numbers(seen: Seen) -> Seen:
    """Without what every server counts for itself."""
    return {name: re.sub(r"Client \d+", "Client N", value) for name, value in seen.items()}


def kill_client(server: Server) -> Seen:
    """A listener is sent away."""
    with listen(server, "/live.mp3", "Killed") as player:
        wait_until(lambda: bool(number_of(server, "/live.mp3", "Killed")), "the listener is not listed")
        number = number_of(server, "/live.mp3", "Killed")
        seen = aspects(admin(server, f"/admin/killclient?mount=/live.mp3&id={number}"))
        return without_numbers(seen) | {
            "connection": "ends" if receive(player, seconds=SECONDS).closed else "stays"
        }


def kill_source(server: Server) -> Seen:
    """A source client is sent away, and its mount with it."""
    with publish(server, "/free-50.mp3"):
        seen = aspects(admin(server, "/admin/killsource?mount=/free-50.mp3"))
        wait_until(lambda: not is_heard(server, "/free-50.mp3"), "the mount is still there")
    return seen | {"its mount": "gone"}


def move_clients(server: Server) -> Seen:
    """A listener with titles is moved to another mount of the same format."""
    here, there = "/free-54.mp3", "/free-51.mp3"
    with (
        publish(server, here),
        publish(server, there),
        listen(server, here, "Moved", "Icy-MetaData: 1") as player,
    ):
        wait_until(lambda: bool(number_of(server, here, "Moved")), "the listener is not listed")
        seen = aspects(admin(server, f"/admin/moveclients?mount={here}&destination={there}"))
        wait_until(lambda: bool(number_of(server, there, "Moved")), "the listener was not moved")
        reply = receive(player, 150_000, SECONDS)
    return seen | {"connection": "ends" if reply.closed else "stays", "titles": titles_stay_in_step(reply)}


def titles_stay_in_step(reply: Reply) -> str:
    """Whether every block of titles stands where it is expected."""
    interval = int(reply.header("icy-metaint"))
    blocks = [block for _, block in icy_blocks(reply.body, interval) if block]
    right = all(block == b"\0" or block[1:].startswith(b"StreamTitle='") for block in blocks[:-1])
    return "where they are expected" if right and len(blocks) > 2 else "lost"


def change_title(server: Server) -> Seen:
    """A title is told while somebody listens."""
    with (
        publish(server, "/free-52.mp3"),
        listen(server, "/free-52.mp3", "Titled", "Icy-MetaData: 1") as player,
    ):
        seen = aspects(
            admin(
                server, "/admin/metadata?mount=/free-52.mp3&mode=updinfo&song=Caf%C3%A9%20%27s&charset=UTF-8"
            )
        )
        heard, deadline = b"", time.monotonic() + 2 * SECONDS
        player.settimeout(SECONDS)
        while b"StreamTitle='Caf" not in heard[:-200] and time.monotonic() < deadline:
            heard += player.recv(1 << 16)
    at = heard.find(b"StreamTitle='Caf")
    block = heard[at - 1 : at - 1 + 1 + 16 * heard[at - 1]]
    return seen | {"block": block.hex(" ")}


def reconnect(server: Server) -> Seen:
    """A source client leaves and comes back: its listeners go, and the mount begins anew, without a title."""
    with publish(server, "/free-53.mp3"), listen(server, "/free-53.mp3", "Left") as player:
        admin(server, "/admin/metadata?mount=/free-53.mp3&mode=updinfo&song=Before")
        receive(player, 20_000, SECONDS)
    with connect(server.port):
        wait_until(lambda: not is_heard(server, "/free-53.mp3"), "the mount is still there")
    with publish(server, "/free-53.mp3"), listen(server, "/free-53.mp3", "Back", "Icy-MetaData: 1") as player:
        reply = receive(player, 20_000, SECONDS)
    titles = [
        block[1:].rstrip(b"\0").decode()
        for _, block in icy_blocks(reply.body, int(reply.header("icy-metaint")))
    ]
    return {"reply": "an answer", "first title": titles[0]}


def watch(server: Server) -> Seen:
    """The STATS stream: which figures it begins with."""
    with connect(server.port) as stream:
        stream.sendall(f"STATS / HTTP/1.0\r\n{authorization(ADMIN)}\r\n\r\n".encode())
        heard, deadline = b"", time.monotonic() + SECONDS
        stream.settimeout(SECONDS)
        while b"/live.mp3 user_agent" not in heard and time.monotonic() < deadline:
            heard += stream.recv(1 << 16)
    head, _, lines = heard.partition(b"EVENT /live.mp3 user_agent")[0].partition(b"\r\n\r\n")
    words = [
        line.split(" ")
        for line in lines.decode().splitlines()
        if line.startswith(("EVENT global", "EVENT /live.mp3"))
    ]
    return {"reply": "an answer", "status": head.decode()} | {
        f"figure {each[1]} {each[2]}": "told" for each in words
    }


SCENARIOS: Mapping[str, Callable[[Server], Seen]] = {
    "a listener is killed": kill_client,
    "a source is killed": kill_source,
    "listeners are moved": move_clients,
    "a title is told": change_title,
    "a source comes back": reconnect,
    "statistics are watched": watch,
}
"""What they are called → how they are played."""
