"""Every example is played, without waiting: its files decoded, its programme decided and mixed, its mounts encoded."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lsscript.cli.compile import compile_file
from runtime.audio.encoder import make_encoder
from runtime.station.virtual import VirtualStation

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.lss"))
NEWS = Path(__file__).parents[2] / "examples" / "music" / "news.opus"
"""What the other server has, of which some examples fetch the news."""
BEGIN = datetime(2026, 5, 1, 12, 59, 54, tzinfo=ZoneInfo("Europe/Berlin"))
"""Six seconds before the hour, so that what is due then comes."""
SECONDS = 14


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
class TestAnExample:
    def test_is_heard_on_all_its_mounts(self, example):
        station = compile_file(example).station

        for mount in station.mounts.values():
            virtual = VirtualStation(station, mount.source, BEGIN, sound=True, downloads={"news": NEWS})
            encoder = make_encoder(mount.encoder, virtual.pcm)
            heard = list(virtual.play(SECONDS))
            frames = [
                frame
                for each in heard
                for frame in encoder.encode(each.block.samples, each.block.segment.title)
            ]
            frames += encoder.flush()
            virtual.stop()

            assert not any(each.on_floor for each in heard)
            assert max(abs(each.block.samples).max() for each in heard) > 0.05
            assert sum(frame.duration for frame in frames) / encoder.rate == pytest.approx(SECONDS, abs=0.3)
