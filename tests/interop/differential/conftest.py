"""Starts both servers. DIFFERENTIAL_SERVER=port names another than LegacyStream; README.md says what it must have."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from differential.cases import cases  # noqa: E402
from differential.differences import read_rows  # noqa: E402
from differential.scenarios import SCENARIOS  # noqa: E402
from differential.servers import Server, icecast  # noqa: E402
from differential.stage import on_the_air, play, run  # noqa: E402


@pytest.fixture(scope="session")
def findings():
    """All that differs between Icecast and the other server."""
    if shutil.which("icecast2") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "icecast2 is not installed (Debian package icecast2)"
        )
    with icecast() as oracle, the_other() as other, on_the_air([oracle, other]):
        return [*play(SCENARIOS, oracle, other), *run(cases(), oracle, other)]


@contextmanager
def the_other() -> Iterator[Server]:
    """The server that is compared with Icecast."""
    if port := os.environ.get("DIFFERENTIAL_SERVER"):
        yield Server("the other server", int(port))
        return
    from differential.legacystream import legacystream

    with legacystream(HERE / "station.lss") as server:
        yield server


def pytest_terminal_summary(terminalreporter):
    if terminalreporter.stats.get("passed"):
        terminalreporter.write_line(f"differences from Icecast 2.4.4 that are meant: {len(read_rows())}")
