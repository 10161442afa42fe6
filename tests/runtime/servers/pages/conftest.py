from datetime import UTC, datetime

import pytest

from runtime.servers.pages.assets import Assets

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def assets():
    return Assets.load()
