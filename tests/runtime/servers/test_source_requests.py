"""OPTIONS and DELETE on the places of source clients."""

import asyncio

from source_house import OK, Place, head, house, put

from runtime.plan import Account, Gate, Secret


class TestOptions:
    def test_say_what_a_place_takes_to_anybody(self):
        async def play():
            async with house(Place("/live")) as made:
                heard = await (
                    await made.comes(head("OPTIONS /live HTTP/1.1", "", "Host: x", "Origin: http://a"))
                ).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 204 No Content\r\n")
                assert b"\r\nAllow: PUT, SOURCE, DELETE, OPTIONS\r\n" in heard
                assert b"\r\nAccess-Control-Allow-Methods: PUT, SOURCE, DELETE, OPTIONS\r\n" in heard
                assert b"Authorization" in heard

        asyncio.run(play())

    def test_elsewhere_are_for_the_pages(self):
        async def play():
            async with house(Place("/live")) as made:
                await (await made.comes(head("OPTIONS /page HTTP/1.1", "", "Host: x"))).hears_the_end()

                assert len(made.pages) == 1

        asyncio.run(play())


class TestDelete:
    def test_ends_the_client_of_the_same_account(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put())
                assert await client.hears() == OK
                heard = await (await made.comes(head("DELETE /live HTTP/1.1"))).hears_the_end()
                await client.hears_the_end()

                assert heard.startswith(b"HTTP/1.0 204")
                assert place.session.ended is False

        asyncio.run(play())

    def test_ends_nobody_elses_show(self):
        async def play():
            gate = Gate((Account(Secret("a"), "anna"), Account(Secret("b"), "ben")))
            place = Place("/live", gate=gate)
            async with house(place) as made:
                await (await made.comes(put(login="anna:a"))).hears()
                heard = await (await made.comes(head("DELETE /live HTTP/1.1", "ben:b"))).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 404")
                assert place.session.ended is None

        asyncio.run(play())

    def test_wants_an_account(self):
        async def play():
            async with house(Place("/live")) as made:
                asked = await (await made.comes(head("DELETE /live HTTP/1.1", ""))).hears_the_end()
                wrong = await (await made.comes(head("DELETE /live HTTP/1.1", "source:no"))).hears_the_end()

                assert asked.startswith(b"HTTP/1.0 401")
                assert wrong.startswith(b"HTTP/1.0 401")

        asyncio.run(play())
