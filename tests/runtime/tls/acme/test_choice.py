import pytest

from runtime.tls.acme import AcmeFault, Solvers
from runtime.tls.acme.choice import choose, see_that_all_can_be_proven
from runtime.tls.acme.names import identifier

ALL = ("http-01", "tls-alpn-01", "dns-01")
PORTS, ZONE = object(), object()


class TestTheWayToProve:
    def test_is_the_first_that_both_can(self):
        both = Solvers(proofs=PORTS, dns=ZONE)

        assert choose(identifier("a.example"), ALL, both) == "http-01"
        assert choose(identifier("a.example"), ("dns-01", "tls-alpn-01"), both) == "tls-alpn-01"

    def test_is_as_the_script_prefers(self):
        assert (
            choose(identifier("a.example"), ALL, Solvers(proofs=PORTS, dns=ZONE, kinds=("dns-01", "http-01")))
            == "dns-01"
        )

    def test_of_a_wildcard_is_dns_alone(self):
        assert choose(identifier("*.a.example"), ALL, Solvers(proofs=PORTS, dns=ZONE)) == "dns-01"

    def test_of_an_address_is_never_dns(self):
        solvers = Solvers(proofs=PORTS, dns=ZONE, kinds=("dns-01", "tls-alpn-01"))

        assert choose(identifier("192.0.2.7"), ALL, solvers) == "tls-alpn-01"

    def test_that_the_authority_lacks_is_told_with_what_it_offers(self):
        with pytest.raises(
            AcmeFault,
            match="offers dns-persist-01, and this station can do http-01 or",
        ):
            choose(
                identifier("a.example"), ("dns-persist-01",), Solvers(proofs=PORTS), "https://ca.example/dir"
            )


class TestBeforeAnOrder:
    @pytest.mark.parametrize(
        ("name", "solvers", "words"),
        [
            ("*.a.example", Solvers(proofs=PORTS), "can be proven by DNS alone"),
            ("192.0.2.7", Solvers(dns=ZONE), "is an address, which DNS cannot prove"),
            ("a.example", Solvers(), "nobody to write into its zone"),
            ("a.example", Solvers(proofs=PORTS, kinds=("dns-01",)), "cannot be proven"),
        ],
    )
    def test_what_cannot_be_proven_is_told(self, name, solvers, words):
        with pytest.raises(AcmeFault, match=words) as caught:
            see_that_all_can_be_proven((identifier(name),), solvers)

        assert (caught.value.problem, caught.value.names) == ("unsolvable", (name,))

    def test_what_can_be_proven_passes(self):
        see_that_all_can_be_proven(
            (identifier("a.example"), identifier("*.a.example")), Solvers(proofs=PORTS, dns=ZONE)
        )
