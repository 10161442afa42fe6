import sys
from datetime import date

import pytest

from runtime.stats.addresses import DailyKey, cloak, who

TODAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 23)


class TestAKey:
    def test_is_another_each_day(self, tmp_path):
        key = DailyKey(tmp_path / "key")

        assert key.of(TODAY) == key.of(TODAY)
        assert key.of(TODAY) != key.of(TOMORROW)

    def test_is_the_same_after_a_restart(self, tmp_path):
        assert DailyKey(tmp_path / "key").of(TODAY) == DailyKey(tmp_path / "key").of(TODAY)

    def test_is_thrown_away_when_its_day_is_over(self, tmp_path):
        first = DailyKey(tmp_path / "key").of(TODAY)
        DailyKey(tmp_path / "key").of(TOMORROW)

        assert first.hex() not in (tmp_path / "key").read_text()

    @pytest.mark.skipif(sys.platform == "win32", reason="there a user's folders are his own")
    def test_is_read_by_nobody_else(self, tmp_path):
        DailyKey(tmp_path / "key").of(TODAY)

        assert (tmp_path / "key").stat().st_mode & 0o077 == 0

    def test_is_drawn_anew_where_the_file_is_damaged(self, tmp_path):
        (tmp_path / "key").write_text("[1, 2]")

        assert len(DailyKey(tmp_path / "key").of(TODAY)) == 32

    def test_needs_no_file(self):
        assert len(DailyKey(None).of(TODAY)) == 32


class TestAnAddress:
    def test_is_written_as_the_script_says(self):
        assert cloak("192.0.2.7", b"key", "full") == "192.0.2.7"
        assert cloak("192.0.2.7", b"key", "none") == "-"
        assert "192" not in cloak("192.0.2.7", b"\1" * 32, "hashed")
        assert len(cloak("192.0.2.7", b"key", "hashed")) == 16

    def test_and_a_player_are_one_listener(self):
        assert who("192.0.2.7", "VLC", b"key") == who("192.0.2.7", "VLC", b"key")
        assert (
            len(
                {
                    who("192.0.2.7", "VLC", b"key"),
                    who("192.0.2.7", "mpv", b"key"),
                    who("192.0.2.8", "VLC", b"key"),
                }
            )
            == 3
        )
        assert 0 <= who("x", "y", b"key") < 2**63
