"""Reading the script anew: what is said, and what plays afterwards."""

import asyncio

from runtime.errors import PortTaken
from runtime.plan import Added, Dropped, Identity, Station
from runtime.station.renewal import Compiled, Renewal, Renewer

BEFORE = Station("/", Identity("One"))
AFTER = Station("/", Identity("Two"))


class Stage:
    """A station that plays what it is told, or cannot."""

    def __init__(self, compiled: Compiled, fault: Exception | None = None) -> None:
        self.played: list[Station] = []
        self.compiled = compiled
        self.fault = fault
        self.renewer = Renewer(BEFORE, lambda _added=(): self.compiled, self.change)

    async def change(self, station: Station) -> None:
        if self.fault is not None:
            raise self.fault
        self.played.append(station)

    def renew(self, *, dry_run: bool = False) -> Renewal:
        return asyncio.run(self.renewer.renew(dry_run=dry_run))


class TestAScriptThatChanged:
    def test_is_played_and_what_changed_is_said(self):
        stage = Stage(Compiled(AFTER, "a warning\n"))

        assert stage.renew() == Renewal(True, ('station changes: name "One" → "Two"',), "a warning\n")
        assert stage.played == [AFTER]

    def test_is_only_looked_at_in_a_dry_run(self):
        stage = Stage(Compiled(AFTER))

        assert stage.renew(dry_run=True).changes
        assert stage.played == []

    def test_changes_nothing_the_second_time(self):
        stage = Stage(Compiled(AFTER))
        stage.renew()

        assert stage.renew() == Renewal(True)
        assert stage.played == [AFTER]


class TestAScriptThatCannotBePlayed:
    def test_leaves_the_old_station_as_it_is(self):
        stage = Stage(Compiled(None, "error[LSS104]: this line ends too early\n"))

        assert stage.renew() == Renewal(False, (), "error[LSS104]: this line ends too early\n")
        assert stage.played == []

    def test_is_told_with_the_reason_of_the_machine(self):
        renewal = Stage(Compiled(AFTER), PortTaken("0.0.0.0:8000", "icecast2 (process 812)")).renew()

        assert not renewal.done
        assert "already used by icecast2 (process 812): the station plays on as it was" in renewal.problems

    def test_is_tried_again_when_it_was_mended(self):
        stage = Stage(Compiled(None))
        stage.renew()
        stage.compiled = Compiled(AFTER)

        assert stage.renew().done


class TestSeveralWhoAsk:
    def test_are_served_one_after_the_other(self):
        stage = Stage(Compiled(AFTER))

        async def both() -> list[Renewal]:
            return await asyncio.gather(stage.renewer.renew(), stage.renewer.renew())

        first, second = asyncio.run(both())
        assert (bool(first.changes), bool(second.changes)) == (True, False)
        assert stage.played == [AFTER]


class Lines:
    """A script of lines: a mount for each, and none twice."""

    def __init__(self, *lines):
        self.lines = lines
        self.played = []
        self.renewer = Renewer(self.plan(lines), self.compiled, self.change)

    def plan(self, lines):
        return Station("/", mounts={line: line for line in lines})

    def compiled(self, added=()):
        lines = (*self.lines, *added)
        twice = len(set(lines)) < len(lines)
        return Compiled(None, "twice\n") if twice or "broken" in lines else Compiled(self.plan(lines))

    async def change(self, station):
        self.played.append(list(station.mounts))

    def do(self, *by_hand):
        return asyncio.run(self.renewer.change([*self.renewer.by_hand, *by_hand]))


class TestByHand:
    def test_what_is_added_plays_and_stays_over_reloads(self):
        lines = Lines("/a")
        added = lines.do(Added("/b"))
        lines.lines = ("/a", "/c")
        asyncio.run(lines.renewer.renew())

        assert (added.done, added.changes) == (True, ('mount "/b" is new',))
        assert lines.played == [["/a", "/b"], ["/a", "/c", "/b"]]

    def test_what_cannot_be_changes_nothing(self):
        lines = Lines("/a")
        results = [lines.do(Added("/a")), lines.do(Dropped("/no"))]

        assert [each.done for each in results] == [False, False]
        assert (lines.played, lines.renewer.by_hand) == ([], ())

    def test_what_the_script_says_itself_by_now_is_forgotten_and_told(self):
        lines = Lines("/a")
        lines.do(Added("/b"))
        lines.do(Added("/c"))
        lines.lines = ("/a", "/b")
        renewal = asyncio.run(lines.renewer.renew())

        assert renewal.problems == "added: /b: it does not fit the script any more\n"
        assert (lines.renewer.by_hand, lines.played[-1]) == ((Added("/c"),), ["/a", "/b", "/c"])

    def test_a_broken_script_forgets_nothing(self):
        lines = Lines("/a")
        lines.do(Added("/b"))
        lines.lines = ("/a", "broken")
        renewal = asyncio.run(lines.renewer.renew())

        assert (renewal.done, lines.renewer.by_hand) == (False, (Added("/b"),))

    def test_is_taken_back(self):
        lines = Lines("/a")
        lines.do(Added("/b"), Dropped("/a"))
        renewal = asyncio.run(lines.renewer.change([]))

        assert renewal.problems == ""
        assert lines.played == [["/b"], ["/a"]]
