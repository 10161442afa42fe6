"""The admin that the station makes where the script names none."""

import stat
import sys

import pytest

from runtime.errors import OperatorFault
from runtime.plan import Admin, Secret, Station
from runtime.station.first_admin import PASSWORD_FILE, admins_of


class TestTheFirstAdmin:
    def test_is_made_once_shown_once_and_kept(self, tmp_path):
        shown = []
        (first,) = admins_of(Station(""), tmp_path, lambda password, path: shown.append((password, path)))
        (again,) = admins_of(Station(""), tmp_path, lambda password, path: shown.append((password, path)))

        assert shown == [(first.password.text, tmp_path / PASSWORD_FILE)]
        assert (again.user, again.password.text) == ("admin", first.password.text)
        assert len(first.password.text) >= 20
        assert first.password.text not in repr(first)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
    def test_is_nobody_elses_to_read(self, tmp_path):
        admins_of(Station(""), tmp_path, lambda _password, _path: None)

        assert stat.S_IMODE((tmp_path / PASSWORD_FILE).stat().st_mode) == 0o600

    def test_is_not_made_where_the_script_names_one(self, tmp_path):
        named = (Admin("anna", Secret("x")),)

        assert admins_of(Station("", admins=named), tmp_path, pytest.fail) == named
        assert list(tmp_path.iterdir()) == []

    def test_is_made_beside_viewers(self, tmp_path):
        viewer = Admin("panel", Secret("x"), "viewer")

        assert len(admins_of(Station("", admins=(viewer,)), tmp_path, lambda _password, _path: None)) == 2

    def test_needs_a_state_folder(self):
        assert admins_of(Station(""), None, pytest.fail) == ()

    def test_is_told_when_the_folder_cannot_be_written(self, tmp_path):
        with pytest.raises(OperatorFault, match="cannot be written"):
            admins_of(Station(""), tmp_path / "nothing", pytest.fail)
