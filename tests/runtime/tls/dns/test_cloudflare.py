"""Cloudflare's own client against a stand-in of its API."""

import asyncio

import pytest

from runtime.errors import Fault
from runtime.plan import Cloudflare, Secret
from runtime.testing.cloudflare_api import CloudflareApi, Rights
from runtime.tls.dns import CloudflareDns

ZONE, ZONE_ID = "radio.example", "0123456789abcdef0123456789abcdef"
OTHER = {f"zone{n}.example": f"{n:032x}" for n in range(120)}
NAME = "_acme-challenge.radio.example"


@pytest.fixture
def api():
    both = frozenset({ZONE})
    return CloudflareApi(
        zones={**OTHER, ZONE: ZONE_ID},
        tokens={
            "good": Rights(edit=both, read=both | OTHER.keys()),
            "blind": Rights(edit=both),
            "reader": Rights(read=both),
        },
    )


def talk(api, monkeypatch, work, token="good", **plan):
    """Have something done while the stand-in listens."""

    async def main():
        monkeypatch.setenv("CLOUDFLARE_BASE_URL", await api.start())
        monkeypatch.setattr("runtime.tls.dns.cloudflare.RETRIES", 0)
        try:
            return await work(CloudflareDns(Cloudflare(Secret(token), **plan)))
        finally:
            await api.stop()

    return asyncio.run(main())


def words(api, monkeypatch, token="good", **plan):
    """What is said of a failure."""
    with pytest.raises(Fault) as fault:
        talk(api, monkeypatch, lambda dns: dns.present(NAME, "proof"), token, **plan)
    return str(fault.value)


class TestEntries:
    def test_two_values_stand_under_one_name_and_are_taken_away_alone(self, api, monkeypatch):
        seen = []

        async def work(dns):
            await dns.present(NAME, "apex")
            await dns.present(NAME, "wildcard")
            seen.append(list(api.texts[NAME]))
            await dns.clean_up(NAME, "apex")
            seen.append(list(api.texts[NAME]))
            await dns.clean_up(NAME, "wildcard")

        talk(api, monkeypatch, work)

        assert seen == [["apex", "wildcard"], ["wildcard"]]
        assert api.texts[NAME] == []

    def test_what_another_station_left_behind_is_found_and_taken_away(self, api, monkeypatch):
        async def work(dns):
            await dns.present(NAME, "proof")
            other = CloudflareDns(Cloudflare(Secret("good")))
            await other.present(NAME, "proof")
            await other.clean_up(NAME, "proof")
            await dns.clean_up(NAME, "proof")

        talk(api, monkeypatch, work)

        assert api.texts[NAME] == []

    def test_taking_away_what_is_not_there_is_no_fault(self, api, monkeypatch):
        talk(api, monkeypatch, lambda dns: dns.clean_up(NAME, "never"))

        assert api.texts == {}


class TestTheZone:
    def test_is_found_by_the_longest_name_that_fits_and_once(self, api, monkeypatch):
        async def work(dns):
            await dns.present("_acme-challenge.live.studio.radio.example", "one")
            await dns.present("_acme-challenge.live.studio.radio.example", "two")

        talk(api, monkeypatch, work)

        assert [each.partition("name=")[2] for each in api.asked if each.startswith("GET /zones?")] == [
            "live.studio.radio.example",
            "studio.radio.example",
            "radio.example",
        ]

    def test_that_the_script_names_is_asked_for_alone(self, api, monkeypatch):
        talk(api, monkeypatch, lambda dns: dns.present("_acme-challenge.a.b.radio.example", "one"), zone=ZONE)

        assert api.asked[0] == "GET /zones?name=radio.example"

    def test_whose_id_is_known_is_not_asked_for(self, api, monkeypatch):
        talk(api, monkeypatch, lambda dns: dns.present(NAME, "one"), "blind", zone_id=ZONE_ID)

        assert api.asked == [f"POST /zones/{ZONE_ID}/dns_records"]
        assert api.texts[NAME] == ["one"]


class TestATokenThatIsWrong:
    def test_in_its_form(self, api, monkeypatch):
        said = words(api, monkeypatch, "not a token")

        assert "not in the form of one" in said
        assert "not a token" not in said

    def test_and_unknown(self, api, monkeypatch):
        said = words(api, monkeypatch, "unknown1")

        assert "Invalid access token" in said
        assert "Zone / DNS / Edit and Zone / Zone / Read" in said
        assert "unknown1" not in said

    def test_that_cannot_see_the_zone(self, api, monkeypatch):
        said = words(api, monkeypatch, "blind")

        assert said == (
            "Cloudflare shows no zone for _acme-challenge.radio.example to this token: either it is in another account, or "
            "the token lacks Zone / Zone / Read; give it that right, or give `zone_id`"
        )

    def test_that_cannot_write(self, api, monkeypatch):
        said = words(api, monkeypatch, "reader")

        assert "may not write _acme-challenge.radio.example" in said
        assert "with `zone_id` the first right suffices" in said

    def test_with_a_wrong_zone(self, api, monkeypatch):
        assert "look at `zone_id`" in words(api, monkeypatch, zone_id="f" * 32)
        assert 'no zone "radio.test"' in words(api, monkeypatch, zone="radio.test")


class TestAnApiThatFails:
    @pytest.mark.parametrize(("status", "said"), [(429, "no more calls"), (503, "fails with 503")])
    def test_is_told(self, api, monkeypatch, status, said):
        api.failing = status

        assert said in words(api, monkeypatch)

    def test_or_is_not_there(self, monkeypatch):
        monkeypatch.setenv("CLOUDFLARE_BASE_URL", "http://127.0.0.1:9/client/v4")
        monkeypatch.setattr("runtime.tls.dns.cloudflare.RETRIES", 0)

        with pytest.raises(Fault, match="cannot be reached"):
            asyncio.run(CloudflareDns(Cloudflare(Secret("good"))).present(NAME, "x"))


class TestSecrets:
    def test_a_global_key_of_the_environment_is_not_sent(self, api, monkeypatch):
        monkeypatch.setenv("CLOUDFLARE_API_KEY", "global")
        monkeypatch.setenv("CLOUDFLARE_EMAIL", "me@radio.example")
        talk(api, monkeypatch, lambda dns: dns.present(NAME, "proof"))

        assert api.strays == []
