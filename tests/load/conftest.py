"""Many listeners at a real station whose processes are killed under them."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
for place in (
    HERE,
    HERE.parent / "interop",
    HERE.parent.parent,
):  # the crowd, the instruments, the benchmarks
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from instruments.tracks import write_music  # noqa: E402

SCRIPT = """lss 1
station(name="Proof under Load")
radio = playlist("music/", order="sequential")
mount("/radio.mp3", radio, mp3(128kbps))
mount("/radio.opus", radio, opus(96kbps))
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.load)
            item.add_marker(
                pytest.mark.skipif(sys.platform != "linux", reason="the rings are read through /proc")
            )


@pytest.fixture
def script(tmp_path) -> Path:
    """A station of three short tracks, as MP3 and Opus, at the default latency."""
    write_music(tmp_path / "music")
    path = tmp_path / "station.lss"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def tell(capsys):
    """Print a figure where whoever runs the test sees it, whatever pytest captures."""

    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n    {text}", end="", flush=True)

    return say
