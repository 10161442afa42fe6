"""The line at the bottom of the console."""

import pytest
from prompt_toolkit.utils import get_cwidth

from lsscript.cli.console.status_bar import NO_ANSWER, status_bar


def status(title="Ada - One", listeners=12, silent=False):
    mount = {"path": "/radio.mp3", "title": title, "silent": silent}
    return {"station": "Radio Ada", "uptime": 3 * 3600 + 240, "listeners": listeners, "mounts": [mount]}


class TestTheBar:
    def test_at_two_hundred_columns_tells_everything(self):
        text, alarm = status_bar(status(), 200)

        assert text.split() == [
            "on",
            "air",
            "12",
            "listeners",
            "Ada",
            "-",
            "One",
            "Radio",
            "Ada",
            "up",
            "3h",
            "04m",
        ]
        assert (len(text), alarm) == (200, False)

    def test_at_sixty_columns_leaves_out_what_is_nice_to_know(self):
        text, _ = status_bar(status(), 60)

        assert text.split() == ["on", "air", "12", "listeners", "Ada", "-", "One"]

    def test_shows_how_loud_it_is(self):
        levels = [{"source": "radio", "rms": -14.2, "peak": -3.4, "silent": 0.0}]

        assert status_bar(status(), 60, levels=levels)[0].startswith(" on air  12 listeners  -14/-3 dB  Ada")

    @pytest.mark.parametrize(
        ("peak", "silent", "words"),
        [(-60.0, 12.0, "QUIET: radio 12 s"), (0.0, 0.0, "CLIPS: radio"), (-0.1, 4.0, "")],
    )
    def test_alarms_of_what_is_too_soft_or_too_loud(self, peak, silent, words):
        levels = [{"source": "radio", "rms": -60.0, "peak": peak, "silent": silent}]
        text, alarm = status_bar(status(), 60, levels=levels)

        assert (text.startswith(f" {words or 'on air'}  "), alarm) == (True, bool(words))

    def test_cuts_a_long_title(self):
        text, _ = status_bar(status(title="x" * 100), 60)

        assert text.rstrip().endswith("x…")

    def test_tells_a_silence_first(self):
        text, alarm = status_bar(status(silent=True), 60)

        assert text.startswith(" SILENT: /radio.mp3  12 listeners")
        assert alarm

    def test_says_so_when_nobody_answers(self):
        text, alarm = status_bar(None, 60)

        assert (text.strip(), alarm) == (NO_ANSWER, True)

    def test_knows_one_listener_from_two(self):
        assert "1 listener " in status_bar(status(listeners=1), 80)[0]

    @pytest.mark.parametrize("columns", [0, 1, 5, 10, 20, 40, 60, 99, 100, 200])
    @pytest.mark.parametrize("title", ["", "Ada", "日本語" * 40, "é" * 300])
    def test_is_never_wider_than_the_terminal(self, columns, title):
        assert get_cwidth(status_bar(status(title), columns, get_cwidth)[0]) == columns
