from datetime import UTC, datetime

from runtime.station.zone import StationTime, Zone


class Clock:
    def wall(self):
        return datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_station_has_the_time_of_its_zone():
    assert StationTime(Zone("Asia/Tokyo"), Clock())().hour == 21


def test_or_else_that_of_the_machine():
    assert StationTime(Zone(""), Clock())() == Clock().wall()
