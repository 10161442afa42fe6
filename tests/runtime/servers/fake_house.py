"""A station as the admin pages see it, and requests to it."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

from runtime.plan import Admin, Identity, Secret
from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.servers.admin import SourceFacts
from runtime.stats.census import Census, MountCounts
from runtime.stats.sessions import Sessions
from runtime.stats.status import MountStatus, StationStatus
from runtime.testing import ManualClock

STARTED = datetime(2026, 11, 22, 7, 45, 55, tzinfo=UTC)
ADMINS = (
    Admin("admin", Secret("boss")),
    Admin("panel", Secret("look"), "viewer"),
    Admin("slave", Secret("repeat"), "relay"),
    Admin("keeper", Secret("keep"), "source"),
)


def mount_status(path, **changes):
    fields = {
        "path": path, "content_type": "audio/mpeg", "format_name": "MP3 128 kbit/s", "bitrate": 128_000,
        "sample_rate": 44_100, "channels": 2, "name": "Name", "description": "", "genre": "demo", "url": "",
        "title": None, "on_floor": False, "started": STARTED, "counts": MountCounts(1, 4, 500, 1),
    }  # fmt: skip
    return MountStatus(**(fields | changes))


class FakeHouse:
    """A station of three mounts; the first has a source client, the last is hidden."""

    def __init__(self):
        self.clock = ManualClock()
        self.sessions = Sessions(self.clock.now)
        self.census = Census()
        self.kicked, self.moved, self.ended, self.titles = [], [], [], []
        self.mounts = [
            mount_status("/live.mp3"),
            mount_status("/radio.ogg", content_type="audio/ogg", format_name="Opus 96 kbit/s"),
            mount_status("/low.mp3", hidden=True),
        ]

    def listen(self, number, mount="/live.mp3", **more):
        told = {"id": number, "mount": mount, "seconds": 3, "ip": "192.0.2.1", "agent": "VLC <1>", **more}
        self.sessions.came([told])

    def status(self):
        identity = Identity("Radio", location="Earth", contact="studio@radio.example")
        return StationStatus(identity, "1.0", "radio.example:8000", STARTED, tuple(self.mounts))

    def wall(self):
        return STARTED + timedelta(seconds=60)

    def streams(self):
        return [*(mount.path for mount in self.mounts), "/guest"]

    def most_listeners(self, path):
        return 50 if path == "/live.mp3" else 0

    def opens(self, path, login):
        return path in ("", "/live.mp3", "/guest") and (login.user, login.password) == ("source", "dj")

    def takes(self, path):
        return path in ("/live.mp3", "/guest", "/studio")

    def client(self, path):
        return SourceFacts("192.0.2.9", "butt <1>", 12.4, 999) if path in ("/live.mp3", "/studio") else None

    def clients(self):
        return 1

    def end_source(self, path):
        self.ended.append(path)
        return path in ("/live.mp3", "/studio")

    def change_title(self, change):
        self.titles.append(change.title)
        return b"HTTP/1.0 200 OK\r\n\r\nchanged"

    def kick(self, numbers):
        self.kicked += numbers

    def move(self, numbers, destination):
        self.moved.append((list(numbers), destination))


def request_of(path, account="", *lines, method="GET"):
    """A request, by its line, its account and more header lines."""
    known = [f"Authorization: Basic {b64encode(account.encode()).decode()}"] if account else []
    head = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: radio.example:8000", *known, *lines, "", ""])
    return HeadReader(HeadLimits(), 0.0).receive_data(head.encode(), 0.0)[0].request
