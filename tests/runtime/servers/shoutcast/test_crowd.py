"""Counting those who listen."""

from datetime import timedelta

from fake_house import STARTED

from runtime.servers.shoutcast import crowd as module
from runtime.servers.shoutcast.crowd import Crowd, Gathering


class TestTheCrowd:
    def test_is_counted_by_mount_and_as_a_whole(self, house):
        house.listen(1)
        house.listen(2)
        house.listen(3, "/low.mp3", ip="192.0.2.2", seconds=9)
        crowd = Crowd(house)

        assert crowd.at("/live.mp3") == Gathering(1, 3)
        assert crowd.at("") == Gathering(2, 5)
        assert crowd.at("/none") == Gathering()

    def test_is_counted_the_less_often_the_larger_it_is(self, house, monkeypatch):
        monkeypatch.setattr(module, "LISTENERS_A_SECOND", 2)
        now = [STARTED]
        monkeypatch.setattr(house, "wall", lambda: now[0])
        crowd = Crowd(house)
        crowd.at("")
        for number in range(5):
            house.listen(number)
        now[0] += timedelta(seconds=1)

        assert crowd.at("") == Gathering(1, 3)
        house.listen(10**6, ip="192.0.2.9")
        now[0] += timedelta(seconds=2)
        assert crowd.at("").unique == 1
        now[0] += timedelta(seconds=1)
        assert crowd.at("").unique == 2
