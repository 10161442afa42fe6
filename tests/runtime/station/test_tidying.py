import asyncio

from runtime.station.tidying import TIDY_SECONDS, Tidying


class Rests:
    """Time that passes when the test says so."""

    def __init__(self):
        self.asked = []
        self.over = asyncio.Queue()

    async def __call__(self, seconds):
        self.asked.append(seconds)
        await self.over.get()


def test_memory_is_given_back_after_each_rest_and_no_more_after_the_end():
    async def scene():
        given, rests = asyncio.Queue(), Rests()
        loop = asyncio.get_running_loop()
        tidying = Tidying(rests, lambda: loop.call_soon_threadsafe(given.put_nowait, True))
        tidying.start()
        for _ in range(3):
            rests.over.put_nowait(None)
            await given.get()
        await tidying.stop()
        rests.over.put_nowait(None)

        assert given.empty()
        assert set(rests.asked) == {TIDY_SECONDS}

    asyncio.run(scene())


def test_a_station_that_never_started_has_nothing_to_end():
    asyncio.run(Tidying().stop())
