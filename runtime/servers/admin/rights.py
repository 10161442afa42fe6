"""Who may do what on the admin pages.

Rules:
- Credentials are compared in constant time, with every account, so that the time tells nothing.
- Wrong ones are counted by address and account: a guesser locks out himself alone. Right ones that reach not so far, and
  none at all, count for nothing.
- What a browser does for another site's page changes nothing here: browsers send the credentials they know along with such
  requests, and Icecast's commands are plain GETs.
"""

import hmac
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from runtime.plan import Admin, AdminRole
from runtime.protocols.http1 import Request, scheme_of
from runtime.protocols.source import Login, basic_login
from runtime.servers.accounts import WrongPasswords

__all__ = ["Rights", "Verdict", "from_another_site", "of_another_site"]

LONGEST_NAME = 60
"""Characters of a name that stand in the log."""

logger = logging.getLogger("legacystream.admin")

OWN_SITE = ("same-origin", "none")
"""What browsers say (`Sec-Fetch-Site`) of requests that no other site's page made."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who somebody is.

    Attributes:
        role: what he may do; None for nothing here.
        is_flooding: whether there were so many wrong passwords that none is looked at.
    """

    role: AdminRole | None = None
    is_flooding: bool = False


class Rights:
    """Knows the admins.

    Args:
        admins: their accounts.
        is_source: whether credentials are those of a source client's place at a path; of any place, with "".
        clock: seconds that only go forward.
        turned_away: is told of everybody whose password was wrong: address, where, why.
    """

    def __init__(
        self,
        admins: Iterable[Admin],
        is_source: Callable[[str, Login], bool],
        clock: Callable[[], float],
        turned_away: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self.admins: Sequence[Admin] = tuple(admins)
        self._is_source = is_source
        self._clock = clock
        self._turned_away = turned_away
        self._wrong = WrongPasswords()

    def judge(self, login: Login | None, ip: str, mount: str = "") -> Verdict:
        """Who somebody is, by his credentials; a source client's are good for its own mount."""
        if login is None:
            return Verdict()
        if self._wrong.is_flooding(ip, login.user, self._clock()):
            return Verdict(is_flooding=True)
        role = self._role(login)
        if role is None and mount and self._is_source(mount, login):
            role = "source"
        if role is None and not self._is_source("", login):
            self.count_wrong(login, ip)
        return Verdict(role)

    def count_wrong(self, login: Login, ip: str) -> None:
        """One more was wrong; also where somebody else answers, so that there is no door at which guesses are free."""
        self._wrong.count(ip, login.user, self._clock())
        is_known = any(admin.user == login.user for admin in self.admins)
        tell = logger.warning if is_known else logger.debug
        tell("admin pages: a wrong password for %r from %s", login.user[:LONGEST_NAME], ip)
        self._turned_away(ip, "the admin pages and the API", "wrong name or password")

    def knows(self, login: Login) -> bool:
        """Whether somebody is an admin of any role; not counted, for who may as well be a source client."""
        return self._role(login) is not None

    def named(self, password: str) -> Login:
        """The credentials of whoever has this password, for a dialect without names; of `admin`, where nobody has."""
        user = "admin"
        for admin in self.admins:
            if _same(admin.password.text, password):
                user = admin.user
        return Login(user, password)

    def _role(self, login: Login) -> AdminRole | None:
        found: AdminRole | None = None
        for admin in self.admins:
            if _same(admin.user, login.user) & _same(admin.password.text, login.password):
                found = admin.role
        return found


def login_of(request: Request) -> Login | None:
    """The credentials of a request; None without any that can be read."""
    header = request.headers.get("authorization")
    return basic_login(header) if header else None


def from_another_site(request: Request) -> bool:
    """Whether a browser made this request for a page of another site."""
    return of_another_site(request.headers.get)


def of_another_site(header: Callable[[str], str]) -> bool:
    """The same of a request's headers (Fetch metadata; RFC 6454), "" for what is not there; old browsers tell by Referer."""
    site = header("sec-fetch-site").strip().lower()
    if site:
        return site not in OWN_SITE
    host = header("host").strip().lower()
    said = (header(name).strip() for name in ("origin", "referer"))
    unsafe = (
        scheme_of(header) == "https"
    )  # whoever is on the line can write what he likes into a page that came by HTTP
    return any(
        _host(address) != host or (unsafe and address.lower().startswith("http:"))
        for address in said
        if address
    )


def _host(address: str) -> str:
    """The host and port of an address, in small letters; "" where there is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
