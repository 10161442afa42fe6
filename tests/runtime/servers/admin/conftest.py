import pytest
from fake_house import ADMINS, FakeHouse
from fake_house import request_of as make_request

from runtime.servers.admin import AdminDesk, Rights


@pytest.fixture
def house():
    return FakeHouse()


@pytest.fixture
def desk(house):
    rights = Rights(ADMINS, house.opens, house.clock.now)
    return AdminDesk(house, rights, "LegacyStream/1.0", house.wall)


@pytest.fixture
def request_of():
    return make_request


@pytest.fixture
def ask(desk):
    """Status and body of the answer to a request."""

    def make(path, account="admin:boss", *lines, method="GET", ip="192.0.2.50"):
        answer = desk.answer(make_request(path, account, *lines, method=method), ip)
        if answer is None:
            return None
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()

    return make
