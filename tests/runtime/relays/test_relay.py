"""A relay, and servers that come and go."""

import asyncio
import logging
import random
import time

import pytest

from runtime.codecs.pieces import Piece
from runtime.errors import NetworkFault, PeerFault
from runtime.plan import Origin, Secret, Upstream
from runtime.protocols.icecast.relay_client import Address
from runtime.protocols.icy import title_block
from runtime.relays import reconnect, relay
from runtime.relays.pull import Dialer, fetch
from runtime.relays.relay import Demand, Relay
from runtime.testing import mp3_frame

OK = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n"
ORIGIN = Origin("radio.lss", 7)


def sound(first, count):
    return b"".join(mp3_frame(0, seed=number) for number in range(first, first + count))


class Place:
    """Where a relay's stream goes."""

    def __init__(self):
        self.heard, self.titles, self.ended, self.names = b"", [], 0, []

    def connect(self, description, on_room, incoming):
        self.names.append(description.name)
        return self

    def take(self, pieces, now):
        self.heard += b"".join(each.data for each in pieces if isinstance(each, Piece))

    def hold(self, now):
        return 0.0

    def change_title(self, title):
        self.titles.append(str(title))

    def describe(self, description):
        self.names.append(description.name)

    def end(self, *, goodbye):
        self.ended += 1


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(relay, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(relay, "SEARCH_SECONDS", 0.05)
    monkeypatch.setattr(reconnect, "FIRST_PAUSE", 0.01)


def relaying(place, *urls, demand=None, patience=5.0, user="", password="", silent=5.0):
    upstream = Upstream(urls, user, Secret(password), patience)
    dialer = Dialer("us/1", connect=2.0, silent=silent)
    return Relay(
        'relay "/partner"',
        upstream,
        place.connect,
        ORIGIN,
        dialer,
        time.perf_counter,
        random.Random(1),
        demand,
    )


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens over sockets
            await asyncio.sleep(0.005)


def run(scene):
    asyncio.run(scene())


class TestAStream:
    def test_is_handed_on_with_its_titles_and_its_name(self, serving):
        async def scene():
            place = Place()
            head = b"ICY 200 OK\r\nicy-name:Partner\r\nicy-metaint:4180\r\ncontent-type:audio/mpeg\r\n\r\n"
            data = sound(0, 30)
            async with serving(
                head + data[:4180] + title_block("A - One") + data[4180:8360] + b"\0" + data[8360:]
            ) as server:
                one = relaying(place, server.url, user="relay", password="hush")
                one.start()
                await until(lambda: place.titles == ["A - One"] and len(place.heard) >= len(data) - 4180)
                await one.stop()

                assert data.startswith(place.heard)
                assert place.names == ["Partner"]
                assert "Authorization: Basic" in server.heads[0]
                assert place.ended == 1

        run(scene)

    def test_that_breaks_off_is_joined_to_itself_and_nobody_notices(self, serving):
        async def scene():
            place = Place()
            async with serving(OK + sound(0, 40), OK + sound(20, 40)) as server:
                one = relaying(place, server.url)
                one.start()
                await until(lambda: len(place.heard) >= len(sound(0, 38)))
                server.closes()
                await until(lambda: len(server.heads) == 2)
                server.says(sound(60, 5))
                await until(lambda: len(place.heard) > len(sound(0, 60)))

                assert sound(0, 65).startswith(place.heard)
                assert place.ended == 0
                await one.stop()

        run(scene)

    def test_that_stays_away_is_gone_and_comes_back(self, serving, caplog):
        async def scene():
            place = Place()
            away = [b"HTTP/1.0 503 No\r\n\r\n"] * 20
            async with serving(OK + sound(0, 40), *away) as server:
                one = relaying(place, server.url, patience=0.05)
                one.start()
                await until(lambda: place.heard)
                server.closes()
                await until(lambda: place.ended and "it answered 503" in caplog.text)
                server.answers = [OK + sound(200, 40)]
                await until(lambda: len(place.names) == 2)
                await one.stop()

        run(scene)
        assert 'relay "/partner": nothing has come for 0.05 s' in caplog.text
        assert "it answered 503: it is full, or has no source; trying again in" in caplog.text

    def test_comes_from_the_next_server_where_one_fails(self, serving):
        async def scene():
            place = Place()
            async with serving() as first, serving(OK + sound(0, 40)) as second:
                one = relaying(place, first.url, second.url)
                one.start()
                await until(lambda: place.heard)
                await one.stop()

                assert len(first.heads) == 1

        run(scene)

    def test_that_is_none_is_told_in_words(self, serving, caplog):
        caplog.set_level(logging.INFO)

        async def scene():
            place = Place()
            async with serving(OK + b"rubbish " * 20_000) as server:
                one = relaying(place, server.url)
                one.start()
                await until(lambda: "what it sends is no format that is understood here" in caplog.text)
                await one.stop()

        run(scene)


class TestOnDemand:
    def test_it_connects_when_somebody_wants_to_listen_and_leaves_behind_the_last(self, serving):
        async def scene():
            place, listeners = Place(), 0
            async with serving(OK + sound(0, 40), OK + sound(0, 40)) as server:
                one = relaying(place, server.url, demand=Demand(lambda: listeners, 0.05))
                one.start()
                await asyncio.sleep(0.05)
                assert server.heads == []
                one.rouse()
                await until(lambda: place.heard)
                listeners = 1
                await asyncio.sleep(0.1)
                assert place.ended == 0
                listeners = 0
                await until(lambda: place.ended == 1)
                assert len(server.heads) == 1
                one.rouse()
                await until(lambda: len(server.heads) == 2)
                await one.stop()

        run(scene)


class TestATextFetched:
    def test_is_whole(self, serving):
        async def scene():
            text = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n/a\r\n/b\r\n"
            async with serving(text) as server:
                assert await fetch(Address.parse(server.url), Dialer("us/1")) == b"/a\r\n/b\r\n"

        run(scene)

    def test_follows_where_it_is_led_but_not_for_ever(self, serving):
        async def scene():
            async with serving(*[b"HTTP/1.0 302 Found\r\nLocation: /again\r\n\r\n"] * 9) as server:
                with pytest.raises(PeerFault, match="without an end"):
                    await fetch(Address.parse(server.url), Dialer("us/1"))

        run(scene)

    def test_from_nobody_is_told(self):
        async def scene():
            with pytest.raises(NetworkFault, match="it cannot be reached"):
                await fetch(Address.parse("http://127.0.0.1:1/x"), Dialer("us/1"))

        run(scene)

    def test_from_a_silent_one_ends(self, serving):
        async def scene():
            async with serving(OK) as server:
                with pytest.raises(NetworkFault, match="no data for"):
                    await fetch(Address.parse(server.url), Dialer("us/1", silent=0.05))

        run(scene)
