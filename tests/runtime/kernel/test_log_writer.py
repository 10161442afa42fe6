import io
import threading

import pytest

from runtime.kernel.log_writer import MOST_LINES, LogWriter


class Terminal(io.StringIO):
    """Takes nothing while it is stopped."""

    def __init__(self):
        super().__init__()
        self.goes_on, self.asked = threading.Event(), threading.Event()
        self.goes_on.set()

    def write(self, text):
        self.asked.set()
        assert self.goes_on.wait(10)
        return super().write(text)


class FullDisk(io.StringIO):
    full = True

    def write(self, text):
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


@pytest.fixture
def terminal():
    return Terminal()


class TestTheLog:
    def test_is_written_in_order(self, terminal):
        writer = LogWriter(terminal)
        for number in range(100):
            writer.write(f"{number}\n")

        assert writer.drain(10)
        assert terminal.getvalue().split() == [str(number) for number in range(100)]

    def test_of_nothing_is_written_already(self, terminal):
        assert LogWriter(terminal).drain(0)


class TestATerminalThatWasStopped:
    def test_keeps_nobody_waiting_who_has_something_to_say(self, terminal):
        writer = LogWriter(terminal)
        terminal.goes_on.clear()
        for number in range(MOST_LINES + 100):
            writer.write(f"{number}\n")

        assert not writer.drain(0)
        assert writer.lost > 0
        terminal.goes_on.set()

    def test_says_how_much_is_missing_when_it_goes_on(self, terminal):
        writer = LogWriter(terminal)
        terminal.goes_on.clear()
        writer.write("first\n")
        assert terminal.asked.wait(10)
        for _ in range(MOST_LINES + 7):
            writer.write("more\n")
        terminal.goes_on.set()

        assert writer.drain(10)
        assert terminal.getvalue().count("more") == MOST_LINES
        assert "7 lines are missing here" in terminal.getvalue()


class TestAFullDisk:
    def test_costs_the_lines_that_do_not_fit_and_nothing_else(self):
        disk = FullDisk()
        writer = LogWriter(disk)
        writer.write("lost\n")
        assert writer.drain(10)
        disk.full = False
        writer.write("kept\n")

        assert writer.drain(10)
        assert disk.getvalue().endswith("kept\n")
        assert "1 line is missing" in disk.getvalue()

    def test_and_a_stream_that_was_closed_are_borne(self):
        page = io.StringIO()
        page.close()
        writer = LogWriter(page)
        writer.write("nobody\n")

        assert writer.drain(10)
        assert writer.lost == 1
