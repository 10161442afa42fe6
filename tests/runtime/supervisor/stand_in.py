"""A station and an edge that do next to nothing, as real processes: `stand_in.py station`, `stand_in.py edge
2`.

Each calls the test's own port (REPORT) and says in lines of JSON what happens to it. The plan tells the
station how to behave.
"""

import asyncio
import json
import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from runtime.errors import OperatorFault
from runtime.net import Channel, Message, open_parent_channel
from runtime.net.connection import PlainConnection
from runtime.net.handover import adopt, hand_over
from runtime.supervisor.host import SupervisedHost


class Report:
    def __init__(self, who: str) -> None:
        self._who = who
        self._sock = socket.create_connection(("127.0.0.1", int(os.environ["REPORT"])))
        self("born", tunables=os.environ.get("GLIBC_TUNABLES", ""))

    def __call__(self, what: str, **facts: object) -> None:
        line = {"who": self._who, "what": what, "pid": os.getpid(), **facts}
        self._sock.sendall(json.dumps(line).encode() + b"\n")


class Greeter(asyncio.Protocol):
    """Answers one line: what the edge had read already, and what came after."""

    def __init__(self, fields: dict) -> None:
        self._fields = fields
        self._heard = b""

    def connection_made(self, transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if self._heard.endswith(b"\n"):
            self._transport.write(b"station heard " + self._heard)
            self._transport.close()


async def station(report: Report) -> int:
    host = await SupervisedHost.connect()
    behave = json.loads(host.plan)
    match behave["how"]:
        case "mistaken":
            host.failed("the folder ~/music is empty")
            await host.close()
            return 3
        case "crash":
            return 5
    memory = await host.memory("ring", 65536)
    before, memory.buf[0] = memory.buf[0], memory.buf[0] + 1
    loop, channels = asyncio.get_running_loop(), []

    def meet(index: int, channel: Channel) -> None:
        def take(message: Message) -> None:
            match message.type:
                case "hello":
                    report("hello", index=index)
                case "connection":
                    loop.create_task(
                        adopt(loop, message.socket(), lambda: Greeter(message.fields), message.blob)
                    )

        channels.append(channel)
        channel.start(loop.call_soon_threadsafe, take, lambda reason: report("lost edge", index=index))

    host.set_edge_handler(meet)
    try:
        address = await host.listen("main", "127.0.0.1", behave["port"])
    except OperatorFault as fault:
        report("refused", kind=type(fault).__name__, words=str(fault))
    else:
        report("listening", port=address[1])
    host.on_air()
    report("on air", generation=host.generation, before=before)
    await host.stopping.wait()
    report("stopping", grace=host.grace)
    if behave["how"] == "deaf":
        await asyncio.sleep(60)
    for channel in channels:
        channel.close()
    await host.close()
    return 0


class Edge:
    def __init__(self, index: int, report: Report) -> None:
        self.index, self.report = index, report
        self.loop = asyncio.get_running_loop()
        self.stopping = asyncio.Event()
        self.station: Channel | None = None
        self.memory = None
        self.doors: dict[str, socket.socket] = {}
        self.tasks: set[asyncio.Task] = set()

    def take(self, message: Message) -> None:
        match message.type:
            case "memory":
                self.memory = message.memory()
                self.report("memory", size=self.memory.size, first=self.memory.buf[0])
            case "listen":
                door = self.doors[message.fields["id"]] = message.socket()
                door.setblocking(False)
                self.spawn(self.accept(door))
                self.report("listen", port=message.fields["port"])
            case "connection":
                sock = message.socket()
                sock.setblocking(False)
                self.spawn(self.serve(sock))
            case "station":
                self.meet(Channel(message.socket(), name="station", peer_pid=message.fields["pid"]))
            case "stop":
                self.stopping.set()

    def meet(self, channel: Channel) -> None:
        self.station = channel
        channel.start(
            self.loop.call_soon_threadsafe, Message.discard, lambda reason: self.report("lost station")
        )
        channel.send("hello", {"index": self.index})

    def spawn(self, work) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def accept(self, door: socket.socket) -> None:
        while True:
            sock, _ = await self.loop.sock_accept(door)
            self.spawn(self.serve(sock))

    async def serve(self, sock: socket.socket) -> None:
        asked = await self.loop.sock_recv(sock, 100)
        if asked == b"edge\n":
            await self.loop.sock_sendall(sock, f"edge {self.index}, memory {self.memory.buf[0]}\n".encode())
            sock.close()
        elif asked.startswith(b"pump"):
            await hand_over(
                self.station, PlainConnection(sock), asked, {"peer": ["127.0.0.1", 1]}, pumped=True
            )
        else:
            await hand_over(self.station, PlainConnection(sock), asked, {"peer": ["127.0.0.1", 1]})

    async def run(self) -> int:
        parent = await asyncio.to_thread(open_parent_channel)
        parent.start(self.loop.call_soon_threadsafe, self.take, lambda reason: self.stopping.set())
        await self.stopping.wait()
        self.report("stopping")
        for task in list(self.tasks):
            task.cancel()
        for channel in (parent, self.station):
            if channel is not None:
                channel.close()
        return 0


async def edge(index: int, report: Report) -> int:
    return await Edge(index, report).run()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["station"]:
            return asyncio.run(station(Report("station")))
        case ["edge", index]:
            return asyncio.run(edge(int(index), Report(f"edge {index}")))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
