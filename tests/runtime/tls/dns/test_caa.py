"""What CAA entries say of an authority, before it is asked."""

import asyncio

import pytest

from runtime.tls.dns import caa_objection

HOST = "acme-v02.api.letsencrypt.org"


class Zone:
    def __init__(self, entries, silent=False):
        self.entries, self.silent = entries, silent

    async def ask(self, name, kind, server=""):
        assert (kind, server) == ("CAA", "")
        return None if self.silent else tuple(self.entries.get(name, ()))


def objection(entries, *names, host=HOST, silent=False):
    return asyncio.run(caa_objection(Zone(entries, silent), names or ("live.radio.example",), host))


class TestNoObjection:
    @pytest.mark.parametrize(
        "entries",
        [
            {},
            {"radio.example": ['0 issue "letsencrypt.org"']},
            {
                "radio.example": [
                    '0 issue "digicert.com"',
                    '0 issue "LetsEncrypt.org; validationmethods=dns-01"',
                ]
            },
            {"radio.example": ['0 iodef "mailto:me@radio.example"']},
            {"live.radio.example": ['0 issue "letsencrypt.org"'], "radio.example": ['0 issue ";"']},
        ],
    )
    def test_by_entries(self, entries):
        assert objection(entries) == ""

    def test_where_nobody_answers(self):
        assert objection({"radio.example": ['0 issue ";"']}, silent=True) == ""

    def test_to_authorities_whose_name_in_entries_is_not_known(self):
        assert objection({"radio.example": ['0 issue ";"']}, host="ca.radio.example") == ""

    def test_to_a_host_that_only_looks_alike(self):
        assert objection({"radio.example": ['0 issue ";"']}, host="notletsencrypt.org") == ""


class TestAnObjection:
    def test_says_who_may_where_it_stands_and_what_to_add(self):
        assert objection({"radio.example": ['0 issue "digicert.com"']}) == (
            "live.radio.example may have certificates from digicert.com alone, says the CAA entry of radio.example: "
            'add `0 issue "letsencrypt.org"` beside it, or take another authority'
        )

    def test_where_nobody_may(self):
        assert "from nobody alone" in objection({"example": ['0 issue ";"']})

    def test_wildcards_have_entries_of_their_own(self):
        entries = {"radio.example": ['0 issue "letsencrypt.org"', '0 issuewild ";"']}

        assert objection(entries, "radio.example") == ""
        assert "*.radio.example" in objection(entries, "radio.example", "*.radio.example")
