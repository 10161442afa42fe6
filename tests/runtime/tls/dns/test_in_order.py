"""One thing after the other."""

import asyncio

import pytest

from runtime.errors import NetworkFault
from runtime.tls.dns import InOrder

ENTRY = ("_acme-challenge.radio.example", "value")


class Zone:
    """A zone that writes when it is allowed to."""

    def __init__(self, fault=None):
        self.may_write, self.fault, self.done = asyncio.Event(), fault, []

    async def present(self, name, value):
        await self.may_write.wait()
        self.done.append("written")
        if self.fault is not None:
            raise self.fault

    async def clean_up(self, name, value):
        self.done.append("taken away")


class TestAnEntry:
    def test_is_written_and_taken_away(self):
        async def story():
            zone = Zone()
            zone.may_write.set()
            dns = InOrder(zone)
            await dns.present(*ENTRY)
            await dns.clean_up(*ENTRY)
            return zone.done

        assert asyncio.run(story()) == ["written", "taken away"]

    @pytest.mark.parametrize("fault", [None, NetworkFault("no answer")])
    def test_that_nobody_waits_for_any_more_is_taken_away_once_it_was_written(self, fault):
        async def story():
            zone = Zone(fault)
            dns = InOrder(zone)
            order = asyncio.ensure_future(dns.present(*ENTRY))
            await asyncio.sleep(0)
            order.cancel()
            with pytest.raises(asyncio.CancelledError):
                await order
            cleaning = asyncio.ensure_future(dns.clean_up(*ENTRY))
            await asyncio.sleep(0)
            before = list(zone.done)
            zone.may_write.set()
            await cleaning
            return before, zone.done

        assert asyncio.run(story()) == ([], ["written", "taken away"])

    def test_that_could_not_be_written_is_told_and_taken_away_all_the_same(self):
        async def story():
            zone = Zone(NetworkFault("no answer"))
            zone.may_write.set()
            dns = InOrder(zone)
            with pytest.raises(NetworkFault, match="no answer"):
                await dns.present(*ENTRY)
            await dns.clean_up(*ENTRY)
            return zone.done

        assert asyncio.run(story()) == ["written", "taken away"]

    def test_that_was_never_written_here_is_taken_away(self):
        async def story():
            zone = Zone()
            await InOrder(zone).clean_up(*ENTRY)
            return zone.done

        assert asyncio.run(story()) == ["taken away"]
