import asyncio
import math

import pytest

from runtime.edge.doorkeeper import Doorkeeper
from runtime.protocols.access import Told
from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.protocols.icecast import Limits, Refusal, Serve, ServedMount, Table
from runtime.testing import ManualClock

REQUEST = (
    HeadReader(HeadLimits(), 0)
    .receive_data(
        b"GET /a?x=1 HTTP/1.1\r\nUser-Agent: VLC\r\nX-Foo: 1\r\nX-Bar: 2\r\nAuthorization: Basic YTpi\r\n\r\n",
        0,
    )[0]
    .request
)


class Crowd:
    def __init__(self, mounts=None, addresses=None):
        self.mounts, self.addresses = mounts or {}, addresses or {}

    def __len__(self):
        return sum(self.mounts.values())

    def count(self, path):
        return self.mounts.get(path, 0)

    def count_address(self, key):
        return self.addresses.get(key, 0)


class Visitor:
    peer, local = ("192.0.2.7", 4000), ("127.0.0.1", 8000)


class Station:
    """Answers what an edge asks; None is away, a function decides."""

    def __init__(self, answer=None):
        self.answer, self.asked, self.keeper = answer, [], None

    def ask(self, kind, fields):
        self.asked.append(fields)
        if self.answer is None:
            return False
        told = self.answer(fields)
        if told is not None:
            asyncio.get_running_loop().call_soon(self.keeper.told, told)
        return True


def mount(path="/a", **rules):
    return ServedMount(path, "audio/mpeg", path, **rules)


def admitted(*mounts, crowd=None, station=None, elsewhere=None, **limits):
    """What becomes of somebody who wants to hear the first mount."""
    table = Table(mounts={each.path: each for each in mounts}, limits=Limits(**limits))
    station = station or Station()
    keeper = Doorkeeper(ManualClock(), Crowd() if crowd is None else crowd, station)
    station.keeper, keeper.elsewhere = keeper, elsewhere or {}
    return asyncio.run(keeper.admit(table, 5, Visitor(), Serve(mounts[0], b"head", False), REQUEST))


def yes(fields):
    return Told(fields["id"])


class TestAMountForEverybody:
    def test_needs_nobody_to_be_asked(self):
        station = Station(yes)

        assert admitted(mount(), station=station, edges=4)[0].mount.path == "/a"
        assert station.asked == []


class TestALimit:
    def test_is_kept_by_a_single_edge_alone(self):
        station = Station(yes)
        full = admitted(mount(max_listeners=2), crowd=Crowd({"/a": 2}), station=station)

        assert full == Refusal(403, "max listeners reached", "full")
        assert station.asked == []

    def test_is_asked_about_where_it_is_near_and_there_are_other_edges(self):
        station = Station(lambda fields: Told(fields["id"], 403, "full up", "full"))

        assert admitted(mount(max_listeners=2), station=station, edges=2).words == "full up"

    def test_is_not_asked_about_while_it_is_far(self):
        station = Station(yes)
        admitted(mount(max_listeners=1000), crowd=Crowd({"/a": 100}), station=station, edges=2)

        assert station.asked == []

    def test_is_near_also_by_what_others_count(self):
        station = Station(yes)
        others = {"listeners": 800, "mounts": {"/a": 800}}
        admitted(mount(max_listeners=1000), station=station, elsewhere=others, edges=2)

        assert len(station.asked) == 1

    def test_is_shared_out_while_the_station_is_away(self):
        rules = mount(max_listeners=3)

        assert isinstance(admitted(rules, crowd=Crowd({"/a": 1}), edges=2), tuple)
        assert isinstance(admitted(rules, crowd=Crowd({"/a": 2}), edges=2), Refusal)

    def test_of_an_address_holds_too(self):
        crowd = Crowd(addresses={"192.0.2.7": 3})

        assert admitted(mount(), crowd=crowd, max_per_address=3).kind == "address full"
        assert isinstance(admitted(mount(), crowd=crowd, max_per_address=4), tuple)

    def test_of_the_whole_server_holds_too(self):
        assert admitted(mount(), crowd=Crowd({"/b": 3}), max_listeners=3).kind == "full"

    def test_sends_one_too_many_to_another_mount(self):
        low = mount("/low", max_listeners=5)
        found, _ = admitted(mount(max_listeners=1, when_full="/low"), low, crowd=Crowd({"/a": 1}))

        assert found.mount.path == "/low"

    def test_does_not_send_anybody_round_in_a_circle(self):
        one, other = mount(max_listeners=1, when_full="/b"), mount("/b", max_listeners=1, when_full="/a")

        assert admitted(one, other, crowd=Crowd({"/a": 1, "/b": 1})).kind == "full"


class TestTheStation:
    def test_is_told_what_it_needs_and_no_more(self):
        station = Station(yes)
        admitted(mount(asks="closed", asked_headers=("x-foo",)), station=station)

        assert station.asked == [
            {
                "id": 5, "mount": "/a", "target": "/a?x=1", "ip": "192.0.2.7", "agent": "VLC", "referer": "", "user": "a",
                "password": "b", "headers": {"x-foo": "1"}, "port": 8000, "host": "",
            }
        ]  # fmt: skip

    def test_says_who_somebody_is_and_for_how_long(self):
        station = Station(lambda fields: Told(fields["id"], seconds=3.0, user="anna"))
        serve, user = admitted(mount(asks="closed"), station=station)

        assert (serve.seconds, user) == (3.0, "anna")

    def test_gives_nobody_more_time_than_the_mount(self):
        station = Station(lambda fields: Told(fields["id"], seconds=math.inf))

        assert admitted(mount(asks="closed"), station=station)[0].seconds == math.inf

    def test_may_name_another_mount(self):
        station = Station(lambda fields: Told(fields["id"], mount="/low"))

        assert admitted(mount(asks="closed"), mount("/low"), station=station)[0].mount.path == "/low"

    @pytest.mark.parametrize(("asks", "kind"), [("closed", Refusal), ("open", tuple)])
    def test_that_is_away_leaves_it_to_the_mounts_rule(self, asks, kind):
        assert isinstance(admitted(mount(asks=asks)), kind)

    def test_that_says_nothing_counts_as_away(self):
        silent = Station(lambda fields: None)

        assert admitted(mount(asks="closed"), station=silent, ask_seconds=0.01).status == 503

    def test_that_leaves_meanwhile_counts_as_away(self):
        station = Station()
        station.answer = lambda fields: (
            asyncio.get_running_loop().call_soon(station.keeper.station_left) and None
        )

        assert admitted(mount(asks="closed"), station=station).status == 503

    def test_that_answers_too_late_is_not_heard(self):
        keeper = Doorkeeper(ManualClock(), Crowd(), Station())
        keeper.told(Told(99))

        assert keeper.elsewhere == {}
