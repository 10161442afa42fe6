import asyncio
import threading

import pytest

from runtime.tls.acme.worker import Worker


@pytest.fixture
def worker():
    worker = Worker("test")
    yield worker
    worker.close()


class TestAThreadOfItsOwn:
    def test_does_the_work_elsewhere(self, worker):
        assert asyncio.run(worker.call(threading.get_ident)) != threading.get_ident()

    def test_does_one_thing_after_the_other(self, worker):
        done = []

        async def story():
            await asyncio.gather(
                *(worker.call(lambda number=number: done.append(number)) for number in range(20))
            )

        asyncio.run(story())

        assert done == list(range(20))

    def test_raises_what_the_work_raised(self, worker):
        with pytest.raises(ZeroDivisionError):
            asyncio.run(worker.call(lambda: 1 // 0))

    def test_keeps_nobody_who_does_not_wait_any_more(self, worker):
        go = threading.Event()

        async def story():
            waiting = asyncio.create_task(worker.call(lambda: go.wait(30)))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            go.set()
            return await worker.call(lambda: "still here")

        assert asyncio.run(story()) == "still here"

    def test_outlives_a_loop_that_is_gone(self, worker):
        go = threading.Event()

        async def leave():
            task = asyncio.create_task(worker.call(lambda: go.wait(30)))
            await asyncio.sleep(0)
            task.cancel()

        asyncio.run(leave())
        go.set()

        assert asyncio.run(worker.call(lambda: "still here")) == "still here"

    def test_never_keeps_the_program_from_ending(self, worker):
        assert {thread.daemon for thread in threading.enumerate() if thread.name == "test"} == {True}
