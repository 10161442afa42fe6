"""Who came and went, in the log."""

import logging

import pytest

from runtime.station.audience_log import AudienceLog


def listeners(*seconds, mount="/radio.mp3"):
    return [{"id": number, "mount": mount, "seconds": each} for number, each in enumerate(seconds)]


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO)
    return lambda: caplog.messages


class TestASecond:
    def test_is_one_line_a_mount_however_many_came(self, lines):
        log = AudienceLog()
        for _ in range(88):
            log.came(listeners(*[0.5] * 100))
        log.came(listeners(0.1, mount="/radio.opus"))
        log.tell()

        assert lines() == ["8800 listeners came to /radio.mp3", "1 listener came to /radio.opus"]

    def test_in_which_nothing_happened_is_no_line(self, lines):
        log = AudienceLog()
        log.gone(listeners(9.0))
        log.tell()
        log.tell()

        assert lines() == ["1 listener left /radio.mp3"]


class TestRefusals:
    def test_are_one_line_a_second_by_their_reasons(self, lines):
        log = AudienceLog()
        for totals in ({"full": 2}, {"full": 5, "password": 1}):
            log.refused(totals)
        log.tell()
        log.refused({"full": 5, "password": 1})
        log.tell()

        assert lines() == ["refused at the door: full (5), password (1)"]

    def test_of_an_edge_that_began_anew_are_no_news(self, lines):
        log = AudienceLog()
        log.refused({"full": 5})
        log.tell()
        log.refused({})
        log.tell()

        assert len(lines()) == 1


class TestAStationThatComesBack:
    def test_does_not_take_for_newcomers_whom_an_edge_names_again(self, lines):
        log = AudienceLog()
        log.came(listeners(80.0, 0.2))
        log.tell()

        assert lines() == ["1 listener came to /radio.mp3"]


class TestWhoLooksClosely:
    def test_sees_each_listener(self, caplog):
        caplog.set_level(logging.DEBUG)
        AudienceLog().came(listeners(0.2))

        assert caplog.messages == ["listener came: id=0 mount='/radio.mp3' seconds=0.2"]
