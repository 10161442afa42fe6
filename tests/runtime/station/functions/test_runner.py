"""Threads that run functions."""

import asyncio
import threading
from concurrent.futures import Future

import pytest

from runtime.errors import ScriptFault
from runtime.station.functions.runner import DEADLINE, MOST_WAITING, FunctionRunner
from runtime.testing import ManualClock


class Script:
    """A function of the script, as Python."""

    def __init__(self, do):
        self.do = do

    def call(self, world, arguments, has_time):
        return self.do(world, arguments, has_time)


class World:
    """A world that is the run itself."""

    def for_run(self, run):
        return run


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def runner(clock):
    runner = FunctionRunner(clock)
    yield runner
    runner.stop()


def ask(runner, do, *arguments, seconds=DEADLINE):
    return runner.submit(Script(do), World(), arguments, seconds)


class TestACall:
    def test_gives_what_the_function_gives(self, runner):
        assert ask(runner, lambda _w, arguments, _t: arguments, 1, 2).result(5) == (1, 2)

    def test_gives_the_functions_fault(self, runner):
        def fail(*_):
            raise ScriptFault("no")

        with pytest.raises(ScriptFault, match="no"):
            ask(runner, fail).result(5)

    def test_has_time_until_its_deadline(self, runner, clock):
        def watch(_world, _arguments, has_time):
            before = has_time()
            clock.advance(DEADLINE)
            return before, has_time()

        assert ask(runner, watch).result(5) == (True, False)

    def test_that_may_wait_for_long_may_not_compute_for_longer_than_others(self, runner, clock):
        def watch(_world, _arguments, has_time):
            clock.advance(DEADLINE)
            return has_time()

        assert ask(runner, watch, seconds=6 * DEADLINE).result(5) is False

    def test_is_refused_when_too_many_wait(self, runner):
        gate = threading.Event()
        calls = [ask(runner, lambda *_: gate.wait(10)) for _ in range(MOST_WAITING + 1)]
        refused = calls[-1].exception(1)
        gate.set()

        assert isinstance(refused, ScriptFault)
        assert all(each.result(10) for each in calls[:-1])

    def test_is_refused_after_the_end(self, runner):
        runner.stop()

        assert isinstance(ask(runner, lambda *_: 1).exception(1), ScriptFault)


class TestTurns:
    def test_one_computes_at_a_time(self, runner):
        inside, most = [], []

        def compute(*_):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

        for each in [ask(runner, compute) for _ in range(50)]:
            each.result(10)

        assert max(most) == 1

    def test_one_that_waits_lets_others_go_on(self, runner):
        async def scene():
            runner.start(asyncio.get_running_loop())
            answered, begun = asyncio.Event(), threading.Event()

            async def answer():
                begun.set()
                await answered.wait()
                return "late"

            waits = ask(runner, lambda run, *_: run.wait_for(answer()))
            await asyncio.to_thread(begun.wait, 5)
            other = await asyncio.wrap_future(ask(runner, lambda *_: "soon"))
            answered.set()
            return other, await asyncio.wrap_future(waits)

        assert asyncio.run(scene()) == ("soon", "late")


class TestWaiting:
    def test_ends_at_the_deadline(self, runner, clock):
        cancelled = []

        async def never():
            try:
                await asyncio.Future()
            except asyncio.CancelledError:
                cancelled.append(True)
                raise

        async def scene():
            runner.start(asyncio.get_running_loop())

            def wait(run, *_):
                clock.advance(DEADLINE - 0.01)
                return run.wait_for(never())

            answer = ask(runner, wait)
            with pytest.raises(ScriptFault, match="longer than it may"):
                await asyncio.wrap_future(answer)
            while not cancelled:  # noqa: ASYNC110 - the next turns of the loop
                await asyncio.sleep(0)

        asyncio.run(scene())

        assert cancelled == [True]

    def test_is_no_computing(self, runner, clock):
        async def long():
            clock.advance(3 * DEADLINE)

        def wait(run, _arguments, has_time):
            run.wait_for(long())
            return has_time()

        async def scene():
            runner.start(asyncio.get_running_loop())
            return await asyncio.wrap_future(ask(runner, wait, seconds=6 * DEADLINE))

        assert asyncio.run(scene()) is True

    def test_does_not_begin_without_time(self, runner, clock):
        async def soon():
            return 1

        def wait(run, *_):
            clock.advance(DEADLINE)
            return run.wait_for(soon())

        async def scene():
            runner.start(asyncio.get_running_loop())
            with pytest.raises(ScriptFault, match="no time left"):
                await asyncio.wrap_future(ask(runner, wait))

        asyncio.run(scene())

    def test_ends_with_the_station(self, runner):
        async def scene():
            runner.start(asyncio.get_running_loop())
            begun = asyncio.Event()

            async def never():
                begun.set()
                await asyncio.Future()

            answer = ask(runner, lambda run, *_: run.wait_for(never()))
            await begun.wait()
            runner.stop()
            with pytest.raises(ScriptFault, match="the station ended"):
                await asyncio.wrap_future(answer)

        asyncio.run(scene())


class TestACallInTheOwnThread:
    def test_gives_the_answer_at_once(self, runner):
        assert runner.call_now(Script(lambda *_: 3), World(), 1.0) == 3

    def test_gives_up_when_others_compute(self, runner):
        gate, begun = threading.Event(), threading.Event()

        def hold(*_):
            begun.set()
            return gate.wait(10)

        held: Future = ask(runner, hold)
        begun.wait(5)
        with pytest.raises(ScriptFault, match="other functions"):
            runner.call_now(Script(lambda *_: 3), World(), 0.001)
        gate.set()

        assert held.result(5)
