from dataclasses import dataclass
from datetime import UTC, datetime

from runtime.media.title import Title
from runtime.plan import Logs
from runtime.stats.addresses import DailyKey
from runtime.stats.archive import PlayRow, SessionRow
from runtime.stats.chronicle import Chronicle
from runtime.stats.sessions import Session

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SESSION = Session(1, "/a", 0.0, "192.0.2.7", "VLC", "HTTP/1.1")


@dataclass
class Mount:
    path: str
    title: Title | None


class Paper:
    def __init__(self):
        self.entries = []

    def write(self, entry):
        self.entries.append(entry)


def chronicle(**logs):
    paper = Paper()
    return Chronicle(Logs(**logs), paper, DailyKey(None), lambda: NOON), paper.entries


class TestAListenerWhoHasGone:
    def test_is_a_line_and_a_row(self):
        one, entries = chronicle()
        one.gone(SESSION, 60.0, 1000, "left")
        (name, line), row = entries

        assert name == "access"
        assert "192.0.2.7" not in line
        assert isinstance(row, SessionRow)
        assert (row.began, row.seconds, row.bytes, row.reason) == (NOON.timestamp() - 60, 60.0, 1000, "left")

    def test_is_shown_with_his_address_where_that_is_asked_for(self):
        one, entries = chronicle(addresses="full")
        one.gone(SESSION, 1.0, 1, "left")

        assert entries[0][1].startswith("192.0.2.7 - - [")
        assert entries[1].address == "192.0.2.7"

    def test_leaves_no_trace_of_his_address_where_that_is_asked_for(self):
        one, entries = chronicle(addresses="none")
        one.gone(SESSION, 1.0, 1, "left")

        assert (entries[1].address, entries[1].who) == ("-", 0)

    def test_is_written_down_as_the_script_says(self):
        one, entries = chronicle(access=False, sessions=False, shoutcast=True)
        one.gone(SESSION, 1.0, 1, "left")

        assert [name for name, _ in entries] == ["w3c"]


class TestATitle:
    def test_is_written_down_once_when_it_begins(self):
        one, entries = chronicle()
        for title in (None, Title("Ada", "One"), Title("Ada", "One"), Title("Ada", "Two")):
            one.plays([Mount("/a", title)], lambda _path: 3)
        rows = [entry for entry in entries if isinstance(entry, PlayRow)]

        assert [(row.artist, row.title, row.listeners) for row in rows] == [
            ("Ada", "One", 3),
            ("Ada", "Two", 3),
        ]
        assert entries[0][1] == "22/Nov/2026:12:00:00 +0000|/a|3|Ada - One\n"
