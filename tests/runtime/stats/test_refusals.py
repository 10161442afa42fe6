"""Who was turned away."""

from datetime import UTC, datetime, timedelta

from runtime.stats.refusals import KEPT, LONGEST, Refusals

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def refusals():
    moments = (START + timedelta(seconds=number) for number in range(10_000))
    return Refusals(lambda: next(moments))


class TestRefusals:
    def test_are_told_newest_first_and_by_address(self):
        log = refusals()
        log.note("192.0.2.1", "/studio", "wrong name or password")
        log.note("192.0.2.2", "/radio.mp3", "max listeners reached")

        assert [each["address"] for each in log.as_data()] == ["192.0.2.2", "192.0.2.1"]
        assert log.as_data("192.0.2.1")[0]["why"] == "wrong name or password"

    def test_that_come_again_and_again_are_counted(self):
        log = refusals()
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
            log.note(address, "/studio", "wrong name or password")

        assert [(each["address"], each["times"], each["at"][-14:-6]) for each in log.as_data()] == [
            ("192.0.2.1", 2, "08:00:02"),
            ("192.0.2.2", 1, "08:00:01"),
        ]

    def test_are_bounded(self):
        log = refusals()
        log.of_edge([(f"host {number}", "/" + "x" * 1000, "why" * 1000) for number in range(KEPT + 5)])

        assert len(log.as_data()) == KEPT
        assert {len(str(each["where"])) for each in log.as_data()} == {LONGEST}
