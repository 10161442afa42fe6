"""The console in a real terminal (tmux), on a real station: completion, problems, live values, the line at the bottom."""

import os
import signal
import subprocess
import sys
import time
import wave

import psutil
import pytest

from benchmarks.station import RunningStation

SCRIPT = """lss 1
music = tone()
wishes = request.queue()
radio = fallback([music, wishes, blank()])
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

    def completes(self, typed, wanted, seconds=15.0):
        """Type something and Tab until it is completed; the console may not know it yet."""
        deadline = time.monotonic() + seconds
        while wanted not in self.text():
            assert time.monotonic() < deadline, self.text()
            self.type("C-u", typed, "Tab")
            time.sleep(0.3)
        self.type("C-u")

    def processes(self):
        return [int(line) for line in self._do("list-panes", "-F", "#{pane_pid}").split()]

    def has_ended(self):
        return self._do("list-panes", "-F", "#{pane_dead}").strip() == "1"

    def waits_for_its_end(self, seconds=30.0):
        deadline = time.monotonic() + seconds
        while not self.has_ended():
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.05)

    def close(self):
        self._do("kill-server")


@pytest.fixture(scope="module")
def station(need, tmp_path_factory):
    need("tmux")
    script = tmp_path_factory.mktemp("console") / "station.lss"
    script.write_text(SCRIPT)
    with wave.open(str(script.parent / "one.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(160_000))
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
        screen.type("music.level", "Enter")
        screen.shows("dB : a level in dB or null")

    def test_problems_are_told_as_the_checker_does(self, screen):
        screen.type("musik.title", "Enter")

        assert "LSS201" in screen.shows("did you mean `music`?")

    def test_requests_are_completed_by_their_numbers_and_titles(self, screen):
        screen.type('push wishes annotate:artist="Ada",title="One":one.wav', "Enter")
        screen.shows("1\n")
        screen.type('push wishes annotate:artist="Eve",title="Two":one.wav', "Enter")
        screen.shows("2\n")
        screen.type("wishes.remove ", "Tab")
        shown = screen.shows("Eve - Two")
        screen.type("C-u")

        assert "Ada - One" in shown

    def test_what_is_set_by_hand_is_told_as_the_reason(self, screen):
        screen.type("switch radio wis", "Tab")
        screen.shows("switch radio wishes")
        screen.type("Enter")
        screen.shows("radio plays wishes until it is taken back")
        screen.type("switch radio music", "Enter")
        screen.shows("radio plays music")
        screen.type("why radio", "Enter")

        assert "music: chosen by hand: by lss" in screen.shows("chosen by hand")

    def test_long_answers_come_page_by_page(self, screen):
        screen.type("help", "Enter")
        first = screen.shows("more lines: Enter goes on, q ends")
        screen.type("q", "Enter")
        screen.shows("lss> ")

        assert "ban <address>" in first

    def test_help_explains_functions(self, screen):
        screen.type("help fallback", "Enter")

        assert "Play the first source" in screen.shows("fallback(sources")

    def test_the_line_at_the_bottom_is_right_at_every_width(self, screen):
        assert bar(screen.shows("up 0h")).split()[:7] == [
            "on", "air", "0", "listeners", "-15/-12", "dB", "440",
        ]  # fmt: skip
        screen.resize(60)
        deadline = time.monotonic() + 15
        while "up 0h" in screen.text():
            assert time.monotonic() < deadline
            time.sleep(0.05)

        assert bar(screen.shows("on air")).split() == [
            "on", "air", "0", "listeners", "-15/-12", "dB", "440", "Hz",
        ]  # fmt: skip

    def test_ctrl_c_drops_a_line_and_twice_leaves(self, screen):
        screen.type("something", "C-c")
        screen.type("C-c")
        screen.shows("Ctrl-C again")
        screen.type("C-c")
        screen.waits_for_its_end()


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


WRONG = SCRIPT.replace("mp3()", "mp3(")
OTHER = SCRIPT.replace("tone()", "tone(880Hz)")
GROWN = OTHER + 'mount("/later.mp3", radio, mp3(64kbps))\n'


class TestBesideTheStation:
    def test_a_save_is_read_problems_are_shown_and_leaving_asks_first(self, need, tmp_path):
        """One station for all of it: each start takes seconds."""
        need("tmux")
        script = tmp_path / "station.lss"
        script.write_text(SCRIPT)
        words = ["--console", "--watch", "--port", "0", "--edges", "1", str(script)]
        screen = Screen(tmp_path / "tmux", [sys.executable, "-m", "lsscript.cli.lsrun", *words], 200)
        try:
            screen.shows("440 Hz", 40.0)
            script.write_text(WRONG)
            screen.shows("error[LSS1")
            script.write_text(OTHER)
            screen.shows("dB  880 Hz")
            screen.type("music.title", "Enter")
            screen.shows('"880 Hz" : a string')
            script.write_text(GROWN)
            screen.shows('"/later.mp3" is new')
            screen.completes("move /la", "move /later.mp3")
            screen.resize(60)
            screen.type("C-c")
            screen.shows("Stop the station? 0 listeners hear it. [y/N]")
            screen.type("n", "Enter")
            screen.type("1 + 1", "Enter")
            screen.shows("2 : a whole number")
            screen.type("C-d")
            screen.shows("Stop the station? 0 listeners hear it. [y/N]")
            screen.type("y", "Enter")
            screen.waits_for_its_end()
        finally:
            screen.close()

    def test_goes_with_its_console_also_where_that_is_killed(self, need, tmp_path):
        need("tmux")
        script = tmp_path / "station.lss"
        script.write_text(SCRIPT)
        words = ["--console", "--port", "0", "--edges", "1", str(script)]
        screen = Screen(tmp_path / "tmux", [sys.executable, "-m", "lsscript.cli.lsrun", *words], 200)
        try:
            screen.shows("440 Hz", 40.0)
            (console,) = screen.processes()
            (running,) = psutil.Process(console).children()
            family = [running, *running.children(recursive=True)]
            os.kill(console, signal.SIGKILL)
            _, alive = psutil.wait_procs(family, 30)
        finally:
            screen.close()

        assert len(family) > 2
        assert alive == []

    def test_needs_a_terminal(self, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text(SCRIPT)
        words = [sys.executable, "-m", "lsscript.cli.lsrun", "--console", str(script)]
        said = subprocess.run(
            words, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL
        )

        assert (said.returncode, said.stderr) == (2, "lsrun --console needs a terminal\n")


def test_a_console_elsewhere_speaks_over_the_api(station, tmp_path):
    (password,) = [
        path.read_text().strip() for path in (station.script.parent / "station.state").glob("*admin*")
    ]
    (tmp_path / "token").write_text(password)
    words = ["console", f"http://127.0.0.1:{station.port}", "--token", f"file:{tmp_path / 'token'}"]
    talk = subprocess.run(
        [sys.executable, "-m", "lsscript.cli.lss", *words],
        input="music.title\nmusic.dance\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (talk.returncode, talk.stdout) == (1, '"440 Hz" : a string\n')
