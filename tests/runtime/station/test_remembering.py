"""What a station remembers, and how it goes on."""

import asyncio
import json
import random
from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from runtime.errors import OperatorFault
from runtime.kernel.folder_lock import FolderLock
from runtime.memory import RUNNING, Remembers
from runtime.plan import (
    Attach,
    Daily,
    Delay,
    Each,
    Fallback,
    Identity,
    Interlude,
    Mount,
    Mp3,
    Once,
    Playlist,
    RequestQueue,
    Separate,
    Single,
    Station,
    Turns,
)
from runtime.station import remembering
from runtime.station.remembering import Remembering
from runtime.station.virtual import VirtualStation
from runtime.testing import ManualClock

NOON = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
SONGS = {f"Artist {number % 8} - Song {number}.mp3": 100.0 + number for number in range(24)}
LENGTHS = {**SONGS, "j.mp3": 5.0, "k.mp3": 7.0, "wish.mp3": 60.0, "other.mp3": 80.0, "hello.mp3": 30.0}


@pytest.fixture
def station(tmp_path):
    """Makes the plan of a station; `radio` is what it plays."""
    for name in LENGTHS:
        folder = tmp_path / ("music" if name in SONGS else "jingles" if len(name) == 5 else ".")
        folder.mkdir(exist_ok=True)
        (folder / name).touch()

    def make(**sources) -> Station:
        mounts = {"/radio": Mount("/radio", "radio", Mp3())}
        identity = Identity(timezone="Europe/Berlin")
        return Station(str(tmp_path), identity, sources=sources, mounts=mounts)

    return make


class Playing:
    """A station in virtual time, and what it was heard to play."""

    def __init__(self, plan, begin=NOON, seed=1):
        self.station = VirtualStation(plan, "radio", begin, seed=seed, lengths=LENGTHS)
        self.heard: list[str] = []
        self._segment = None

    def play(self, seconds):
        for heard in self.station.play(seconds):
            if heard.block.segment is not self._segment:
                self._segment = heard.block.segment
                self.heard.append(heard.block.segment.path or heard.block.segment.kind)
        return self

    def source(self, name):
        return self.station.made[name].source

    def remembered(self):
        things = {node: made.source for node, made in self.station.made.items()}
        return json.loads(
            json.dumps({n: dict(t.remembered()) for n, t in things.items() if isinstance(t, Remembers)})
        )

    def after_a_kill(self, plan, away=1.0, seed=2):
        """Another station that knows what this one knew, some seconds later."""
        later = Playing(plan, self.station._wall() + timedelta(seconds=away), seed)
        for node, parts in self.remembered().items():
            if parts:
                later.source(node).recall(parts)
        return later


class TestAPlaylist:
    @pytest.mark.parametrize("order", ["shuffle", "sequential"])
    def test_plays_each_file_once_though_it_is_killed_again_and_again(self, station, order):
        plan = station(radio=Playlist("music", order))
        chance, heard, playing = random.Random(5), [], Playing(plan)
        for seed in range(15):
            playing.play(chance.uniform(110, 400))
            heard += playing.heard[:-1]  # the last one begins anew
            playing = playing.after_a_kill(plan, seed=seed)

        assert sorted(heard[:24]) == sorted(f"music/{name}" for name in SONGS)
        assert all(one != two for one, two in pairwise(heard))

    def test_goes_on_when_its_folder_is_there_again(self, station, tmp_path):
        plan = station(music=Playlist("music"), radio=Fallback(("music", "last")), last=Single("hello.mp3"))
        playing = Playing(plan).play(1000)
        (tmp_path / "music").rename(tmp_path / "away")
        later = playing.after_a_kill(plan).play(100)
        (tmp_path / "away").rename(tmp_path / "music")
        later.play(1000)
        heard = [*playing.heard[:-1], *(each for each in later.heard[:-1] if each.startswith("music"))]

        assert later.heard[0] == "hello.mp3"
        assert len(heard) == len(set(heard)) > 14


class TestAQueue:
    def test_is_there_with_its_numbers_and_what_played_begins_anew(self, station):
        plan = station(radio=RequestQueue(("hello.mp3",)))
        playing = Playing(plan)
        for name in ("wish.mp3", "other.mp3", "wish.mp3"):
            playing.source("radio").push(name)
        playing.source("radio").move(4, 0)
        playing.play(70)
        later = playing.after_a_kill(plan)

        assert later.source("radio").waiting() == [(1, "hello.mp3"), (2, "wish.mp3"), (3, "other.mp3")]
        assert later.source("radio").push("hello.mp3").id == 5
        assert later.play(250).heard == ["hello.mp3", "wish.mp3", "other.mp3", "hello.mp3", "floor"]

    def test_does_not_begin_again_with_what_the_script_names(self, station):
        plan = station(radio=RequestQueue(("hello.mp3",)))
        playing = Playing(plan).play(60)

        assert playing.after_a_kill(plan).play(30).heard == ["floor"]

    def test_leaves_out_a_request_in_which_the_station_ends_each_time(self, station, caplog):
        plan = station(radio=RequestQueue(("hello.mp3", "wish.mp3")))
        playing = Playing(plan).play(5)
        for _ in range(4):
            assert playing.heard == ["hello.mp3"]
            playing = playing.after_a_kill(plan).play(5)

        assert playing.heard == ["wish.mp3"]
        assert "request 1, hello.mp3, is left out" in caplog.text

    def test_has_no_number_twice(self, station):
        plan = station(radio=RequestQueue())
        playing = Playing(plan)
        number = playing.source("radio").push("wish.mp3").id
        playing.source("radio").remove(number)

        assert playing.after_a_kill(plan).source("radio").push("wish.mp3").id == number + 1


class TestTurns:
    def test_go_on(self, station):
        plan = station(
            radio=Turns(("music", "talk"), "rotate", (3, 1)),
            music=Playlist("music"),
            talk=Single("hello.mp3"),
        )
        for seconds in range(50, 1200, 50):
            playing = Playing(plan).play(seconds)
            later = playing.after_a_kill(plan).play(1500)
            heard = ["m" if each.startswith("music") else "t" for each in playing.heard[:-1] + later.heard]

            assert "".join(heard).startswith("mmmtmmmtmmmt"[: len(heard)])

    def test_of_a_sequence_stay_where_they_were(self, station):
        plan = station(
            radio=Turns(("one", "two", "rest"), "sequence"),
            one=Single("hello.mp3"),
            two=Single("wish.mp3"),
            rest=Playlist("music"),
        )
        first, last = Playing(plan).play(50), Playing(plan).play(100)

        assert first.after_a_kill(plan).play(5).heard == ["wish.mp3"]
        assert last.after_a_kill(plan).play(5).heard[0].startswith("music/")


class TestOnce:
    def test_is_once(self, station):
        plan = station(
            radio=Fallback(("hello", "music")),
            hello=Once(("one",)),
            one=Single("hello.mp3"),
            music=Playlist("music"),
        )
        middle, over = Playing(plan).play(20), Playing(plan).play(50)

        assert middle.after_a_kill(plan).play(5).heard == ["hello.mp3"]
        assert over.after_a_kill(plan).play(5).heard[0].startswith("music/")


class TestADelay:
    def test_rests_as_long_as_it_has_to(self, station):
        plan = station(
            radio=Fallback(("news", "music")),
            news=Delay(("one",), 600.0),
            one=Single("hello.mp3"),
            music=Playlist("music"),
        )
        playing = Playing(plan).play(200)
        later = playing.after_a_kill(plan, away=10.0).play(1200)
        before = later.heard.index("hello.mp3")

        assert 3 <= before <= 5
        assert playing.after_a_kill(plan, away=700.0).play(10).heard == ["hello.mp3"]


class TestWhatIsAttached:
    def test_is_still_owed(self, station):
        plan = station(
            radio=Attach(("music", "jingle"), "after"), music=Playlist("music"), jingle=Single("j.mp3")
        )
        playing = Playing(plan)
        while not playing.heard or playing.heard[-1] != "j.mp3":
            playing.play(1)

        assert playing.after_a_kill(plan).play(3).heard == ["j.mp3"]


class TestAnInterlude:
    def test_that_fell_due_while_the_station_was_away_is_played_when_it_is_back(self, station):
        plan = station(
            radio=Interlude(("music", "news"), Daily((12 * 3600.0 + 600,)), late=60.0, sharp=True),
            music=Playlist("music"),
            news=Single("hello.mp3"),
        )
        playing = Playing(plan).play(599)

        assert playing.after_a_kill(plan, away=3.0).play(10).heard == ["hello.mp3"]
        assert playing.after_a_kill(plan, away=90.0).play(10).heard[0].startswith("music")

    def test_that_waited_for_a_track_waits_no_more(self, station):
        plan = station(
            radio=Interlude(("music", "jingles"), Each(900.0), late=450.0, jingle=True),
            music=Playlist("music"),
            jingles=Single("j.mp3"),
        )
        playing = Playing(plan).play(905)
        assert playing.heard[-1] != "j.mp3"

        assert playing.after_a_kill(plan).play(20).heard[0] == "j.mp3"

    def test_that_was_broken_off_is_played_again(self, station):
        plan = station(
            radio=Interlude(("music", "jingles"), Each(900.0), late=450.0, jingle=True),
            music=Playlist("music"),
            jingles=Single("j.mp3"),
        )
        playing = Playing(plan).play(900)
        while playing.heard[-1] != "j.mp3":
            playing.play(1)

        assert playing.after_a_kill(plan).play(20).heard[0] == "j.mp3"


class TestSongsThatAreKeptApart:
    def test_know_what_was_heard_before(self, station):
        rules = Separate(("music",), artist=600.0)
        plan = station(radio=rules, music=Playlist("music"))
        for seed in range(8):
            playing = Playing(plan, seed=seed).play(900)
            later = playing.after_a_kill(plan, seed=seed + 100).play(900)
            artists = [each.split(" - ")[0] for each in (*playing.heard, *later.heard)]

            assert all(artists[at] not in artists[max(0, at - 4) : at] for at in range(1, len(artists)))


class TestTheStateFolder:
    def test_that_another_station_has_is_refused_in_words(self, tmp_path, monkeypatch):
        monkeypatch.setattr(remembering, "TAKE_SECONDS", 0.0)
        other = FolderLock(tmp_path)
        other.take()

        with pytest.raises(
            OperatorFault, match=r"another station \(process \d+\) is on the air with the state folder"
        ):
            asyncio.run(Remembering(tmp_path, ManualClock(), {}).open(None))
        other.release()

    def test_is_waited_for_while_the_station_before_ends(self, tmp_path, station):
        other = FolderLock(tmp_path)
        other.take()
        begun = asyncio.Event()

        async def scene():
            mine = Remembering(tmp_path, ManualClock(), {})
            opening = asyncio.create_task(mine.open(SimpleNamespace(made={}, recordings={})))
            await asyncio.sleep(0)
            other.release()
            await opening
            await mine.stop()
            begun.set()

        asyncio.run(scene())

        assert begun.is_set()


class TestAReload:
    def test_leaves_what_plays_to_the_one_who_plays_it(self, station):
        plan = station(radio=RequestQueue(("hello.mp3", "wish.mp3")))
        playing = Playing(plan).play(5)

        assert RUNNING in playing.remembered()["radio"]
        assert playing.remembered()["radio"]["line"] == [[2, "wish.mp3"]]
