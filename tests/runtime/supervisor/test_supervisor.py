"""The supervisor with real processes: what starts, what is linked, what comes back."""

import os
import signal
import socket
import sys

import pytest


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


class TestStarting:
    def test_the_station_is_given_its_plan_and_every_edge_is_linked_with_it(self, start, reports):
        running = start(edges=2)
        station = reports.wait("station", "on air")
        reports.wait("station", "hello", index=1)
        reports.wait("station", "hello", index=2)

        assert station["generation"] == 1
        assert running.stop() == 0

    def test_every_edge_sees_the_stations_memory_and_serves_at_its_address(self, start, reports):
        running = start(edges=1)
        port = reports.wait("station", "listening")["port"]
        reports.wait("station", "hello")

        assert running.ask(port, b"edge\n") == b"edge 1, memory 1\n"
        assert running.stop() == 0

    @pytest.mark.skipif(sys.platform != "linux", reason="glibc's setting")
    def test_the_stations_threads_keep_nothing_that_was_freed_as_it_is_set_before_they_begin(
        self, start, reports, monkeypatch
    ):
        monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
        running = start(edges=1)

        assert reports.wait("station", "born")["tunables"] == "glibc.malloc.tcache_count=0"
        assert reports.wait("edge 1", "born")["tunables"] == ""
        assert running.stop() == 0

    @pytest.mark.parametrize("line", [b"to the station\n", b"pump to the station\n"])
    def test_a_connection_that_is_no_listeners_is_handed_to_the_station_with_what_was_read(
        self, start, reports, line
    ):
        running = start(edges=1)
        port = reports.wait("station", "listening")["port"]
        reports.wait("station", "hello")

        assert running.ask(port, line) == b"station heard " + line
        assert running.stop() == 0

    def test_a_port_that_is_taken_is_refused_with_its_holder(self, start, reports):
        with socket.create_server(("127.0.0.1", 0)) as other:
            running = start(edges=1, port=other.getsockname()[1])
            refused = reports.wait("station", "refused")

            assert refused["kind"] == "PortTaken"
            assert f"127.0.0.1:{other.getsockname()[1]} is already used by" in refused["words"]
            assert running.stop() == 0


class TestComingBack:
    def test_a_killed_station_comes_back_with_its_port_its_memory_and_its_edges(self, start, reports):
        running = start(edges=1)
        port = reports.wait("station", "listening")["port"]
        first = reports.wait("station", "hello")
        kill(first["pid"])
        again = reports.wait("station", "listening")
        second = reports.wait("station", "on air", generation=2)
        reports.wait("station", "hello")

        assert again["port"] == port
        assert second["before"] == 1
        assert running.ask(port, b"edge\n") == b"edge 1, memory 2\n"
        assert running.ask(port, b"hello\n") == b"station heard hello\n"
        assert running.stop() == 0

    def test_an_edge_goes_on_serving_while_the_station_is_away(self, start, reports):
        running = start(edges=1)
        port = reports.wait("station", "listening")["port"]
        kill(reports.wait("station", "hello")["pid"])
        reports.wait("edge 1", "lost station")

        assert running.ask(port, b"edge\n").startswith(b"edge 1, memory")
        assert running.stop() == 0

    def test_a_killed_edge_comes_back_and_is_linked_again(self, start, reports):
        running = start(edges=2)
        port = reports.wait("station", "listening")["port"]
        reports.wait("station", "hello", index=1)
        kill(reports.wait("edge 1", "memory")["pid"])
        reports.wait("station", "hello", index=1)

        assert running.ask(port, b"edge\n").startswith(b"edge ")
        assert running.stop() == 0


class TestEnding:
    def test_everybody_is_asked_to_stop(self, start, reports):
        running = start(edges=1)
        reports.wait("station", "hello")

        assert running.stop() == 0
        assert reports.wait("station", "stopping")["grace"] == 5.0

    def test_who_does_not_stop_within_the_grace_is_killed(self, start, reports):
        running = start(edges=1, how="deaf", grace=0.3)
        reports.wait("station", "hello")

        assert running.stop() == 0

    def test_a_second_wish_to_stop_kills_at_once(self, start, reports):
        running = start(edges=1, how="deaf", grace=60.0)
        reports.wait("station", "hello")
        running.supervisor.stop()

        assert running.stop() == 130

    def test_an_operators_mistake_at_the_start_ends_everything_with_the_stations_own_code(self, start):
        assert start(edges=1, how="mistaken").end() == 3

    def test_a_station_that_crashes_at_its_start_is_tried_again(self, start, reports):
        running = start(edges=0, how="crash")
        for _ in range(3):
            reports.wait("station", "born")

        assert running.stop() == 0

    def test_a_station_that_cannot_be_started_leaves_nothing_behind(self, start):
        running = start(edges=0)
        running.supervisor.stop()

        assert running.end() == 0
