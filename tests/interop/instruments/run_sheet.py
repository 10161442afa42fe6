"""Check a run sheet (`lss simulate --json`) against the rules of the reference station, and against nothing else.

    python run_sheet.py sheet.json 2026-03-28T17:00:00+00:00/2026-03-28T19:00:00+00:00 …

It knows what the script asks for, in its own words and numbers, and nothing of how the station decides. Shows are given as
intervals in UTC.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LATE = timedelta(minutes=10)
"""How late jingles and spots may be."""
CROSSFADE = timedelta(seconds=3)
"""A jingle that songs are not faded into waits so much longer than the next song would."""
NEWS_LATE = timedelta(seconds=90)
SAME_ARTIST, SAME_TITLE = timedelta(minutes=60), timedelta(hours=4)
LONGEST_BREAK = timedelta(minutes=2)
EXACT = timedelta(milliseconds=2)
SECOND = timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Show = tuple[datetime, datetime]


@dataclass(frozen=True)
class Line:
    """A row of the sheet."""

    at: datetime
    end: datetime
    kind: str
    artist: str
    title: str
    path: str
    whole: bool

    @property
    def what(self) -> str:
        """Which folder or file it comes from."""
        names = {"tracks": "music", "jingles": "jingle", "spots": "spot", "news.opus": "news"}
        names |= {"opener.opus": "opener", "closer.opus": "closer"}
        return (
            "live"
            if self.kind == "live"
            else next((names[part] for part in Path(self.path).parts if part in names), "")
        )


def read(sheet: dict) -> list[Line]:
    """The rows, their times in UTC."""
    found = []
    for row in sheet["lines"]:
        at = datetime.fromisoformat(row["at"]).astimezone(UTC)
        end = at + timedelta(seconds=row["seconds"])
        found.append(Line(at, end, row["kind"], row["artist"], row["title"], row["path"], row["whole"]))
    return found


def complaints(sheet: dict, shows: Sequence[Show]) -> list[str]:
    """Everything that is not as the script asks."""
    lines = read(sheet)
    rules = (
        timeline(lines),
        jingles(lines, shows),
        news(lines, shows),
        breaks(lines, shows),
        separation(lines),
        on_time(lines, shows),
        kinds(lines),
    )
    return [each for rule in rules for each in rule]


def kinds(lines: Sequence[Line]) -> Iterator[str]:
    """Nothing is heard that the script does not name: no floor, no last resort."""
    for line in lines:
        if not line.what:
            yield f"{line.at}: {line.kind} {line.path} is heard"


def timeline(lines: Sequence[Line]) -> Iterator[str]:
    """One thing follows the other without a gap."""
    for line, after in pairwise(lines):
        if abs(after.at - line.end) > EXACT:
            yield f"{line.end}: a gap until {after.at}"


def slot(moment: datetime, period: timedelta, offset: timedelta = timedelta()) -> datetime:
    """The last moment of a period."""
    return moment - (moment - EPOCH - offset) % period


def covered(moment: datetime, shows: Sequence[Show], late: timedelta) -> bool:
    """Whether a show was on when something was due, or while it might have been made up for."""
    return any(begin < moment + late and moment < end for begin, end in shows)


def jingles(lines: Sequence[Line], shows: Sequence[Show]) -> Iterator[str]:
    """One for each quarter of an hour, at the first end of a song that is free; never late, never two in a row."""
    played: set[datetime] = set()
    begin = lines[0].at
    for line, after in pairwise(lines):
        if after.what == "jingle":
            due = slot(after.at, QUARTER)
            if line.what != "music" or not line.whole:
                yield f"{after.at}: a jingle that does not follow a song ({line.what})"
            if after.at - due > LATE:
                yield f"{after.at}: a jingle {after.at - due} late"
            if due in played:
                yield f"{after.at}: a second jingle for {due}"
            played.add(due)
        elif line.what == after.what == "music" and line.whole:
            due = slot(after.at, QUARTER)
            if due > begin and due not in played and after.at - due <= LATE - CROSSFADE - SECOND:
                yield f"{after.at}: no jingle between two songs, though one was due at {due}"


def news(lines: Sequence[Line], shows: Sequence[Show]) -> Iterator[str]:
    """On every hour, to the sample; what it cuts off does not go on."""
    heard = [line.at for line in lines if line.what == "news"]
    due = slot(lines[0].at, HOUR) + HOUR
    while due < lines[-1].end:
        on = next((show for show in shows if show[0] <= due < show[1]), None)
        expected = due if on is None else on[1] if on[1] - due <= NEWS_LATE else None
        late = EXACT if on is None else SECOND
        count = sum(expected is not None and timedelta() <= at - expected <= late for at in heard)
        near = sum(timedelta() <= at - due < HOUR for at in heard)
        if (count, near) != ((0, 0) if expected is None else (1, 1)):
            yield f"{due}: the news is heard {near} times, {count} of them on time"
        due += HOUR
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.what == "news" and after.what == "music" and after.path == before.path:
            yield f"{after.at}: a song goes on after the news"


def breaks(lines: Sequence[Line], shows: Sequence[Show]) -> Iterator[str]:
    """At half past: an opener, spots that fit, none of them twice, a closer; none is cut unless a show or the news begins."""
    parts = ("opener", "spot", "closer")
    found = [list(group) for inside, group in groupby(lines, lambda each: each.what in parts) if inside]
    for group in found:
        begin, due = group[0].at, slot(group[0].at, HOUR, HOUR / 2)
        spots = [line for line in group if line.what == "spot"]
        if begin - due > LATE:
            yield f"{begin}: a break {begin - due} late"
        if sum((line.end - line.at for line in spots), timedelta()) > LONGEST_BREAK + 4 * SECOND:
            yield f"{begin}: the spots are too long"
        if len({line.path for line in spots}) < len(spots):
            yield f"{begin}: a spot is heard twice in a break"
        if any(not line.whole for line in group) and not any(
            abs(group[-1].end - at) <= SECOND for at, _ in shows
        ):
            yield f"{begin}: something in the break is cut"
        elif [line.what for line in group] != ["opener", *["spot"] * len(spots), "closer"] and group[
            -1
        ].whole:
            yield f"{begin}: a break of {[line.what for line in group]}"
    begins = [slot(group[0].at, HOUR, HOUR / 2) for group in found]
    if len(set(begins)) < len(begins):
        yield "two breaks in an hour"


def separation(lines: Sequence[Line]) -> Iterator[str]:
    """An artist an hour, a song four hours apart."""
    for name, wanted in (("artist", SAME_ARTIST), ("title", SAME_TITLE)):
        last: dict[str, datetime] = {}
        for line in lines:
            if line.what != "music":
                continue
            value = getattr(line, name)
            if value in last and line.at - last[value] < wanted:
                yield f"{line.at}: {name} {value} again after {line.at - last[value]}"
            last[value] = line.at


def on_time(lines: Sequence[Line], shows: Sequence[Show]) -> Iterator[str]:
    """Shows begin and end when they should."""
    heard = [(line.at, line.end) for line in lines if line.what == "live"]
    for begin, end in shows:
        if not any(abs(a - begin) <= SECOND and abs(b - end) <= SECOND for a, b in heard):
            yield f"the show from {begin} to {end} is not on time: {heard}"
    if len(heard) != len(shows):
        yield f"{len(heard)} shows instead of {len(shows)}"


def main() -> int:
    """Check a file."""
    path, *given = sys.argv[1:]
    shows = [tuple(datetime.fromisoformat(each) for each in text.split("/")) for text in given]
    found = complaints(json.loads(Path(path).read_text("utf-8")), shows)
    print("\n".join(found) or "all rules are kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
