import asyncio
import os
import socket
from collections.abc import Awaitable, Callable

import pytest

from runtime.errors import NetworkFault, OperatorFault, PortTaken
from runtime.kernel import SharedMemory
from runtime.net import Channel, Message, channel_pair
from runtime.supervisor.host import SupervisedHost


class Supervisor:
    """The other end, played by the test: hears what the station asks, and says what the test wants."""

    def __init__(self) -> None:
        self.channel, self.station = channel_pair("the supervisor")
        self.heard: asyncio.Queue[Message] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        self.channel.start(loop.call_soon_threadsafe, self.heard.put_nowait, lambda _: None)

    def say_start(self, plan: bytes = b"plan") -> None:
        self.channel.send("start", {"generation": 3, "edges": 2, "grace": 4.5}, blob=plan)

    async def answered(self, work: Awaitable, answer: Callable[[Message], None]) -> object:
        """Answer what `work` asks for."""
        asking = asyncio.ensure_future(work)
        answer(await self.heard.get())
        return await asking


def with_host(
    talk: Callable[[SupervisedHost, Supervisor], Awaitable],
    before: Callable[[Supervisor], None] = lambda _: None,
) -> object:
    """Run `talk` with a station's host and the supervisor at its other end, which says some things `before`
    the start.
    """

    async def run() -> object:
        supervisor = Supervisor()
        before(supervisor)
        supervisor.say_start()
        host = await SupervisedHost.connect(supervisor.station)
        try:
            return await talk(host, supervisor)
        finally:
            await host.close()
            supervisor.channel.close()
            await asyncio.to_thread(supervisor.channel.join, 10)

    return asyncio.run(run())


class TestTheStart:
    def test_the_station_is_told_what_to_play(self):
        async def talk(host, supervisor):
            return host.generation, host.plan, host.grace, host.stopping.is_set()

        assert with_host(talk) == (3, b"plan", 4.5, False)

    def test_without_a_supervisor_there_is_no_start(self):
        async def connect() -> None:
            supervisor = Supervisor()
            supervisor.channel.close()
            await SupervisedHost.connect(supervisor.station)

        with pytest.raises(NetworkFault, match="supervisor ended"):
            asyncio.run(connect())


class TestListening:
    def test_the_real_address_is_answered(self):
        async def talk(host, supervisor):
            def answer(asked: Message) -> None:
                asked_for = {"id": "http", "host": "", "port": 0, "mode": "tls"}
                assert (asked.type, dict(asked.fields)) == ("listen", asked_for)
                supervisor.channel.send("listening", {"id": "http", "host": "", "port": 4711})

            return await supervisor.answered(host.listen("http", "", 0, "tls"), answer)

        assert with_host(talk) == ("", 4711)

    @pytest.mark.parametrize(
        ("fields", "kind", "words"),
        [
            (
                {"reason": "r", "taken": "port 80", "holder": "icecast2 (process 8)"},
                PortTaken,
                r"port 80 is already used by icecast2 \(process 8\)",
            ),
            (
                {"reason": "10.0.0.9 is no address of this machine"},
                OperatorFault,
                "no address of this machine",
            ),
        ],
    )
    def test_a_refusal_is_an_operators_fault(self, fields, kind, words):
        async def talk(host, supervisor):
            def answer(asked: Message) -> None:
                supervisor.channel.send("refused", {"id": "http", "host": "", "port": 80, **fields})

            await supervisor.answered(host.listen("http", "", 80), answer)

        with pytest.raises(kind, match=words):
            with_host(talk)


class TestMemory:
    def test_what_an_earlier_station_left_is_there_without_asking(self):
        left = SharedMemory.create("ring", 4096)
        left.buf[0] = 9

        def leave(supervisor: Supervisor) -> None:
            supervisor.channel.send("memory", {"name": "ring", "size": 4096}, handles=[left])

        async def talk(host, supervisor):
            memory = await host.memory("ring", 4096)
            return memory.buf[0], supervisor.heard.empty()

        assert with_host(talk, leave) == (9, True)
        left.close()

    def test_what_is_not_there_is_asked_for(self):
        async def talk(host, supervisor):
            new = SharedMemory.create("ring", 8192)

            def answer(asked: Message) -> None:
                assert (asked.type, dict(asked.fields)) == ("need", {"name": "ring", "size": 8192})
                supervisor.channel.send("memory", {"name": "ring", "size": 8192}, handles=[new])

            memory = await supervisor.answered(host.memory("ring", 8192), answer)
            new.close()
            return memory.size

        assert with_host(talk) == 8192

    def test_too_much_is_an_operators_fault(self):
        async def talk(host, supervisor):
            def answer(asked: Message) -> None:
                supervisor.channel.send("unavailable", {"name": "ring", "reason": "1024 MiB are allowed"})

            await supervisor.answered(host.memory("ring", 1 << 40), answer)

        with pytest.raises(OperatorFault, match="1024 MiB are allowed"):
            with_host(talk)


class TestEdges:
    def test_links_are_given_to_the_handler_whether_they_came_before_it_or_after(self):
        def link(supervisor: Supervisor, index: int) -> None:
            ours, theirs = socket.socketpair()
            supervisor.channel.send("edge", {"index": index, "pid": os.getpid()}, handles=[theirs])
            ours.close()

        async def talk(host, supervisor):
            met: asyncio.Queue[tuple[int, Channel]] = asyncio.Queue()
            host.set_edge_handler(lambda index, channel: met.put_nowait((index, channel)))
            link(supervisor, 2)
            found = [await met.get(), await met.get()]
            for _, channel in found:
                channel.close()
                await asyncio.to_thread(channel.join, 10)
            return [index for index, _ in found]

        assert with_host(talk, lambda supervisor: link(supervisor, 1)) == [1, 2]


class TestWhatTheStationSays:
    def test_it_reaches_the_supervisor_in_order(self):
        async def talk(host, supervisor):
            host.on_air()
            host.release("ring")
            host.unlisten("http")
            host.failed("the folder is empty")
            return [
                (said.type, dict(said.fields)) for said in [await supervisor.heard.get() for _ in range(4)]
            ]

        assert with_host(talk) == [
            ("on-air", {}),
            ("release", {"name": "ring"}),
            ("unlisten", {"id": "http"}),
            ("failed", {"words": "the folder is empty"}),
        ]


class TestTheEnd:
    def test_the_supervisors_wish_to_stop_is_an_event(self):
        async def talk(host, supervisor):
            supervisor.channel.send("stop", {"grace": 1.5})
            await host.stopping.wait()
            return host.grace

        assert with_host(talk) == 1.5

    def test_a_station_that_loses_its_supervisor_stops(self):
        async def talk(host, supervisor):
            supervisor.channel.close()
            await host.stopping.wait()
            return True

        assert with_host(talk)

    def test_who_waits_for_an_answer_then_is_told(self):
        async def talk(host, supervisor):
            await supervisor.answered(host.listen("http", "", 0), lambda _: supervisor.channel.close())

        with pytest.raises(NetworkFault, match="supervisor ended"):
            with_host(talk)
