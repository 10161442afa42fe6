"""`webhook`: messages that are sent until they arrive."""

import asyncio
import random

from runtime.plan import Origin
from runtime.station.functions.fetch import Fetched
from runtime.station.functions.webhooks import GIVE_UP, MOST_SERVERS, MOST_WAITING, Webhooks

LINE = Origin("a.lss", 3)
DOWN, OK, GONE, LATER = Fetched(error="down"), Fetched(200), Fetched(410), Fetched(503)


class Server:
    """Answers as the test says, the last answer for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.heard = []

    async def fetch(self, method, url, body, headers, seconds):
        self.heard.append((url, body))
        await asyncio.sleep(0)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def sent(server, *messages, until=lambda: True):
    """Send messages (url, text) and wait until nothing is left to do; gives the pauses between tries."""
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        await asyncio.sleep(0)

    async def scene():
        hooks = Webhooks(server, random.Random(1), sleep)
        hooks.start(asyncio.get_running_loop())
        for url, text in messages:
            hooks.post(url, text, LINE)
        await asyncio.sleep(0)
        while hooks._lines:  # noqa: ASYNC110 - it ends by itself
            await asyncio.sleep(0)
        await hooks.stop()

    asyncio.run(scene())
    return pauses


class TestAMessage:
    def test_arrives_once_and_in_order(self):
        server = Server(OK)
        sent(server, ("http://a/1", "one"), ("http://a/2", "two"))

        assert server.heard == [("http://a/1", "one"), ("http://a/2", "two")]

    def test_is_tried_again_with_longer_and_longer_pauses(self):
        server = Server(DOWN, LATER, DOWN, OK)
        pauses = sent(server, ("http://a/", "x"))

        assert len(server.heard) == 4
        assert 0.8 <= pauses[0] <= 1.2 < 1.6 <= pauses[1] <= 2.4 < 3.2 <= pauses[2] <= 4.8

    def test_that_is_refused_for_good_is_given_up_and_told(self, caplog):
        server = Server(GONE)
        sent(server, ("http://a/hush?hush", "x"))

        assert len(server.heard) == 1
        assert caplog.messages == ["a webhook to http://a was given up: it answered 410; more are counted"]
        assert caplog.records[0].origin == LINE

    def test_is_given_up_after_a_quarter_of_an_hour(self, caplog):
        pauses = sent(Server(DOWN), ("http://a/", "x"))

        assert GIVE_UP <= sum(pauses) <= GIVE_UP + 72
        assert "was given up: down" in caplog.text

    def test_to_what_is_no_address_is_given_up_at_once(self, caplog):
        sent(Server(Fetched(error="an address begins with http:// or https://")), ("nonsense", "x"))

        assert "was given up" in caplog.text


class TestManyMessages:
    def test_push_out_the_oldest(self, caplog):
        server = Server(OK)
        sent(server, *(("http://a/", str(number)) for number in range(MOST_WAITING + 5)))

        assert [body for _, body in server.heard][-MOST_WAITING:] == [
            str(n) for n in range(5, MOST_WAITING + 5)
        ]
        assert caplog.text.count("was given up") == 1

    def test_that_were_lost_are_counted_when_it_works_again(self, caplog):
        sent(Server(GONE, GONE, OK), *[("http://a/", "x")] * 3)

        assert caplog.messages[-1] == "webhook to http://a works again, after 2 messages were lost"

    def test_to_too_many_servers_are_refused(self, caplog):
        server = Server(OK)
        sent(server, *((f"http://a{number}/", "x") for number in range(MOST_SERVERS + 3)))

        assert len(server.heard) == MOST_SERVERS


class TestTheEnd:
    def test_tells_how_many_were_not_sent(self, caplog):
        async def scene():
            hooks = Webhooks(Server(DOWN), random.Random(1))
            hooks.start(asyncio.get_running_loop())
            hooks.post("http://a/", "x", LINE)
            await asyncio.sleep(0.001)
            await hooks.stop()
            hooks.post("http://a/", "too late", LINE)

        asyncio.run(scene())

        assert "1 webhook messages were not sent" in caplog.text
