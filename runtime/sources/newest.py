"""The newest episode of a podcast, as a file that is fetched: first the feed, then what it names."""

import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from runtime.errors import ScriptFault
from runtime.media.lists import LARGEST_FEED, newest_episode
from runtime.sources.fetched import Answer, Fetch

__all__ = ["newest_by"]


def newest_by(fetch: Fetch) -> Fetch:
    """What fetches the newest episode of the feed at an address; what is known of it is the episode's own address."""

    def fetch_newest(url: str, path: Path, known: str) -> "Future[Answer]":
        answer: Future[Answer] = Future()
        work = (fetch, url, path, known, answer)
        threading.Thread(target=_work, args=work, name="reads a feed", daemon=True).start()
        return answer

    return fetch_newest


def _work(fetch: Fetch, url: str, path: Path, known: str, answer: "Future[Answer]") -> None:
    try:
        answer.set_result(_newest(fetch, url, path, known))
    except ScriptFault as fault:
        answer.set_exception(fault)
    except (OSError, ValueError) as fault:
        answer.set_exception(ScriptFault(getattr(fault, "strerror", None) or str(fault)))


def _newest(fetch: Fetch, url: str, path: Path, known: str) -> Answer:
    feed = path.with_suffix(".feed")
    try:
        fetch(url, feed, "").result()
        with feed.open("rb") as file:
            episode = newest_episode(file.read(LARGEST_FEED))
    finally:
        with suppress(OSError):
            feed.unlink()
    if episode.url == known:
        return Answer(new=False)
    came = fetch(episode.url, path, "").result()
    return Answer(new=True, modified=episode.published or came.modified, etag=episode.url)
