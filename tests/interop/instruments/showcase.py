"""A believable station for pictures and for looking at the page: no audio, but everything that the page shows.

python -m tests.interop.instruments.showcase FOLDER     writes the pictures of the docs
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from runtime.audio.cover import Picture
from runtime.media.title import Title
from runtime.plan import Identity
from runtime.stats.census import MountCounts
from runtime.stats.history import Played
from runtime.stats.status import MountStatus, StationStatus

NOW = datetime(2026, 11, 21, 20, 47, tzinfo=ZoneInfo("Europe/Lisbon"))
IDENTITY = Identity(
    name="Harbour Radio", description="Slow records and late ferries, from the old customs house", genre="eclectic",
    url="https://harbour-radio.example/",
)  # fmt: skip
TITLES = (
    ("Ines Marlowe", "Lanterns over the Estuary", "Night Crossing"),
    ("The Paper Tides", "Slack Water", "Moorings"),
    ("Okello & Daughters", "Seven Bridges", "Seven Bridges"),
    ("Mirjam Voss", "Kleine Ausfahrt", "Pendler"),
    ("Salt Committee", "A Short History of Rain", "Minutes of the Last Meeting"),
    ("Tomás Arrais", "Maré Alta", "Cais"),
    ("Low Sun Ensemble", "Copper Wire", "Field Telephone"),
    ("Віра Лісова", "Нічний паром", "Причал"),
)


def status() -> StationStatus:
    """The station at this moment."""
    times = [NOW - timedelta(minutes=2 + 4 * place, seconds=37 * place) for place in range(len(TITLES))]
    history = tuple(
        Played(Title(artist, title, album), time, path="music/track.flac", segment=f"m/{place}")
        for place, ((artist, title, album), time) in enumerate(zip(TITLES, times, strict=True))
    )
    formats = (
        ("/radio.mp3", "audio/mpeg", "MP3 128 kbit/s", 128_000, 214),
        ("/radio.opus", "audio/ogg", "Opus 96 kbit/s", 96_000, 371),
        ("/radio.aac", "audio/aac", "AAC 96 kbit/s", 96_000, 88),
        ("/radio.flac", "audio/ogg", "FLAC 16 bit in Ogg", 900_000, 9),
    )
    mounts = tuple(_mount(*words, history) for words in formats)
    return StationStatus(IDENTITY, "0.1.0", "harbour-radio.example:8000", NOW, mounts)


def _mount(
    path: str, kind: str, name: str, bitrate: int, listeners: int, history: tuple[Played, ...]
) -> MountStatus:
    return MountStatus(
        path=path, content_type=kind, format_name=name, bitrate=bitrate, sample_rate=44_100, channels=2, name=IDENTITY.name,
        description=IDENTITY.description, genre=IDENTITY.genre, url=IDENTITY.url, title=history[0].title, on_floor=False,
        started=NOW, counts=MountCounts(listeners), programme="radio", playing=history[0], history=history, latency=5.0,
    )  # fmt: skip


def sleeve() -> Picture:
    """A record sleeve: a low sun on the water at night."""
    import io

    import av

    size = 480
    y, x = np.mgrid[0:size, 0:size] / size
    sky = np.stack([0.10 + 0.55 * y**2.2, 0.12 + 0.22 * y**1.5, 0.26 + 0.16 * y], -1)
    sun = np.clip(1 - (np.hypot(x - 0.62, y - 0.5) - 0.17) * 90, 0, 1)[..., None]
    scene = sky * (1 - sun) + np.array([1.0, 0.62, 0.34]) * sun
    band = (np.sin(y**1.7 * 120 + np.sin(x * 9) * 0.8) > 0.15)[..., None]
    lane = np.exp(-(((x - 0.62) / (0.05 + 0.25 * np.clip(y - 0.6, 0, 1))) ** 2))[..., None]
    water = np.array([0.05, 0.09, 0.19]) + band * lane * np.array([0.9, 0.5, 0.26]) + band * 0.02
    scene = np.where((y > 0.6)[..., None], water, scene)
    pixels = np.ascontiguousarray(np.clip(scene * 255, 0, 255).astype(np.uint8))
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="image2pipe") as out:
        stream = out.add_stream("mjpeg", rate=1, options={"qscale": "3"})
        stream.width = stream.height = size
        stream.pix_fmt = "yuvj444p"
        for each in (frame, None):
            out.mux(stream.encode(each))
    return Picture("image/jpeg", buffer.getvalue())


@contextmanager
def served(station: Callable[[], StationStatus] = status, picture: Callable[[], Picture | None] = sleeve):
    """Its pages, on a port of this machine; gives their address."""
    from aiohttp import web

    from runtime.servers.gallery import Gallery
    from runtime.servers.pages import add_routes
    from runtime.servers.pages.covers import Covers

    ready = threading.Event()
    found: list[str] = []
    loop = asyncio.new_event_loop()

    async def start() -> web.AppRunner:
        app = web.Application()
        art = picture()
        add_routes(app, station, lambda: NOW, Covers(Path(), Gallery(lambda: NOW), lambda _path: art))
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        found.append(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        ready.set()
        return runner

    def live() -> None:
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    ready.wait(30)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)


SCREENS = {"phone": (390, 844), "desktop": (1280, 800)}


def take_pictures(folder: Path) -> None:
    """Write `page-phone-light.png` and its kin."""
    import tempfile

    from tests.interop.instruments.chromium import Chromium

    name = "http://harbour-radio.example/"
    with ExitStack() as stack:
        profile = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        there = stack.enter_context(served()).removeprefix("http://").rstrip("/")
        rule = f"--host-resolver-rules=MAP harbour-radio.example:80 {there}"
        browser = stack.enter_context(Chromium(profile, rule))
        for screen, (width, height) in SCREENS.items():
            for scheme in ("light", "dark"):
                browser.look(width, height, scheme)
                browser.open(name)
                browser.until("[...document.images].every(image => image.complete && image.naturalWidth)")
                browser.picture(folder / f"page-{screen}-{scheme}.png")
        browser.look(640, 150, "light")
        browser.open(f"{name}embed?mount=/radio.mp3")
        browser.until("[...document.images].every(image => image.complete && image.naturalWidth)")
        browser.picture(folder / "page-embed.png")


if __name__ == "__main__":
    import sys

    take_pictures(Path(sys.argv[1]))
