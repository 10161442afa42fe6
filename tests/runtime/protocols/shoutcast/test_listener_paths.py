"""How SHOUTcast's players ask for a stream."""

import pytest

from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.protocols.shoutcast.listener_paths import stream_number


def asked(path, agent="WinampMPEG/5.0", *headers):
    head = "\r\n".join([f"GET {path} HTTP/1.0", f"User-Agent: {agent}", *headers, "", ""])
    return stream_number(HeadReader(HeadLimits(), 0.0).receive_data(head.encode(), 0.0)[0].request)


class TestAPathOfAStream:
    @pytest.mark.parametrize(
        "path", ["/;", "/;stream.mp3", "/;stream.nsv", "/;?sid=1", "/stream", "/stream/", "/;x/y"]
    )
    def test_is_the_first_stream_even_for_a_browser(self, path):
        assert asked(path, "Mozilla/5.0") == 1

    @pytest.mark.parametrize(
        "path", ["/stream/2", "/stream/2/", "/stream/2/;", "/;stream/2", "/;?sid=2", "/stream?sid=2"]
    )
    def test_may_name_another(self, path):
        assert asked(path) == 2

    @pytest.mark.parametrize("path", ["/stream.mp3", "/streams", "/stream/x", "/live", "/radio.mp3?sid=2"])
    def test_is_no_other_path(self, path):
        assert asked(path) == 0

    @pytest.mark.parametrize("number", ["x", "-1", "²", "9" * 30, "", "0"])
    def test_with_a_number_that_is_none_is_the_first(self, number):
        assert asked(f"/;?sid={number}".encode().decode()) == 1


class TestTheRoot:
    @pytest.mark.parametrize("agent", ["WinampMPEG/5.0", "VLC/3.0", "Lavf/59", "iTunes/12", "NSPlayer/12.0"])
    def test_is_the_stream_for_players(self, agent):
        assert asked("/", agent) == 1
        assert asked("/?sid=3", agent) == 3

    @pytest.mark.parametrize(
        "agent",
        [
            "Mozilla/5.0 (X11)",
            "curl/8.0",
            "Wget/1.21",
            "",
            "Googlebot/2.1",
            "python-requests/2",
            "ELB-HealthChecker/2.0",
            "kube-probe/1.29",
        ],
    )
    def test_is_the_page_for_browsers_and_for_who_fetches_pages(self, agent):
        assert asked("/", agent) == 0

    def test_is_the_page_for_who_wants_a_page(self):
        assert asked("/", "Strange/1.0", "Accept: text/html,*/*") == 0

    def test_is_the_stream_for_who_names_one(self):
        assert asked("/?sid=1", "curl/8.0") == 1
