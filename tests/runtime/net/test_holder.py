import os
import sys

import pytest

from runtime.net import listen
from runtime.net.holder import holder_of


@pytest.fixture
def port():
    with listen("127.0.0.1", 0) as door:
        yield door.getsockname()[1]


class TestTheHolderOfAPort:
    @pytest.mark.skipif(sys.platform == "win32", reason="Wine does not tell whose a port is")
    def test_it_is_named_with_its_process(self, port):
        assert holder_of(port).endswith(f"(process {os.getpid()})")

    @pytest.mark.skipif(sys.platform == "win32", reason="looking takes Wine seconds")
    def test_a_port_that_nobody_holds_has_none(self):
        assert holder_of(1) == ""

    def test_when_nobody_can_look_nobody_is_named(self, port, monkeypatch):
        monkeypatch.setattr("sys.executable", "no such program")

        assert holder_of(port) == ""

    def test_a_search_that_takes_too_long_is_given_up(self, port, monkeypatch):
        monkeypatch.setattr("runtime.net.holder.HOLDER_SECONDS", 0.0)

        assert holder_of(port) == ""
