"""Who is live."""

from datetime import UTC, datetime

import pytest

from runtime.kernel.events import EventBus
from runtime.station.functions.presence import Presence


@pytest.fixture
def present():
    """Events (name, user) → what can be read of the studio."""

    def present(*events):
        bus, presence = EventBus(lambda: datetime(2026, 1, 1, tzinfo=UTC)), Presence()
        presence.watch(bus)
        for name, user in events:
            bus.emit(name, "studio", {"user": user})
        bus.stop()
        return presence.fields("studio")

    return present


class TestTheStudio:
    def test_is_empty_at_first(self, present):
        assert present() == {"user": "", "connected": False}

    def test_has_who_came(self, present):
        assert present(("connect", "anna")) == {"user": "anna", "connected": True}

    def test_is_empty_when_he_has_gone(self, present):
        assert present(("connect", "anna"), ("disconnect", "anna")) == {"user": "", "connected": False}

    def test_has_who_took_over_also_before_the_other_has_gone(self, present):
        events = [("connect", "anna"), ("connect", "ben"), ("disconnect", "anna")]

        assert present(*events) == {"user": "ben", "connected": True}

    def test_has_one_who_came_again_before_his_first_line_was_given_up(self, present):
        events = [("connect", "anna"), ("connect", "anna"), ("disconnect", "anna")]

        assert present(*events) == {"user": "anna", "connected": True}

    def test_is_not_moved_by_one_who_was_never_there(self, present):
        assert present(("connect", "anna"), ("disconnect", "ben"))["user"] == "anna"
