"""What may be asked of a running station."""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import pytest

from runtime.audio.errand import AtOnce
from runtime.audio.media import Decoding
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.control import Caller, CommandFault, Registry, Role
from runtime.media.title import Title
from runtime.plan import Identity, NodeId, Playlist
from runtime.plan.origin import Origin
from runtime.sources.playlist import PlaylistSource
from runtime.sources.shared import Timeline
from runtime.sources.silence_watch import SilenceWatch
from runtime.station.commands import Desk, station_commands
from runtime.station.engine import Engine
from runtime.stats.status import StationStatus
from runtime.testing import ManualClock

ADMIN = Caller("anna", Role.ADMIN)
STARTED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Music:
    """A source that plays one track."""

    id = NodeId("music")
    origin = Origin("station.lss", 3)
    ready = True
    settling = False
    remaining = 44_100 * 90

    def __init__(self) -> None:
        self.now_playing: Segment | None = Segment("1", "track", Title("Ada", 'One "two"'), "music/one.mp3")
        self.skipped = 0

    def skip(self) -> None:
        self.skipped += 1


class Scene:
    """A desk with a source, and an engine that works when it is told to."""

    def __init__(self) -> None:
        self.music = Music()
        self.ear = SilenceWatch(NodeId("music"), self.music.origin, PcmFormat(), lambda *_: None, [20.0])
        self.stopped = False
        clock = ManualClock()
        self.engine = Engine([], Timeline(), PcmFormat(), clock, began=clock.now())
        self.commands: Registry = station_commands(
            Desk(
                self.status,
                lambda: (self.music,),
                self.engine,
                self.shut_down,
                clock,
                self,
                lambda: {"music": self.ear},
            )
        )

    def status(self) -> StationStatus:
        return StationStatus(Identity("Radio"), "1", "localhost:8000", STARTED, ())

    def clients(self) -> list[Mapping[str, object]]:
        return [{"path": "/studio", "user": "anna"}]

    def kick(self, path: str, seconds: float = 0.0) -> bool:
        self.kicked = (path, seconds)
        return path == "/studio"

    def shut_down(self) -> None:
        self.stopped = True

    def ask(self, line: str) -> object:
        async def asked() -> object:
            answer = asyncio.ensure_future(self.commands.line(ADMIN, line))
            while not answer.done():
                self.engine.step()
                await asyncio.sleep(0)
            return await answer

        return asyncio.run(asked())


@pytest.fixture
def scene() -> Scene:
    return Scene()


class TestTheProgramme:
    def test_is_listed_by_source(self, scene):
        (music,) = scene.ask("sources")

        assert (music["source"], music["line"], music["title"]) == (
            "music",
            "station.lss:3",
            'Ada - One "two"',
        )

    def test_is_as_loud_as_its_last_block(self, scene):
        scene.ear(Block(np.full((441, 2), 0.1, np.float32), scene.music.now_playing), 441)

        assert scene.ask("levels") == [{"source": "music", "rms": -20.0, "peak": -20.0, "silent": 0.0}]

    def test_is_skipped(self, scene):
        assert scene.ask("music.skip") == 'music leaves Ada - One "two"'
        assert scene.music.skipped == 1

    def test_that_plays_nothing_has_nothing_to_skip(self, scene):
        scene.music.now_playing = None

        with pytest.raises(CommandFault, match="plays nothing"):
            scene.ask("skip music")

    def test_has_no_source_of_another_name(self, scene):
        with pytest.raises(CommandFault, match='no source "musik"; there are: music'):
            scene.ask("skip musik")

    def test_tells_what_is_left(self, scene):
        assert scene.ask("music.remaining") == "90.00"

    def test_that_has_no_known_end_says_so_as_liquidsoap_does(self, scene):
        scene.music.remaining = None

        assert scene.ask("music.remaining") == "(undef)"

    def test_tells_its_tags_as_liquidsoap_does(self, scene):
        assert scene.ask("music.metadata") == (
            '--- 1 ---\nartist="Ada"\ntitle="One \\"two\\""\nfilename="music/one.mp3"'
        )


class TestTheStation:
    def test_is_shut_down_by_who_is_sure(self, scene):
        with pytest.raises(CommandFault, match="and 0 listeners with it; write: shutdown yes"):
            scene.ask("shutdown")
        stays = not scene.stopped
        scene.ask("shutdown yes")

        assert stays
        assert scene.stopped

    def test_that_is_one_process_cannot_start_again(self, scene):
        with pytest.raises(CommandFault, match="nobody would start it again"):
            scene.ask("restart yes")

    def test_knows_no_other_level_than_those_of_the_log(self, scene):
        with pytest.raises(CommandFault, match='"loud" is no level; there are: debug, info, warning, error'):
            scene.ask("log.level loud")

    def test_tells_how_it_is(self, scene):
        assert scene.ask("status")["station"] == "Radio"
        assert scene.ask("status")["programme"] == {"blocks": 0, "late": 0, "worst": 0.0}

    @pytest.mark.parametrize("name", ["help", "version", "uptime", "mounts"])
    def test_answers_everybody(self, scene, name):
        assert scene.ask(name) is not None


class TestSourceClients:
    def test_are_listed(self, scene):
        assert scene.ask("clients") == [{"path": "/studio", "user": "anna"}]

    def test_are_sent_away_for_a_while(self, scene):
        assert scene.ask("clients.kick /studio 15") == "who published at /studio was sent away for 15 min"
        assert scene.kicked == ("/studio", 900.0)

    def test_that_are_not_there_are_told(self, scene):
        with pytest.raises(CommandFault, match="nobody publishes at /other"):
            scene.ask("clients.kick /other")


class TestAPlaylist:
    @pytest.fixture
    def playlist(self, scene, tmp_path):
        """A folder with nothing in it but a text that is called music."""
        (tmp_path / "music").mkdir()
        (tmp_path / "music" / "a.mp3").write_text("not music")
        scene.music = PlaylistSource(
            Playlist("music"),
            node=NodeId("music"),
            base=tmp_path,
            media=Decoding(PcmFormat()),
            rng=random.Random(1),
            clock=lambda: 0.0,
            errands=AtOnce(),
        )
        scene.music.tracks.open_next(0.0)
        return scene

    def test_lists_the_files_that_cannot_be_played(self, playlist):
        reason = "it is not audio, or is damaged from its beginning"

        assert playlist.ask("playlist.unreadable music") == {"music/a.mp3": reason}

    def test_is_looked_at_again_before_its_next_track(self, playlist):
        playlist.ask("playlist.reload music")

        assert playlist.music.tracks._watch.wanted

    def test_is_what_a_source_of_another_kind_is_not(self, scene):
        with pytest.raises(CommandFault, match="music is no playlist"):
            scene.ask("playlist.reload music")


class TestThePast:
    def test_is_listed_for_mounts_that_there_are(self, scene):
        assert scene.ask("history") == []
        with pytest.raises(CommandFault, match='no mount "/other"'):
            scene.ask("history /other")
