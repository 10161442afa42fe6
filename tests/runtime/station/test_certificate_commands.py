"""The commands about certificates."""

import asyncio
import base64
import logging
from pathlib import Path

import pytest

from runtime.control import Caller, CommandFault, Registry, Role
from runtime.errors import NetworkFault, OperatorFault
from runtime.station.commands import certificate_commands
from runtime.testing.authority import Authority

AUTHORITY = Authority()
ADMIN = Caller("ada", Role.ADMIN)


class Keeper:
    """Keeps certificates in a list."""

    def __init__(self, folder):
        self.folder = folder
        self.kept = []
        self.full = False
        self.revoked = []

    def hurry(self):
        return bool(self.kept)

    async def revoke(self, name, reason):
        if self.full:
            raise NetworkFault("ca.example does not answer")
        self.revoked.append((name, reason))
        return bool(self.kept)

    def shown(self):
        return [{"names": list(each.names)} for each in self.kept]

    async def upload(self, certificate):
        if self.full:
            raise OperatorFault("the disk is full")
        self.kept.append(certificate)

    async def remove(self, name):
        before = len(self.kept)
        self.kept = [each for each in self.kept if each.name != name]
        return len(self.kept) < before


@pytest.fixture
def paper():
    return AUTHORITY.issue("radio.example")


@pytest.fixture
def keeper(tmp_path):
    return Keeper(tmp_path)


def call(keeper, name, /, **arguments):
    return asyncio.run(Registry(certificate_commands(keeper)).call(ADMIN, name, arguments))


class TestAnUpload:
    def test_is_checked_kept_and_served(self, keeper, paper):
        told = call(keeper, "certs.upload", certificate=paper.chain.decode(), key=paper.key.decode())

        assert told.startswith("the certificate of radio.example is served, until ")
        assert call(keeper, "certs") == [{"names": ["radio.example"]}]

    def test_may_be_one_file(self, keeper, paper):
        call(keeper, "certs.upload", certificate=(paper.chain + paper.key).decode())

        assert len(keeper.kept) == 1

    def test_may_be_a_pfx_file_in_base64(self, keeper, paper):
        call(keeper, "certs.upload", certificate=base64.b64encode(paper.pfx(b"tea")).decode(), password="tea")

        assert len(keeper.kept) == 1

    def test_may_be_pem_in_base64_as_a_line_has_it(self, keeper, paper):
        chain, key = (base64.b64encode(each).decode() for each in (paper.chain, paper.encrypted_key(b"tea")))
        line = f"certs.upload {chain} {key} tea"
        asyncio.run(Registry(certificate_commands(keeper)).line(ADMIN, line))

        assert len(keeper.kept) == 1

    @pytest.mark.parametrize("text", ["hello", "§§", "AAAA"])
    def test_that_is_none_is_refused_in_words(self, keeper, text):
        with pytest.raises(CommandFault) as fault:
            call(keeper, "certs.upload", certificate=text)

        assert (fault.value.status, keeper.kept) == (422, [])

    def test_with_the_key_of_another_is_refused(self, keeper, paper):
        with pytest.raises(CommandFault, match="is not the key of"):
            call(
                keeper,
                "certs.upload",
                certificate=paper.chain.decode(),
                key=AUTHORITY.issue("b").key.decode(),
            )

    def test_that_cannot_be_kept_is_told(self, keeper, paper):
        keeper.full = True

        with pytest.raises(CommandFault, match="the disk is full"):
            call(keeper, "certs.upload", certificate=(paper.chain + paper.key).decode())

    def test_leaves_no_secret_in_the_log(self, keeper, paper, caplog):
        with caplog.at_level(logging.DEBUG):
            call(
                keeper,
                "certs.upload",
                certificate=paper.chain.decode(),
                key=paper.encrypted_key(b"oolong").decode(),
                password="oolong",
            )

        assert "certs.upload certificate=… key=… password=…" in caplog.text
        assert "oolong" not in caplog.text
        assert "PRIVATE" not in caplog.text

    def test_that_is_much_too_large_is_refused_without_being_shown(self, keeper):
        with pytest.raises(CommandFault) as fault:
            call(keeper, "certs.upload", certificate="-----BEGIN SECRET" * 10_000)

        assert "SECRET" not in str(fault.value)


class TestFiles:
    def test_are_added_by_their_paths(self, keeper, paper):
        (Path(keeper.folder) / "a.pem").write_bytes(paper.chain)
        (Path(keeper.folder) / "a.key").write_bytes(paper.key)
        call(keeper, "certs.add", certificate="a.pem", key="a.key")

        assert keeper.kept[0].name == "radio.example"

    def test_that_are_not_there_are_told(self, keeper):
        with pytest.raises(CommandFault, match=r"a\.pem: there is no such file"):
            call(keeper, "certs.add", certificate="a.pem")


class TestForgetting:
    def test_is_by_the_first_name(self, keeper, paper):
        call(keeper, "certs.upload", certificate=(paper.chain + paper.key).decode())
        call(keeper, "certs.remove", name="radio.example")

        assert keeper.kept == []

    def test_what_is_not_there_is_told(self, keeper):
        with pytest.raises(CommandFault, match="no certificate of a was uploaded"):
            call(keeper, "certs.remove", name="a")


class TestRevoking:
    def test_is_done_for_a_reason(self, keeper):
        keeper.kept.append(None)
        told = call(keeper, "certs.revoke", name="radio.example", reason="key-compromise")

        assert keeper.revoked == [("radio.example", "key-compromise")]
        assert told.startswith(
            "the certificate of radio.example is revoked (key-compromise), and another one is ordered"
        )

    def test_needs_no_reason(self, keeper):
        keeper.kept.append(None)
        call(keeper, "certs.revoke", name="radio.example")

        assert keeper.revoked == [("radio.example", "unspecified")]

    def test_for_a_reason_that_there_is_not_is_refused_with_those_there_are(self, keeper):
        with pytest.raises(CommandFault, match=r"boredom is no reason.*superseded") as fault:
            call(keeper, "certs.revoke", name="radio.example", reason="boredom")

        assert (fault.value.status, keeper.revoked) == (422, [])

    def test_of_what_the_station_did_not_get_is_refused(self, keeper):
        with pytest.raises(CommandFault, match="others are revoked where they were got") as fault:
            call(keeper, "certs.revoke", name="radio.example")

        assert fault.value.status == 404

    def test_that_the_authority_refuses_is_told(self, keeper):
        keeper.full = True

        with pytest.raises(CommandFault, match=r"radio\.example: ca\.example does not answer"):
            call(keeper, "certs.revoke", name="radio.example")


class TestRenewing:
    def test_is_hurried_where_the_station_gets_any_itself(self, keeper):
        keeper.kept.append(None)

        assert "tried at once" in call(keeper, "certs.renew")

    def test_is_refused_where_it_gets_none(self, keeper):
        with pytest.raises(CommandFault, match=r"no tls\.acme"):
            call(keeper, "certs.renew")
