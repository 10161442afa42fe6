import pytest
from fake_house import ADMINS, FakeHouse, request_of

from runtime.servers.admin import Rights
from runtime.servers.shoutcast import AdminCgi, Bans, ShoutcastPages


@pytest.fixture
def house():
    return FakeHouse()


@pytest.fixture
def bans(tmp_path):
    return Bans(tmp_path, lambda: None)


@pytest.fixture
def ask(house, bans):
    """Status and body of the answer to a request; None where it is for others."""
    rights = Rights(ADMINS, house.opens, house.clock.now)
    both = (
        AdminCgi(house, rights, bans, "LegacyStream/1.0", house.wall),
        ShoutcastPages(house, "LegacyStream/1.0", house.wall),
    )

    def make(path, *lines, account="", method="GET", ip="192.0.2.50"):
        request = request_of(path, account, *lines, method=method)
        answer = next(filter(None, (each.answer(request, ip) for each in both)), None)
        if answer is None:
            return None
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode() if b"charset=utf-8" in head else body

    return make
