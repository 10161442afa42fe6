"""The console in a real terminal (tmux), on a real station: completion, problems, live values, the line at the bottom."""

import subprocess
import sys
import time

import pytest

from benchmarks.station import RunningStation

SCRIPT = """lss 1
music = tone()
radio = fallback([music, blank()])
volume = ref(0.5)
on.track(radio, fun (track) -> log("#{volume()}"))
mount("/radio.mp3", radio, mp3(), latency=1s)
"""

pytestmark = pytest.mark.timeout(90)


class Screen:
    """A terminal with a program in it."""

    def __init__(self, socket, words, columns, rows=30):
        self._tmux = ["tmux", "-f", "/dev/null", "-S", str(socket)]
        self._do("new-session", "-d", "-x", str(columns), "-y", str(rows), *words)
        self._do("set-option", "-g", "remain-on-exit", "on")

    def _do(self, *words):
        return subprocess.run(
            [*self._tmux, *words], check=True, capture_output=True, text=True, timeout=20
        ).stdout

    def type(self, *keys):
        self._do("send-keys", *keys)

    def resize(self, columns, rows=30):
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def text(self):
        return self._do("capture-pane", "-p")

    def shows(self, words, seconds=15.0):
        """Wait until the screen shows something; gives the screen."""
        deadline = time.monotonic() + seconds
        while words not in (text := self.text()):
            assert time.monotonic() < deadline, text
            time.sleep(0.05)
        return text

    def has_ended(self):
        return self._do("list-panes", "-F", "#{pane_dead}").strip() == "1"

    def close(self):
        self._do("kill-server")


@pytest.fixture(scope="module")
def station(need, tmp_path_factory):
    need("tmux")
    script = tmp_path_factory.mktemp("console") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, ["--edges", "1"], air=["/radio.mp3"]) as running:
        running.script = script
        yield running


def console(station):
    return [sys.executable, "-m", "lsscript.cli.lss", "console", str(station.script)]


@pytest.fixture
def screen(station, tmp_path):
    made = Screen(tmp_path / "tmux", console(station), 200)
    made.shows("440 Hz")
    yield made
    made.close()


def bar(text):
    return text.rstrip("\n").rsplit("\n", 1)[-1]


class TestInATerminal:
    def test_names_are_completed(self, screen):
        screen.type("music.rema", "Tab")

        assert "lss> music.remaining" in screen.shows("lss> music.remaining")

    def test_values_are_live(self, screen):
        screen.type("radio.title", "Enter")
        screen.shows('"440 Hz" : a string')
        screen.type("volume := 0.25", "Enter")
        screen.shows("done")
        screen.type("volume() * 4.0", "Enter")

        assert "1 : a number" in screen.shows("1 : a number")

    def test_problems_are_told_as_the_checker_does(self, screen):
        screen.type("musik.title", "Enter")

        assert "LSS201" in screen.shows("did you mean `music`?")

    def test_help_explains_functions(self, screen):
        screen.type("help fallback", "Enter")

        assert "Play the first source" in screen.shows("fallback(sources")

    def test_the_line_at_the_bottom_is_right_at_every_width(self, screen):
        assert bar(screen.shows("up 0h")).split()[:5] == ["on", "air", "0", "listeners", "440"]
        screen.resize(60)
        deadline = time.monotonic() + 15
        while "up 0h" in screen.text():
            assert time.monotonic() < deadline
            time.sleep(0.05)

        assert bar(screen.shows("on air")).split() == ["on", "air", "0", "listeners", "440", "Hz"]

    def test_ctrl_c_drops_a_line_and_twice_leaves(self, screen):
        screen.type("something", "C-c")
        screen.type("C-c")
        screen.shows("Ctrl-C again")
        screen.type("C-c")
        deadline = time.monotonic() + 15
        while not screen.has_ended():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_from_a_pipe_lines_are_read_plainly(station):
    talk = subprocess.run(
        console(station),
        input="1 + 1\nmusik.title\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (talk.returncode, talk.stdout) == (1, "2 : a whole number\n")
    assert "did you mean `music`?" in talk.stderr
