"""Parameters that a function gives."""

import gc

import pytest

from runtime.errors import ScriptFault
from runtime.plan import Function, Handler, Live
from runtime.station.functions.live import LiveParameters
from runtime.station.functions.runner import FunctionRunner
from runtime.testing import ManualClock

LIVE = Live(Handler("level", (Function("fun () -> 1"),)), -6.0)


class Language:
    """A function that gives what the test wants."""

    def __init__(self):
        self.gives = -6.0

    def prepare(self, handler):
        return self

    def call(self, world, arguments, has_time):
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


class World:
    def for_run(self, run):
        return run


@pytest.fixture
def language():
    return Language()


@pytest.fixture
def live(language):
    runner = FunctionRunner(ManualClock())
    yield LiveParameters(language, runner, World())
    runner.stop()


class TestAParameter:
    def test_that_is_a_number_stays_it(self, live):
        assert live.reader(-3.0)() == -3.0

    def test_begins_with_what_it_gave_when_the_script_was_read(self, live):
        assert live.reader(LIVE)() == -6.0

    def test_follows_its_function(self, live, language):
        read = live.reader(LIVE)
        language.gives = -20
        before = read()
        live.refresh()

        assert (before, read()) == (-6.0, -20.0)

    @pytest.mark.parametrize("fault", [ScriptFault("no"), ValueError("ours"), "loud", True, None])
    def test_keeps_its_value_when_the_function_fails(self, live, language, fault, caplog):
        read = live.reader(LIVE)
        language.gives = fault
        live.refresh()
        live.refresh()

        assert read() == -6.0
        assert len(caplog.records) == 1

    def test_that_nobody_reads_any_more_is_asked_no_more(self, live, language):
        read = live.reader(LIVE)
        read()
        del read
        gc.collect()
        language.gives = ValueError("asked")
        live.refresh()

        assert len(live._all) == 0

    def test_without_a_language_keeps_its_first_value(self):
        live = LiveParameters(None, FunctionRunner(ManualClock()), World())

        assert live.reader(LIVE)() == -6.0
