"""A mount's entry in a directory of stations, in Icecast's YP protocol: what to say when, whatever the directory answers.

Rules:
- `add` gives an entry's id and how often it wants to hear of it; the first `touch` comes soon after, then one in that rhythm,
  never more often than `LEAST_RHYTHM`.
- A directory that fails is left alone for `RETRY_SECONDS`, after several failures for `LONG_RETRY_SECONDS`. An entry that it
  has forgotten is added anew.
- A mount that is no longer there is removed; whether that is heard changes nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

__all__ = [
    "FAILURES_BEFORE_LONG",
    "FIRST_TOUCH_SECONDS",
    "LEAST_RHYTHM",
    "LONG_RETRY_SECONDS",
    "RETRY_SECONDS",
    "Entry",
    "Listing",
]

FIRST_TOUCH_SECONDS = 5.0
LEAST_RHYTHM = 30.0
MOST_RHYTHM = 3600.0
RETRY_SECONDS, LONG_RETRY_SECONDS = 1200.0, 7200.0
FAILURES_BEFORE_LONG = 3
LONGEST_ID = 200
"""Characters of an entry's id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a directory is told of a mount.

    Attributes:
        listen_url: how listeners reach it.
        name: of the stream.
        genre: of the stream.
        description: of the stream.
        url: a page about it.
        kind: its media type.
        subtype: what is inside Ogg.
        bitrate: kbit/s.
        title: what plays.
        listeners: now.
        most_listeners: that there may be; 0 is any number.
    """

    listen_url: str
    name: str = ""
    genre: str = ""
    description: str = ""
    url: str = ""
    kind: str = ""
    subtype: str = ""
    bitrate: int = 0
    title: str = ""
    listeners: int = 0
    most_listeners: int = 0


class Listing:
    """One entry. Ask for `due`, post what it gives, and tell how that went.

    Attributes:
        sid: the directory's id for it; "" while it is not listed.
        complaint: what went wrong last, in words; "" when all is well.
    """

    def __init__(self) -> None:
        self.sid = ""
        self.complaint = ""
        self._next = 0.0
        self._rhythm = LEAST_RHYTHM
        self._failures = 0

    def due(self, entry: Entry | None, now: float) -> bytes | None:
        """The form to post now; None for nothing. `entry` is None while the mount is not there."""
        if entry is None:
            return self.farewell()
        if now < self._next:
            return None
        return _touch(self.sid, entry) if self.sid else _add(entry)

    def farewell(self) -> bytes | None:
        """The form that removes the entry, which is forgotten here; None where there is none."""
        sid, self.sid, self._next = self.sid, "", 0.0
        return _form(action="remove", sid=sid) if sid else None

    def answered(self, fields: Mapping[str, str], now: float) -> None:
        """The directory answered with these header fields, names in lower case."""
        if fields.get("ypresponse", "").strip() != "1":
            self.failed(fields.get("ypmessage", "").strip()[:LONGEST_ID] or "it did not take the entry", now)
            return
        added = not self.sid
        self._failures, self.complaint = 0, ""
        if added:
            self.sid = fields.get("sid", "").strip()[:LONGEST_ID]
            self._rhythm = _rhythm(fields.get("touchfreq", ""))
            if not self.sid:
                self.failed("it gave the entry no id", now)
                return
        self._next = now + (FIRST_TOUCH_SECONDS if added else self._rhythm)

    def failed(self, why: str, now: float) -> None:
        """It could not be reached, or said no."""
        self.sid, self.complaint = "", why
        self._failures += 1
        self._next = now + (RETRY_SECONDS if self._failures < FAILURES_BEFORE_LONG else LONG_RETRY_SECONDS)


def _rhythm(text: str) -> float:
    text = text.strip()
    seconds = float(text) if text.isascii() and text.isdigit() and len(text) < 9 else LEAST_RHYTHM
    return min(max(seconds, LEAST_RHYTHM), MOST_RHYTHM)


def _add(entry: Entry) -> bytes:
    return _form(
        action="add",
        sn=entry.name,
        genre=entry.genre,
        cpswd="",
        desc=entry.description,
        url=entry.url,
        listenurl=entry.listen_url,
        type=entry.kind,
        stype=entry.subtype,
        b=str(entry.bitrate),
    )


def _touch(sid: str, entry: Entry) -> bytes:
    return _form(
        action="touch",
        sid=sid,
        st=entry.title,
        listeners=str(entry.listeners),
        max_listeners=str(entry.most_listeners),
        stype=entry.subtype,
    )


def _form(**fields: str) -> bytes:
    return urlencode({name: text.encode("utf-8", "replace") for name, text in fields.items()}).encode()
