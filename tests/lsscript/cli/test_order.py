"""What the command line says beside the script."""

from pathlib import Path

from lsscript.cli.order import Script
from runtime.plan import Server, Station

STATION = Station("", server=Server(http=8000, https=8443))


class TestTheCommandLine:
    def test_leaves_the_script_as_it_is_where_it_says_nothing(self):
        assert Script(Path("a.lss")).overridden(STATION) == STATION

    def test_has_its_own_ports(self):
        server = Script(Path("a.lss"), port=80, ssl_port=443).overridden(STATION).server

        assert (server.http, server.https) == (80, 443)
