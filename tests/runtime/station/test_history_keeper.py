"""What is kept of the history, and when."""

import asyncio
from datetime import UTC, datetime

import pytest

from runtime.media.title import Title
from runtime.station import history_keeper
from runtime.station.history_keeper import HISTORY_FILE, HistoryKeeper
from runtime.stats.history import History


@pytest.fixture
def history():
    return History(lambda: datetime(2026, 11, 22, tzinfo=UTC))


class TestTheHistory:
    def test_is_written_when_the_station_stops_and_read_when_it_starts(self, history, tmp_path):
        async def story():
            first = HistoryKeeper(history, tmp_path)
            await first.start()
            history.begins("radio", Title(title="One"))
            await first.stop()
            later = History(history.playing)
            second = HistoryKeeper(later, tmp_path)
            await second.start()
            await second.stop()
            return later.titles("radio")

        assert [played.title.title for played in asyncio.run(story())] == ["One"]

    def test_is_not_written_again_while_nothing_plays(self, history, tmp_path, monkeypatch):
        written = []
        monkeypatch.setattr(history_keeper, "write_history", lambda *words: written.append(words))

        async def story():
            keeper = HistoryKeeper(history, tmp_path)
            history.begins("radio", Title(title="One"))
            await keeper.save()
            await keeper.save()

        asyncio.run(story())

        assert len(written) == 1

    def test_is_kept_nowhere_without_a_folder(self, history, tmp_path):
        async def story():
            keeper = HistoryKeeper(history, None)
            await keeper.start()
            history.begins("radio", Title(title="One"))
            await keeper.save()
            await keeper.stop()

        asyncio.run(story())

        assert not (tmp_path / HISTORY_FILE).exists()
