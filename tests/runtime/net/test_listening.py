import errno
import os
import socket

import pytest

from runtime.errors import OperatorFault, PortTaken
from runtime.net import address_words, listen, plain_ip


class TestListening:
    def test_a_port_of_the_systems_choice_can_be_connected_to(self):
        with listen("127.0.0.1", 0) as door, socket.create_connection(door.getsockname()):
            accepted, _ = door.accept()
            accepted.close()

            assert door.getsockname()[1] > 0

    def test_all_addresses_are_those_of_both_families(self):
        with listen("", 0) as door:
            hosts = ["127.0.0.1", "::1"] if door.family == socket.AF_INET6 else ["127.0.0.1"]
            for host in hosts:
                with socket.create_connection((host, door.getsockname()[1])):
                    accepted, peer = door.accept()
                    accepted.close()

                    assert plain_ip(peer[0]) == host

    def test_a_name_is_looked_up(self):
        with listen("localhost", 0) as door:
            assert door.getsockname()[0] == "127.0.0.1"

    def test_a_port_can_be_listened_on_again_right_after_its_last_connection(self):
        with listen("127.0.0.1", 0) as door:
            port = door.getsockname()[1]
            with socket.create_connection(door.getsockname()):
                door.accept()[0].close()  # the side that closes first leaves the connection waiting

        listen("127.0.0.1", port).close()

    def test_children_do_not_inherit_it(self):
        with listen("127.0.0.1", 0) as door:
            assert not door.get_inheritable()


class TestWhatTheOperatorCanMend:
    @pytest.mark.parametrize("host", ["127.0.0.1", ""])
    def test_a_port_that_is_taken_says_so(self, host):
        with listen(host, 0) as door:
            port = door.getsockname()[1]
            with pytest.raises(PortTaken, match=f"{port} is already used by") as taken:
                listen(host, port)

            assert taken.value.address == address_words(host, port)

    def test_an_address_of_another_machine_says_so(self):
        with pytest.raises(OperatorFault, match=r"192\.0\.2\.1 is no address of this machine"):
            listen("192.0.2.1", 0)

    def test_a_name_that_nobody_knows_says_so(self):
        with pytest.raises(OperatorFault, match="no such radio is no address"):
            listen("no such radio", 8000)

    @pytest.mark.parametrize(
        ("number", "port", "words"),
        [
            (errno.EACCES, 80, "port 80 is below 1024, which this user may not listen on"),
            (errno.EACCES, 8000, "port 8000 is already used by another program"),
            (errno.ENOBUFS, 8000, "nothing can listen on port 8000: No buffer space"),
        ],
    )
    def test_other_refusals_are_said_in_words(self, monkeypatch, number, port, words):
        def refuse(*_):
            raise OSError(number, os.strerror(number) if number != errno.ENOBUFS else "No buffer space")

        monkeypatch.setattr("runtime.net.listening.holder_of", lambda _: "")
        monkeypatch.setattr("runtime.net.listening._claim", refuse)

        with pytest.raises(OperatorFault) as fault:
            listen("", port)
        assert str(fault.value).startswith(words)


class TestAddressesInWords:
    @pytest.mark.parametrize(
        ("host", "words"),
        [("", "port 8000"), ("radio.example", "radio.example:8000"), ("::1", "[::1]:8000")],
    )
    def test_they_are_written_as_people_write_them(self, host, words):
        assert address_words(host, 8000) == words

    @pytest.mark.parametrize(
        ("reported", "plain"), [("::ffff:10.0.0.1", "10.0.0.1"), ("10.0.0.1", "10.0.0.1"), ("::1", "::1")]
    )
    def test_an_old_address_in_new_clothes_is_undressed(self, reported, plain):
        assert plain_ip(reported) == plain
