import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime.media.title import Title
from runtime.plan import Identity
from runtime.servers import saying, source_connection
from runtime.stats.census import MountCounts
from runtime.stats.history import Played
from runtime.stats.status import MountStatus, StationStatus

HERE = str(Path(__file__).parent)
if HERE not in sys.path:  # the house that source clients come to
    sys.path.insert(0, HERE)

STARTED = datetime(2026, 11, 22, 7, 45, 55, tzinfo=UTC)
ANN = Title("Ann", "One")


def make_mount(path="/first.mp3", title=ANN, **changes):
    fields = {
        "path": path, "content_type": "audio/mpeg", "format_name": "MP3 128 kbit/s", "bitrate": 128_000,
        "sample_rate": 44_100, "channels": 2, "name": "First", "description": "", "genre": "demo", "url": "",
        "title": title, "playing": Played(title, STARTED) if title else None,
        "on_floor": False, "started": STARTED, "counts": MountCounts(3, 4, 500, 1),
    }  # fmt: skip
    return MountStatus(**(fields | changes))


@pytest.fixture
def status():
    def make(*mounts):
        return StationStatus(Identity(name="First"), "0.1", "radio.example:8000", STARTED, mounts)

    return make


@pytest.fixture
def mount():
    return make_mount


@pytest.fixture
def played():
    """Something that played: a title, or the words of one."""

    def make(title, started=STARTED, **more):
        return Played(Title(title=title) if isinstance(title, str) else title, started, **more)

    return make


@pytest.fixture(autouse=True)
def no_linger(monkeypatch):
    monkeypatch.setattr(source_connection, "LINGER_SECONDS", 0.0)
    monkeypatch.setattr(saying, "ANSWER_SECONDS", 0.02)
