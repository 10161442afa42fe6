"""A real `lsrun` with real music, for tests that talk to it as players do."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
for place in (HERE, HERE.parent.parent):  # the instruments, and the benchmarks' way of running a station
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from instruments import peers  # noqa: E402
from instruments.tracks import Track, write_music  # noqa: E402


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.interop)


@pytest.fixture(scope="session")
def need():
    """`need("ffmpeg", …)` skips a test whose peers are missing, and fails it where they are required."""

    def check(*programs: str) -> None:
        if sentence := peers.absent(*programs):
            (pytest.fail if peers.required() else pytest.skip)(sentence)

    return check


@pytest.fixture(scope="session")
def tracks(tmp_path_factory) -> list[Track]:
    """Three tagged tracks of 8 s, in three formats, in one folder."""
    return write_music(tmp_path_factory.mktemp("proof") / "music")
