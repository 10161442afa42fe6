"""What edges are told of a station as it is now."""

import asyncio
from types import SimpleNamespace

import pytest

from runtime.plan import Server, Station
from runtime.station.edge_news import EdgeNews


class Table:
    """One moment of a station."""

    def __init__(self, *paths):
        self.paths = paths
        self.station = Station("/", server=Server(trusted_proxies=("loopback",)))

    def entries(self, _clients, _welcome, intros):
        return [{"path": path, "intro": path in intros.loaded} for path in self.paths]

    def server(self, _clients):
        return {"name": "LegacyStream"}

    def intros(self):
        return self.paths


class Intros:
    def __init__(self):
        self.loaded = ()

    async def load(self, wanted):
        self.loaded = tuple(wanted)


class Links:
    def __init__(self):
        self.published, self.woken = [], []

    def publish(self, mounts, server, limits, proxies):
        self.published.append((mounts, server, limits, proxies))

    def wake(self, ring):
        self.woken.append(ring)


@pytest.fixture
def station():
    links, now = Links(), SimpleNamespace(table=Table("/radio.mp3"), banned=())
    welcome = SimpleNamespace(limits=lambda: {"max_listeners": 7})
    reception = SimpleNamespace(banned=lambda: now.banned)
    news = EdgeNews(lambda: now.table, links, None, welcome, reception, Intros())
    return SimpleNamespace(news=news, links=links, now=now)


class TestANewTable:
    def test_has_the_mounts_the_pages_the_limits_and_whose_word_is_believed(self, station):
        station.now.banned = ("192.0.2.0/24",)
        station.news.pages = ("/status-json.xsl",)
        station.news.publish()

        server = {"name": "LegacyStream", "pages": ("/status-json.xsl",), "banned": ("192.0.2.0/24",)}
        entries = [{"path": "/radio.mp3", "intro": False}]
        assert station.links.published == [(entries, server, {"max_listeners": 7}, ("loopback",))]

    def test_is_of_the_station_as_it_is_then(self, station):
        station.news.publish()
        station.now.table = Table("/radio.mp3", "/more.mp3")
        station.news.publish()

        counts = [len(mounts) for mounts, *_ in station.links.published]
        assert counts == [1, 2]

    def test_leaves_pages_open_until_the_station_can_answer_them(self, station):
        station.news.publish()

        assert station.links.published[0][1]["pages"] is None

    def test_names_intros_that_were_read(self, station):
        asyncio.run(station.news.load_intros())
        station.news.publish()

        assert station.links.published[0][0] == [{"path": "/radio.mp3", "intro": True}]


class TestNewFrames:
    def test_wake_the_edges_ring_by_ring(self, station):
        station.news.wake(["radio.mp3/plain", "radio.mp3/icy"])

        assert station.links.woken == ["radio.mp3/plain", "radio.mp3/icy"]
