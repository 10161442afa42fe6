from runtime.plan import Server
from runtime.station.proxy_hint import ENOUGH, ProxyHint
from runtime.stats.sessions import Sessions


def looked(caplog, *addresses):
    sessions, hint = Sessions(lambda: 0.0), ProxyHint()
    for number, ip in enumerate(addresses):
        sessions.came([{"id": number, "mount": "/a", "ip": ip, "seconds": 0}])
        hint.look(sessions, Server())
    return caplog.text.count("trusted_proxies")


class TestOneAddressForAll:
    def test_is_told_once_with_what_to_write(self, caplog):
        assert looked(caplog, *["172.17.0.1"] * (ENOUGH + 20)) == 1
        assert 'server(trusted_proxies=["172.17.0.1"])' in caplog.text

    def test_is_nothing_for_a_few(self, caplog):
        assert looked(caplog, *["172.17.0.1"] * (ENOUGH - 1)) == 0

    def test_is_nothing_where_there_are_others(self, caplog):
        assert looked(caplog, "198.51.100.1", *["172.17.0.1"] * 20) == 0

    def test_is_nothing_for_an_office(self, caplog):
        assert looked(caplog, *["198.51.100.1"] * 20) == 0
