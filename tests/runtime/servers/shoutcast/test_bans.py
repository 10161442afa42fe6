"""Who is kept out."""

import pytest

from runtime.errors import OperatorFault, PeerFault
from runtime.servers.shoutcast import bans as module
from runtime.servers.shoutcast.bans import BANS_FILE, Bans


class TestBans:
    def test_outlive_the_station(self, tmp_path):
        told = []
        Bans(tmp_path, lambda: told.append("changed")).add("2001:db8::1", network=True)
        again = Bans(tmp_path, lambda: None)
        again.load()

        assert (list(again), told) == (["2001:db8::/64"], ["changed"])
        assert again.remove("2001:db8::5", network=True)
        assert not again.remove("2001:db8::5")
        assert len(again) == 0

    def test_may_be_ended_as_they_are_listed(self, tmp_path):
        bans = Bans(None, lambda: None)

        assert bans.remove(bans.add("192.0.2.1", network=True))

    def test_begin_empty(self, tmp_path):
        bans = Bans(tmp_path, lambda: None)
        bans.load()

        assert list(bans) == []

    @pytest.mark.parametrize("text", ["{", '{"a": 1}', '["x"]', "5", '"192.0.2.1"'])
    def test_that_cannot_be_read_are_told(self, tmp_path, text):
        (tmp_path / BANS_FILE).write_text(text)

        with pytest.raises(OperatorFault, match="cannot be read"):
            Bans(tmp_path, lambda: None).load()

    def test_are_bounded(self, monkeypatch):
        monkeypatch.setattr(module, "MOST_BANS", 1)
        bans = Bans(None, lambda: None)
        bans.add("192.0.2.1")

        with pytest.raises(PeerFault, match="1 addresses are kept out already"):
            bans.add("192.0.2.2")

    def test_that_cannot_be_kept_hold_until_the_next_start(self, tmp_path):
        bans = Bans(tmp_path / "nothing", lambda: None)

        with pytest.raises(PeerFault, match="until the next start"):
            bans.add("192.0.2.1")
        assert list(bans) == ["192.0.2.1/32"]
