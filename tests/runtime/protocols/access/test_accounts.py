"""htpasswd files; the digests were made by `htpasswd`, `openssl passwd` and `md5sum`."""

import bcrypt
import pytest

from runtime.protocols.access import check_password, read_accounts

BCRYPT = bcrypt.hashpw(b"hello world", bcrypt.gensalt(4, b"2b")).decode()
SPELLINGS = {
    "apr1": "$apr1$abcdefgh$CZx3qOBL3IJw7t4yUwt4J.",
    "sha": "{SHA}Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    "Icecast's": "5eb63bbbe01eeed093cb22bb8f5acdc3",
    "bcrypt": BCRYPT,
    "bcrypt of Apache": BCRYPT.replace("$2b$", "$2y$"),
}


def checked(password, digest):
    return check_password(password, digest, lambda data, text: bcrypt.checkpw(data, text.encode()))


class TestAPassword:
    @pytest.mark.parametrize("digest", SPELLINGS.values(), ids=SPELLINGS)
    def test_opens_its_own_account(self, digest):
        assert checked("hello world", digest)

    @pytest.mark.parametrize("digest", SPELLINGS.values(), ids=SPELLINGS)
    @pytest.mark.parametrize("wrong", ["", "hello", "Hello world", "x" * 5000, "\0", "ü"])
    def test_that_is_another_does_not(self, digest, wrong):
        assert not checked(wrong, digest)

    @pytest.mark.parametrize(
        "digest", ["", "plain", "hello world", "$1$x$y", "$apr1$", "$apr1$x", "{SHA}", "*", "!"]
    )
    def test_has_no_digest_of_an_unknown_kind(self, digest):
        assert not checked("hello world", digest)


class TestAFile:
    def test_has_a_line_for_each_account(self):
        accounts = read_accounts("# members\nanna:one\n\nben:two:a comment field\r\nno digest\n:x\n")

        assert accounts.digests == {"anna": "one", "ben": "two"}
        assert accounts.unread == 2

    def test_is_not_shown(self):
        assert "one" not in repr(read_accounts("anna:one"))
