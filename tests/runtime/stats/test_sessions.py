import pytest

from runtime.stats.sessions import PLACE_SECONDS, Session, Sessions
from runtime.testing import ManualClock

EDGE = 1_000_000_000_000


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def sessions(clock):
    return Sessions(clock.now)


def told(number=1, mount="/a", ip="192.0.2.7", seconds=2.0, edge=1, **more):
    return {"id": edge * EDGE + number, "mount": mount, "ip": ip, "seconds": seconds, **more}


class TestWhoIsHere:
    def test_is_known_with_all_that_edges_tell(self, sessions, clock):
        (session,) = sessions.came(
            [told(agent="VLC", user="anna", icy=True, protocol="HTTP/1.1", port=5, referer="x")]
        )

        assert session.since == clock.now() - 2.0
        assert (session.agent, session.user, session.icy, session.port) == ("VLC", "anna", True, 5)
        assert sessions.on("/a") == [session]
        assert sessions.get(session.id) is session

    def test_is_counted_once_when_told_twice(self, sessions):
        sessions.came([told()])
        sessions.came([told()])

        assert len(sessions) == sessions.taken("/a") == 1

    def test_leaves(self, sessions):
        sessions.came([told()])

        assert sessions.gone(EDGE + 1).mount == "/a"
        assert sessions.gone(EDGE + 1) is None
        assert sessions.taken() == sessions.taken_by_address("192.0.2.7") == 0

    def test_goes_with_his_edge(self, sessions):
        sessions.came([told(1, edge=1), told(2, edge=2)])

        assert [session.id for session in sessions.edge_gone(1)] == [EDGE + 1]
        assert len(sessions) == 1


class TestPlaces:
    def test_count_those_at_the_door_until_they_are_here(self, sessions):
        sessions.hold(Session(EDGE + 1, "/a", 0.0, "192.0.2.7", user="anna"))

        assert (sessions.taken("/a"), sessions.taken_by_user("anna"), len(sessions)) == (1, 1, 0)

        sessions.came([told(user="anna")])

        assert (sessions.taken("/a"), sessions.taken_by_user("anna"), len(sessions)) == (1, 1, 1)

    def test_are_given_to_others_when_nobody_comes(self, sessions, clock):
        sessions.hold(Session(EDGE + 1, "/a", 0.0, "192.0.2.7"))
        clock.advance(PLACE_SECONDS + 0.1)

        assert sessions.taken("/a") == 0

    def test_count_an_ipv6_network_as_one_address(self, sessions):
        sessions.came([told(1, ip="2001:db8::1"), told(2, ip="2001:db8::2"), told(3, ip="2001:db8:1::1")])

        assert sessions.taken_by_address("2001:db8::77") == 2
