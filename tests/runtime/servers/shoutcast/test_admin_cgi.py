"""SHOUTcast's admin page."""

import json
from xml.etree import ElementTree as ET

import pytest


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("query", "account", "status"),
        [
            ("mode=viewxml", "", 401),
            ("mode=viewxml&pass=wrong", "", 401),
            ("mode=viewxml&pass=boss", "", 200),
            ("mode=viewxml&pass=look", "", 200),
            ("mode=viewxml", "admin:boss", 200),
            ("mode=kicksrc&pass=look", "", 401),
            ("mode=kicksrc&pass=boss", "", 200),
            ("mode=viewxml&pass=repeat", "", 401),
            ("mode=viewxml&pass=", "", 401),
            ("", "", 400),
            ("pass=boss", "", 400),
            ("mode=dance&pass=boss", "", 400),
            ("mode=viewxml&sid=9&pass=boss", "", 400),
        ],
    )
    def test_is_known_by_a_password_or_an_account(self, ask, query, account, status):
        assert ask(f"/admin.cgi?{query}", account=account)[0] == status

    def test_a_guesser_locks_out_himself_alone(self, ask):
        assert [ask("/admin.cgi?mode=viewxml&pass=guess")[0] for _ in range(11)] == [401] * 10 + [429]
        assert ask("/admin.cgi?mode=viewxml&pass=boss", ip="192.0.2.51")[0] == 200

    def test_titles_are_no_door_at_which_guesses_are_free(self, ask):
        assert [ask(f"/admin.cgi?mode=updinfo&song=x&pass=guess{number}") for number in range(10)] == [
            None
        ] * 10
        assert ask("/admin.cgi?mode=updinfo&song=x&pass=boss")[0] == 429
        assert ask("/admin.cgi?mode=viewxml&pass=boss")[0] == 429

    def test_no_page_of_another_site_changes_anything(self, ask, house):
        assert ask("/admin.cgi?mode=kicksrc&pass=boss", "Sec-Fetch-Site: cross-site")[0] == 403
        assert house.ended == []

    def test_nobody_changes_anything_by_head(self, ask, house):
        assert ask("/admin.cgi?mode=kicksrc&pass=boss", method="HEAD")[0] == 405
        assert house.ended == []


class TestLooking:
    def test_shows_stream_listeners_and_songs(self, ask, house):
        house.listen(7, referer="http://x/<y>")
        root = ET.fromstring(ask("/admin.cgi?mode=viewxml&page=7&sid=1&pass=boss")[1])
        listener = {child.tag: child.text for child in root.find("LISTENERS/LISTENER")}

        assert root.findtext("CURRENTLISTENERS") == "1"
        assert (listener["HOSTNAME"], listener["UID"], listener["CONNECTTIME"]) == ("192.0.2.1", "7", "3")
        assert listener["REFERER"] == "http://x/<y>"
        assert root.find("SONGHISTORY") is not None

    def test_shows_listeners_alone_as_a_list_of_json(self, ask, house):
        house.listen(7)

        assert json.loads(ask("/admin.cgi?mode=viewjson&page=3&pass=boss")[1])[0]["uid"] == 7
        assert json.loads(ask("/admin.cgi?mode=viewjson&pass=boss")[1])["listeners"][0]["uid"] == 7
        assert "listeners" not in json.loads(ask("/admin.cgi?mode=viewjson&page=1&pass=boss")[1])


class TestKicking:
    def test_a_source(self, ask, house):
        ask("/admin.cgi?mode=kicksrc&sid=1&pass=boss")

        assert house.ended == ["/live.mp3"]

    @pytest.mark.parametrize("whom", ["7", "192.0.2.1", "7,99"])
    def test_a_listener_by_number_or_address(self, ask, house, whom):
        house.listen(7)
        house.listen(8, ip="192.0.2.2")

        assert "1 sent away" in ask(f"/admin.cgi?mode=kickdst&kickdst={whom}&pass=boss")[1]
        assert house.kicked == [7]

    def test_nobody_of_another_stream(self, ask, house):
        house.listen(7, "/radio.ogg")
        ask("/admin.cgi?mode=kickdst&kickdst=7&sid=1&pass=boss")

        assert house.kicked == []


class TestBanning:
    def test_keeps_an_address_out_and_sends_it_away(self, ask, house, bans):
        house.listen(7)
        house.listen(8, ip="192.0.2.2")
        ask("/admin.cgi?mode=bandst&bandst=192.0.2.1&banmsk=255&pass=boss")

        assert list(bans) == ["192.0.2.1/32"]
        assert house.kicked == [7]
        assert json.loads(ask("/admin.cgi?mode=viewban&type=json&pass=boss")[1])[0]["ip"] == "192.0.2.1"

    def test_keeps_neighbours_out_with_the_mask_0(self, ask, house, bans):
        house.listen(7)
        ask("/admin.cgi?mode=bandst&bandst=7&banmsk=0&pass=boss")

        assert list(bans) == ["192.0.2.0/24"]

    def test_ends(self, ask, bans):
        bans.add("192.0.2.1")
        ask("/admin.cgi?mode=unbandst&unbandst=192.0.2.1&banmsk=255&pass=boss")

        assert list(bans) == []

    @pytest.mark.parametrize("what", ["", "x", "%3Cb%3E", "300.1.1.1"])
    def test_of_what_is_no_address_is_told(self, ask, bans, what):
        status, body = ask(f"/admin.cgi?mode=bandst&bandst={what}&pass=boss")

        assert (status, list(bans)) == (400, [])
        assert "<b>x" not in body


class TestTitles:
    def test_of_an_admin_are_passed_on(self, ask, house):
        ask("/admin.cgi?mode=updinfo&pass=boss&song=A%20-%20B")

        assert [str(title) for title in house.titles] == ["A - B"]

    def test_of_source_clients_are_the_source_servers(self, ask):
        assert ask("/admin.cgi?mode=updinfo&pass=dj&song=A") is None

    def test_without_a_password_are_refused(self, ask):
        assert ask("/admin.cgi?mode=updinfo&song=A")[0] == 400
