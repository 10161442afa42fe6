import asyncio

import pytest

from runtime.errors import OperatorFault
from runtime.testing import ManualClock
from runtime.tls.storage import STALE_SECONDS, Storage, holding


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def sleep(clock):
    async def pass_by(seconds):
        clock.advance(seconds)
        await asyncio.sleep(0)

    return pass_by


@pytest.fixture
def node(tmp_path):
    return lambda name: Storage(tmp_path / "tls", name).lease("radio")


class TestHoldingALease:
    def test_lasts_as_long_as_the_block(self, node, clock):
        async def story():
            async with holding(node("one"), clock, patience=0):
                within = node("two").take(clock.now())
            return within, node("two").take(clock.now())

        assert asyncio.run(story()) == (False, True)

    def test_another_s_is_told_once_patience_is_over(self, node, clock, sleep):
        async def story():
            one = holding(node("one on studio"), clock, patience=0)
            two = holding(node("two"), clock, patience=10, sleep=sleep)
            async with one, two:
                pass

        with pytest.raises(OperatorFault, match="another is at it: one on studio"):
            asyncio.run(story())

    def test_a_crash_is_waited_out(self, node, clock, sleep):
        node("crashed").take(clock.now())

        async def story():
            async with holding(node("two"), clock, patience=60, sleep=sleep) as lease:
                return lease.held

        began = clock.now()
        assert asyncio.run(story())
        assert clock.now() - began == pytest.approx(STALE_SECONDS)

    def test_two_nodes_make_one_order(self, tmp_path, clock, sleep):
        orders = []

        async def order(name):
            storage = Storage(tmp_path / "tls", name)
            async with holding(storage.lease("radio"), clock, patience=60, sleep=sleep):
                if storage.certificate("radio") is None:
                    orders.append(name)
                    await asyncio.sleep(0)
                    storage.keep_certificate(
                        "radio", "CHAIN\n", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"
                    )

        async def story():
            await asyncio.gather(order("one"), order("two"))

        asyncio.run(story())

        assert len(orders) == 1

    def test_is_let_go_when_the_block_fails(self, node, clock):
        async def story():
            async with holding(node("one"), clock, patience=0):
                raise RuntimeError

        with pytest.raises(RuntimeError):
            asyncio.run(story())

        assert node("two").take(clock.now())
