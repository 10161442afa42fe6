"""Icecast's admin pages, as its clients ask for them."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        "path", ["/admin/stats", "/admin/listmounts", "/admin/", "/admin/killsource?mount=/live.mp3"]
    )
    def test_nobody_without_credentials(self, ask, path):
        assert ask(path, "") == (401, "You need to authenticate\r\n")

    @pytest.mark.parametrize(
        ("account", "path", "status"),
        [
            ("admin:boss", "stats", 200),
            ("panel:look", "stats", 200),
            ("panel:look", "listclients?mount=/live.mp3", 200),
            ("panel:look", "killsource?mount=/live.mp3", 401),
            ("slave:repeat", "streamlist.txt", 200),
            ("slave:repeat", "stats", 401),
            ("keeper:keep", "killsource?mount=/live.mp3", 200),
            ("source:dj", "listclients?mount=/live.mp3", 200),
            ("source:dj", "stats?mount=/live.mp3", 200),
            ("source:dj", "stats", 401),
            ("source:dj", "listclients?mount=/radio.ogg", 401),
            ("admin:wrong", "stats", 401),
            (":", "stats", 401),
        ],
    )
    def test_everybody_as_far_as_his_role_reaches(self, ask, account, path, status):
        assert ask(f"/admin/{path}", account)[0] == status

    def test_a_guesser_locks_out_himself_alone(self, ask):
        guesses = [ask("/admin/stats", "admin:guess")[0] for _ in range(11)]

        assert guesses == [401] * 10 + [429]
        assert ask("/admin/stats")[0] == 429
        assert ask("/admin/stats", ip="192.0.2.51")[0] == 200
        assert ask("/admin/stats", "panel:look")[0] == 200

    @pytest.mark.parametrize("door", ["metadata", "delete", "listclients"])
    def test_there_is_no_door_at_which_guesses_are_free(self, ask, door):
        def guess(password):
            if door == "delete":
                return ask("/live.mp3", f"admin:{password}", method="DELETE")
            return ask(f"/admin/{door}?mount=/live.mp3&mode=updinfo&song=x", f"admin:{password}")

        for number in range(10):
            guess(f"guess {number}")

        assert guess("boss")[0] == 429

    def test_what_changes_something_is_logged_and_no_password_is(self, ask, caplog):
        caplog.set_level("INFO")
        ask("/admin/killsource?mount=/live.mp3")
        ask("/admin/stats", "admin:guess")

        assert "an admin at 192.0.2.50: killsource mount=/live.mp3" in caplog.text
        assert "a wrong password for 'admin' from 192.0.2.50" in caplog.text
        assert "guess" not in caplog.text
        assert "boss" not in caplog.text

    def test_right_passwords_that_do_not_reach_so_far_count_for_nothing(self, ask):
        assert [ask("/admin/stats", "source:dj")[0] for _ in range(20)] == [401] * 20
        assert ask("/admin/stats?mount=/live.mp3", "source:dj")[0] == 200

    @pytest.mark.parametrize(
        "line",
        [
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
            "Origin: https://evil.example",
            "Referer: http://evil.example/",
        ],
    )
    def test_no_page_of_another_site(self, ask, house, line):
        assert ask("/admin/killsource?mount=/live.mp3", "admin:boss", line)[0] == 403
        assert ask("/admin/metadata?mount=/live.mp3&mode=updinfo&song=x", "admin:boss", line)[0] == 403
        assert (house.ended, house.titles) == ([], [])

    @pytest.mark.parametrize(
        "line",
        [
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Site: none",
            "Origin: http://radio.example:8000",
            "Referer: http://radio.example:8000/x",
        ],
    )
    def test_the_stations_own_pages(self, ask, line):
        assert ask("/admin/killsource?mount=/live.mp3", "admin:boss", line)[0] == 200

    @pytest.mark.parametrize("path", ["/admin/stats", "/admin/publicstats", "/admin/stats?mount=/live.mp3"])
    def test_addresses_are_those_of_https_for_who_came_by_it(self, ask, house, path, monkeypatch):
        status = replace(house.status(), secure_address="radio.example:8443")
        monkeypatch.setattr(house, "status", lambda: status)

        assert "https://radio.example:8443/live.mp3" in ask(path, "admin:boss", "Edge-Scheme: https")[1]
        assert "http://radio.example:8000/live.mp3" in ask(path, "admin:boss", "Edge-Scheme: http")[1]

    @pytest.mark.parametrize(
        "path", ["killsource?mount=/live.mp3", "metadata?mount=/guest&mode=updinfo&song=x"]
    )
    def test_nobody_changes_anything_by_head(self, ask, house, path):
        assert ask(f"/admin/{path}", method="HEAD")[0] == 405
        assert (house.ended, house.titles) == ([], [])

    def test_others_paths_are_for_others(self, ask):
        assert ask("/") is None
        assert ask("/administration") is None


class TestWrongRequests:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/admin/nothing", "Unrecognised command"),
            ("/admin/!POKE", "Unrecognised command"),
            ("/admin/killsource", "Unknown admin request"),
            ("/admin/stats?mount=/nothing", "Source does not exist"),
            ("/admin/killclient?mount=/live.mp3", "Missing parameter"),
            (
                "/admin/moveclients?mount=/live.mp3&destination=/live.mp3",
                "supplied mountpoints are identical",
            ),
            ("/admin/moveclients?mount=/live.mp3&destination=/x", "No such destination"),
            ("/admin/moveclients?mount=/live.mp3&destination=/guest", "Destination not running"),
        ],
    )
    def test_are_told_in_icecasts_words(self, ask, path, words):
        assert ask(path) == (
            400,
            f"<html><head><title>Error 400</title></head><body><b>400 - {words}</b></body></html>\r\n",
        )

    def test_a_mount_that_is_not_there_is_404_in_icecast_2_5(self, ask, desk):
        desk.compat = "icecast-2.5"

        assert ask("/admin/stats?mount=/nothing")[0] == 404


class TestStatistics:
    def test_are_xml_in_icecasts_order(self, ask, house):
        house.listen(1_000_000_000_001)
        root = ET.fromstring(ask("/admin/stats")[1])
        names = [child.tag for child in root if child.tag != "source"]
        source = root.find("source[@mount='/live.mp3']")

        assert names == sorted(names)
        assert [child.tag for child in source] == sorted(child.tag for child in source)
        assert root.findtext("listeners") == "1"
        assert root.findtext("location") == "Earth"
        assert source.findtext("source_ip") == "192.0.2.9"
        assert source.findtext("user_agent") == "butt <1>"
        assert root.find("source[@mount='/radio.ogg']/subtype").text == "Opus"
        assert len(root.findall("source")) == 3

    def test_of_one_mount_can_be_asked_for(self, ask):
        root = ET.fromstring(ask("/admin/stats.xml?mount=/radio.ogg")[1])

        assert [source.get("mount") for source in root.findall("source")] == ["/radio.ogg"]

    def test_are_typed_json_in_icecast_2_5s_shape(self, ask):
        identity, document = json.loads(ask("/admin/stats.json")[1])

        assert identity["name"] == "icestats"
        assert document["source"]["/live.mp3"]["bitrate"] == 128
        assert document["source"]["/live.mp3"]["max_listeners"] == 50
        assert document["source"]["/radio.ogg"]["max_listeners"] is None
        assert document["source"]["/live.mp3"]["public"] is False

    def test_for_everybody_leave_out_addresses_and_hidden_mounts(self, ask):
        status, body = ask("/admin/publicstats.json", "")
        _, document = json.loads(body)

        assert status == 200
        assert "192.0.2" not in body
        assert set(document["source"]) == {"/live.mp3", "/radio.ogg"}

    def test_are_a_page_for_people(self, ask):
        status, body = ask("/admin/stats.xsl")

        assert status == 200
        assert "butt &lt;1&gt;" in body
        assert ask("/admin/") == (200, body)

    def test_list_mounts(self, ask):
        root = ET.fromstring(ask("/admin/listmounts")[1])

        assert [source.findtext("Connected") for source in root] == ["12", "60", "60"]
        assert ask("/admin/streamlist.txt")[1] == "/live.mp3\r\n/radio.ogg\r\n"

    def test_head_has_no_body(self, ask):
        assert ask("/admin/stats", method="HEAD") == (200, "")


class TestListeners:
    def test_are_listed(self, ask, house):
        house.listen(7, user="anna")
        root = ET.fromstring(ask("/admin/listclients?mount=/live.mp3")[1])
        listener = {child.tag: child.text for child in root.find("source/listener")}

        assert root.findtext("source/Listeners") == "1"
        assert listener == {
            "IP": "192.0.2.1",
            "UserAgent": "VLC <1>",
            "Connected": "3",
            "ID": "7",
            "username": "anna",
        }

    def test_are_kicked(self, ask, house):
        house.listen(7)

        assert (
            "<message>Client 7 removed</message><return>1</return>"
            in ask("/admin/killclient?mount=/live.mp3&id=7")[1]
        )
        assert house.kicked == [7]

    @pytest.mark.parametrize("number", ["8", "-1", "x", "7" * 30, "²", ""])
    def test_that_are_not_there_are_not_found(self, ask, house, number):
        house.listen(7)

        assert (
            "not found</message><return>0</return>"
            in ask(f"/admin/killclient?mount=/live.mp3&id={number}")[1]
        )
        assert house.kicked == []

    def test_of_another_mount_are_not_found(self, ask, house):
        house.listen(7, "/low.mp3")

        assert "<return>0</return>" in ask("/admin/killclient?mount=/live.mp3&id=7", "source:dj")[1]

    def test_are_moved(self, ask, house):
        house.listen(7)
        house.listen(8, "/low.mp3")
        said = ask("/admin/moveclients?mount=/live.mp3&destination=/low.mp3")[1]

        assert "<message>Clients moved from /live.mp3 to /low.mp3</message><return>1</return>" in said
        assert house.moved == [([7], "/low.mp3")]

    def test_are_not_moved_to_what_they_cannot_play(self, ask, house):
        house.listen(7)

        assert "<return>0</return>" in ask("/admin/moveclients?mount=/live.mp3&destination=/radio.ogg")[1]
        assert house.moved == []

    def test_may_be_moved_to_what_is_listed(self, ask):
        root = ET.fromstring(ask("/admin/moveclients?mount=/live.mp3")[1])

        assert root.findtext("current_source") == "/live.mp3"
        assert [source.get("mount") for source in root.findall("source")] == ["/radio.ogg", "/low.mp3"]


class TestSources:
    def test_are_sent_away(self, ask, house):
        assert (
            "<message>Source Removed</message><return>1</return>"
            in ask("/admin/killsource?mount=/live.mp3")[1]
        )
        assert ask("/live.mp3", method="DELETE") == (204, "")
        assert ask("/live.mp3", "source:dj", method="DELETE") is None
        assert house.ended == ["/live.mp3", "/live.mp3"]

    def test_of_live_inputs_are_sent_away_too(self, ask):
        assert "Source Removed" in ask("/admin/killsource?mount=/studio")[1]
        assert ask("/admin/metadata?mount=/studio&mode=updinfo&song=x")[0] == 200

    def test_of_the_programme_cannot_be(self, ask):
        assert "<return>0</return>" in ask("/admin/killsource?mount=/radio.ogg")[1]

    def test_get_no_other_fallback_than_the_script_says(self, ask):
        assert "<return>0</return>" in ask("/admin/fallbacks?mount=/live.mp3&fallback=/x")[1]

    def test_titles_of_an_admin_are_passed_on(self, desk, house, request_of):
        request = request_of("/admin/metadata?mount=/guest&mode=updinfo&song=A%20-%20B", "admin:boss")

        assert desk.answer(request, "192.0.2.1").endswith(b"changed")
        assert [str(title) for title in house.titles] == ["A - B"]

    def test_titles_of_source_clients_are_the_source_servers(self, ask):
        assert ask("/admin/metadata?mount=/live.mp3&mode=updinfo&song=x", "source:dj") is None

    @pytest.mark.parametrize(
        ("path", "account", "status"),
        [
            ("metadata", "", 401),
            ("metadata", "admin:boss", 400),
            ("metadata?mount=/live.mp3", "source:dj", 400),
            ("metadata?mount=/nothing&mode=updinfo&song=x", "admin:boss", 400),
            ("metadata?mount=/live.mp3&mode=updinfo&song=x", "panel:look", 401),
        ],
    )
    def test_titles_that_lack_something_are_refused(self, ask, path, account, status):
        assert ask(f"/admin/{path}", account)[0] == status


class TestOtherForms:
    def test_an_operation_as_json(self, ask):
        said = json.loads(ask("/admin/killsource.json?mount=/live.mp3")[1])

        assert said == {"iceresponse": {"message": "Source Removed", "return": 1}}

    def test_listeners_as_json(self, ask, house):
        house.listen(7)
        said = json.loads(ask("/admin/listclients.json?mount=/live.mp3")[1])

        assert said["icestats"]["source"]["/live.mp3"]["listener"][0]["ID"] == 7

    def test_a_playlist_with_a_name_in_it(self, ask):
        said = ask("/admin/buildm3u?mount=/live.mp3&username=an%2Fna&password=p%40w")

        assert said == (200, "http://an%2Fna:p%40w@radio.example:8000/live.mp3\r\n")

    def test_a_form(self, request_of):
        from runtime.servers.admin.desk import with_form

        request = with_form(request_of("/admin/killsource?x=1", method="POST"), b"mount=%2Flive.mp3\r\n")

        assert (request.parameter("mount"), request.parameter("x")) == ("/live.mp3", "1")
