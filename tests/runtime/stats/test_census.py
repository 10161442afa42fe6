"""Listeners of all edges are one number."""

from runtime.stats.census import Census


def counts(listeners=0, sent=0, slow=0):
    return {"/radio.mp3": {"listeners": listeners, "bytes": sent, "slow": slow}}


class TestEdgesAreAddedUp:
    def test_two_edges_make_one_mount(self):
        census = Census()
        census.report(1, counts(3, 1000, 1))
        census.report(2, counts(2, 500))

        assert census.mount("/radio.mp3").listeners == 5
        assert census.mount("/radio.mp3").bytes_sent == 1500
        assert census.mount("/radio.mp3").slow == 1

    def test_a_report_replaces_the_edge_s_last_one(self):
        census = Census()
        census.report(1, counts(3, 1000))
        census.report(1, counts(1, 1200))

        assert census.mount("/radio.mp3").listeners == 1
        assert census.mount("/radio.mp3").bytes_sent == 1200

    def test_the_peak_is_the_most_at_one_time(self):
        census = Census()
        census.report(1, counts(3))
        census.report(2, counts(4))
        census.report(1, counts(0))

        assert census.mount("/radio.mp3").peak == 7

    def test_a_mount_nobody_asked_for_has_nobody(self):
        assert Census().mount("/radio.mp3").listeners == 0


class TestAnEdgeThatEnds:
    def test_takes_its_listeners_and_leaves_its_bytes(self):
        census = Census()
        census.report(1, counts(3, 1000, 2))
        census.edge_gone(1)

        assert census.mount("/radio.mp3").listeners == 0
        assert census.mount("/radio.mp3").bytes_sent == 1000
        assert census.mount("/radio.mp3").slow == 2

    def test_begins_at_nothing_again(self):
        census = Census()
        census.report(1, counts(3, 1000))
        census.edge_gone(1)
        census.report(1, counts(1, 10))

        assert census.mount("/radio.mp3").bytes_sent == 1010
