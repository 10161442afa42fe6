import pytest

from runtime.protocols.access import Told
from runtime.station.attendance import Attendance
from runtime.stats.census import Census
from runtime.stats.sessions import Sessions

EDGE = 1_000_000_000_000


class Watcher:
    def __init__(self):
        self.seen = []

    def came(self, session):
        self.seen.append(("came", session.mount))

    def moved(self, before, session):
        self.seen.append(("moved", before.mount, session.mount))

    def gone(self, session, seconds, sent, reason):
        self.seen.append(("gone", session.mount, seconds, sent, reason))


@pytest.fixture
def watcher():
    return Watcher()


@pytest.fixture
def attendance(watcher):
    return Attendance(Census(), Sessions(lambda: 100.0), watchers=[watcher])


def told(mount="/a", number=1):
    return {"id": EDGE + number, "mount": mount, "ip": "192.0.2.7", "seconds": 5.0}


class TestAListener:
    def test_comes_and_goes(self, attendance, watcher):
        attendance.came(1, [told()])
        attendance.gone(1, [{"id": EDGE + 1, "mount": "/a", "seconds": 9.5, "bytes": 7, "reason": "left"}])

        assert watcher.seen == [("came", "/a"), ("gone", "/a", 9.5, 7, "left")]

    def test_who_is_told_of_twice_comes_once(self, attendance, watcher):
        attendance.came(1, [told()])
        attendance.came(1, [told()])

        assert watcher.seen == [("came", "/a")]

    def test_may_be_moved(self, attendance, watcher):
        attendance.came(1, [told("/a")])
        attendance.came(1, [told("/b")])

        assert watcher.seen == [("came", "/a"), ("moved", "/a", "/b")]

    def test_goes_with_his_edge(self, attendance, watcher):
        attendance.came(1, [told()])
        attendance.edge_gone(1)

        assert watcher.seen[-1] == ("gone", "/a", 5.0, 0, "the edge ended")

    def test_goes_with_the_station(self, attendance, watcher):
        attendance.came(1, [told()])
        attendance.close()

        assert watcher.seen[-1] == ("gone", "/a", 5.0, 0, "the station stops")
        assert len(attendance.sessions) == 0

    def test_of_whom_nobody_told_is_no_news(self, attendance, watcher):
        attendance.gone(1, [{"id": 5, "mount": "/a", "seconds": 1, "bytes": 1}])

        assert watcher.seen == []


class TestAQuestion:
    def test_is_answered_with_yes_where_nobody_judges(self, attendance):
        answers = []
        attendance.ask({"id": 5, "mount": "/a", "target": "/a", "ip": "192.0.2.7"}, answers.append)

        assert answers == [Told(5)]
