"""Which certificates are served, and which first."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from runtime.testing.authority import NOON, Authority
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding
from runtime.tls.shelf import in_service

AUTHORITY = Authority()


def holding(*names, ends=30, key=None):
    paper = AUTHORITY.issue(*names, ends=NOON + timedelta(days=ends), key=key)
    return Holding("files", names[0], names, Certificate.from_pem(paper.chain, paper.key))


@pytest.fixture
def good():
    return holding("radio.example")


class TestTheOrder:
    def test_is_the_scripts(self, good):
        other = holding("other.example")

        assert in_service([good, other], NOON) == (good, other)

    def test_has_what_is_out_of_date_at_its_end(self, good):
        old = holding("old.example", ends=-1)

        assert in_service([old, good], NOON) == (good, old)

    def test_leaves_out_what_is_out_of_date_where_another_is_for_its_names(self, good):
        assert in_service([holding("radio.example", ends=-1), good], NOON) == (good,)

    def test_keeps_one_that_is_out_of_date_where_there_is_no_other(self):
        old = holding("radio.example", ends=-1)

        assert in_service([old], NOON) == (old,)

    def test_leaves_out_what_is_not_here_yet(self, good):
        assert in_service([Holding("acme", "authority", ("a.example",)), good], NOON) == (good,)


class TestTwoKinds:
    def test_of_key_for_the_same_names_are_served_together(self, good):
        rsa_one = holding("radio.example", key=rsa.generate_private_key(65537, 2048))

        for script in ([good, rsa_one], [rsa_one, good]):
            (both,) = in_service(script, NOON)

            assert (both.certificate, both.rsa) == (good.certificate, rsa_one.certificate)

    def test_for_other_names_stay_apart(self, good):
        rsa_one = holding("other.example", key=rsa.generate_private_key(65537, 2048))

        assert in_service([rsa_one, good], NOON) == (rsa_one, good)

    def test_of_which_one_is_out_of_date_are_not_joined(self, good):
        old = holding("radio.example", ends=-1, key=rsa.generate_private_key(65537, 2048))

        assert in_service([old, good], NOON) == (good,)
