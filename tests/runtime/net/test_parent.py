import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from runtime.errors import OurFault
from runtime.net.channel import Channel
from runtime.net.parent import VARIABLE, invite, open_parent_channel

PATIENCE = 30.0
"""Seconds until a test gives up; an interpreter under emulation takes some to start."""

ROOT = Path(__file__).parents[3]

CHILD = """
import queue
from runtime.net import open_parent_channel
channel, posted = open_parent_channel(), queue.Queue()
channel.start(posted.put, lambda m: channel.send("answer", {"to": m.type}), lambda reason: None)
posted.get(timeout=30)()
channel.close()
"""

CALLING = [
    pytest.param(
        False,
        id="inherited",
        marks=pytest.mark.skipif(sys.platform == "win32", reason="sockets are not inherited on Windows"),
    ),
    pytest.param(True, id="called"),
]


@pytest.mark.parametrize("calling", CALLING)
class TestAChild:
    def test_it_finds_the_channel_to_its_parent(self, calling):
        invitation = invite(calling=calling)
        environment = {**os.environ, VARIABLE: invitation.environment, "PYTHONPATH": str(ROOT)}
        keep = {} if sys.platform == "win32" else {"pass_fds": invitation.descriptors}
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD], env=environment, stdin=subprocess.DEVNULL, **keep
        )
        channel = invitation.accept("the station", child.pid)
        messages, ended = [], threading.Event()
        channel.start(lambda task: task(), messages.append, lambda _: ended.set())
        channel.send("question")

        assert ended.wait(PATIENCE)
        assert child.wait(PATIENCE) == 0
        assert messages[0].fields == {"to": "question"}
        assert channel.peer_pid == child.pid
        assert channel.join(PATIENCE)

    def test_an_invitation_can_be_taken_back(self, calling):
        invitation = invite(calling=calling)
        invitation.close()

        with pytest.raises((OSError, OurFault)):
            open_parent_channel({VARIABLE: invitation.environment})


class TestWhoMayCall:
    def test_only_who_shows_the_token_is_let_in(self):
        invitation = invite(calling=True)
        port, token, _ = invitation.environment.split(":")
        with socket.create_connection(("127.0.0.1", int(port))) as stranger:
            stranger.sendall(b"0" * 36)
            with socket.create_connection(("127.0.0.1", int(port))) as hasty:
                hasty.close()
                accepted: list[Channel] = []
                waiting = threading.Thread(target=lambda: accepted.append(invitation.accept("edge 1", 0)))
                waiting.start()
                ours = open_parent_channel({VARIABLE: f"{port}:{token}:{os.getpid()}"})
                waiting.join(PATIENCE)

                assert stranger.recv(1) == b""
        assert accepted[0].peer_pid == os.getpid()
        for channel in (ours, *accepted):
            channel.close()
            assert channel.join(PATIENCE)

    @pytest.mark.parametrize("value", ["", "x", "1:2:3:4", ":", "a:b:c"])
    def test_a_program_started_by_hand_is_told_so(self, value):
        with pytest.raises(OurFault, match="not by hand"):
            open_parent_channel({VARIABLE: value})
