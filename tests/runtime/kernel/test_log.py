import io
import logging

import pytest

from runtime.errors import OperatorFault
from runtime.kernel.log import LONGEST_LINE, REMEMBERED, Form, Handler, Repeats, escape, set_up
from runtime.plan.origin import NOWHERE, Origin
from runtime.testing import ManualClock


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def page():
    return io.StringIO()


@pytest.fixture
def log(clock, page):
    """A log that writes to `page` by the manual clock."""
    log = logging.Logger("legacystream.test")  # noqa: LOG001 - one that nobody else hears
    log.addHandler(Handler(page, Form(), clock))
    return log


def words(page: io.StringIO) -> list[str]:
    """What stands on the page, without the time of day."""
    return [line[20:] for line in page.getvalue().splitlines()]


class TestALine:
    def test_it_is_the_local_time_and_a_sentence(self, log, page):
        log.info("the station is on the air")

        assert page.getvalue()[4::3][:2] == "--"
        assert words(page) == ["the station is on the air"]

    def test_it_names_the_level_from_warning_upwards(self, log, page):
        log.warning("3 files cannot be read")

        assert words(page) == ["warning: 3 files cannot be read"]

    def test_it_names_the_script_line_it_is_about(self, log, page):
        log.error("port 8000 is taken", extra={"origin": Origin("first.lss", 12)})

        assert words(page) == ["error: first.lss:12: port 8000 is taken"]

    def test_what_comes_from_no_script_names_none(self, log, page):
        log.info("the floor is playing", extra={"origin": NOWHERE})

        assert words(page) == ["the floor is playing"]

    def test_it_says_which_process_speaks_where_that_is_not_plain(self):
        record = logging.makeLogRecord({"msg": "300 listeners", "levelno": logging.INFO})

        assert Form(who="edge 2").format(record).endswith(" edge 2: 300 listeners")

    def test_colours_are_for_terminals(self):
        record = logging.makeLogRecord({"msg": "hm", "levelno": logging.WARNING, "levelname": "WARNING"})

        assert "\x1b" in Form(coloured=True).format(record)
        assert "\x1b" not in Form().format(record)


class TestWhatStrangersWrite:
    def test_a_title_cannot_begin_a_line_of_its_own(self, log, page):
        log.info("the title is now %s", "Song\r\n2026-01-01 00:00:00 error: all is lost")

        assert words(page) == [r"the title is now Song\x0d\x0a2026-01-01 00:00:00 error: all is lost"]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("\x1b[2J", r"\x1b[2J"),
            ("\x9b2J", r"\x9b2J"),
            ("a\u2028b", r"a\u2028b"),
            ("\u202eevil", r"\u202eevil"),
        ],
    )
    def test_nothing_reaches_the_terminal(self, text, shown):
        assert escape(text) == shown

    def test_other_letters_stay_as_they_are(self):
        assert escape("Björk – Jóga … 東京") == "Björk – Jóga … 東京"

    def test_an_endless_line_is_cut(self, log, page):
        log.info("x" * 100_000)

        assert len(words(page)[0]) == LONGEST_LINE + 1


class TestFaults:
    def test_a_fault_is_a_sentence(self, log, page):
        try:
            raise OperatorFault("the folder is empty")
        except OperatorFault as fault:
            log.error("%s", fault, exc_info=fault)

        assert words(page) == ["error: the folder is empty"]

    def test_what_nobody_foresaw_shows_where_it_happened(self, log, page):
        try:
            raise KeyError("a\nb")
        except KeyError:
            log.exception("a mistake of ours")

        assert words(page)[0] == "error: a mistake of ours"
        assert all(line.startswith("    | ") for line in page.getvalue().splitlines()[1:])


class TestWhatComesAgain:
    def test_it_is_counted_and_not_repeated(self, log, page, clock):
        for _ in range(215):
            log.warning("the reader is too slow")
            clock.advance(0.01)
        clock.advance(10)
        log.info("on")

        assert words(page) == [
            "warning: the reader is too slow",
            "warning: the reader is too slow … 214 times more in 12 s",
            "on",
        ]

    def test_the_same_words_of_two_script_lines_are_two_lines(self, log, page):
        for line in (1, 2):
            log.warning("empty", extra={"origin": Origin("a.lss", line)})

        assert words(page) == ["warning: a.lss:1: empty", "warning: a.lss:2: empty"]

    def test_after_a_while_it_is_said_again(self, log, page, clock):
        for _ in range(2):
            log.info("hello")
            clock.advance(11)

        assert words(page) == ["hello", "hello"]

    def test_the_end_of_the_log_tells_the_count(self, log, page):
        log.info("hello")
        log.info("hello")
        log.handlers[0].close()

        assert words(page) == ["hello", "hello … once more in 0 s"]

    def test_the_memory_for_lines_is_bounded(self):
        repeats = Repeats()
        for number in range(REMEMBERED + 50):
            assert repeats.is_new(str(number), logging.INFO, 0.0)

        assert repeats.is_new(str(REMEMBERED + 10), logging.INFO, 0.0)


class TestSettingUp:
    def test_the_level_is_the_operators_choice(self, page):
        root = logging.getLogger()
        before, level = root.handlers[:], root.level
        try:
            root.handlers = []
            set_up("warning", stream=page)
            logging.getLogger("legacystream.test").info("not this")
            logging.getLogger("legacystream.test").warning("but this")
            root.handlers[0].close()
        finally:
            root.handlers = before
            root.setLevel(level)

        assert words(page) == ["warning: but this"]
