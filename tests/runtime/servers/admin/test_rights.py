"""Who may do what."""

from runtime.plan import Admin, Secret
from runtime.protocols.source import Login
from runtime.servers.admin.rights import Rights, Verdict

ADMINS = (Admin("admin", Secret("pässword")), Admin("admin", Secret("other"), "viewer"))


class TestRights:
    def test_find_the_account_by_name_and_password(self):
        rights = Rights(ADMINS, lambda _path, _login: False, lambda: 0.0)

        assert rights.judge(Login("admin", "pässword"), "a") == Verdict("admin")
        assert rights.judge(Login("admin", "other"), "a") == Verdict("viewer")
        assert rights.judge(Login("admin", ""), "a") == Verdict()
        assert rights.judge(None, "a") == Verdict()

    def test_are_nobodys_where_nobody_is_named(self):
        assert Rights((), lambda _path, _login: False, lambda: 0.0).judge(Login("", ""), "a") == Verdict()

    def test_forget_a_guesser_after_a_while(self):
        now = [0.0]
        rights = Rights(ADMINS, lambda _path, _login: False, lambda: now[0])
        for _ in range(10):
            rights.judge(Login("admin", "guess"), "a")

        assert rights.judge(Login("admin", "pässword"), "a").is_flooding
        now[0] = 61.0
        assert rights.judge(Login("admin", "pässword"), "a").role == "admin"
