import pytest

from runtime.tls.acme import AcmeFault
from runtime.tls.acme.names import Identifier, identifier, identifiers, see_that_it_is_a_directory


class TestAName:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("radio.example", Identifier("dns", "radio.example")),
            ("Radio.EXAMPLE.", Identifier("dns", "radio.example")),
            ("*.radio.example", Identifier("dns", "radio.example", wildcard=True)),
            ("röd.example", Identifier("dns", "xn--rd-fka.example")),
            ("*.RÖD.example", Identifier("dns", "xn--rd-fka.example", wildcard=True)),
            ("faß.de", Identifier("dns", "xn--fa-hia.de")),
            ("радио.бел", Identifier("dns", "xn--80aimyg.xn--90ais")),
            ("192.0.2.7", Identifier("ip", "192.0.2.7")),
            ("2001:DB8::0:1", Identifier("ip", "2001:db8::1")),
            ("[2001:db8::1]", Identifier("ip", "2001:db8::1")),
        ],
    )
    def test_is_read_as_authorities_write_it(self, text, expected):
        assert identifier(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "",
            ".",
            "localhost",
            "a..example",
            "-a.example",
            "a-.example",
            "a b.example",
            "a_b.example",
            "x.*.example",
            "*",
            "*.*.example",
            "300.1.2.3",
            "a" * 64 + ".example",
            ".".join(["abcdefghi"] * 30),
            "http://radio.example/",
            "radio.example:8000",
            "\N{WARNING SIGN}.example",
            "a\0.example",
        ],
    )
    def test_that_no_authority_could_take_is_told(self, text):
        with pytest.raises(AcmeFault) as caught:
            identifier(text)

        assert caught.value.problem == "rejectedIdentifier"
        assert "\0" not in str(caught.value)


class TestTheNamesOfARequest:
    def test_are_each_asked_for_once_in_their_order(self):
        names = identifiers(("b.example", "a.example", "B.Example"))

        assert [str(name) for name in names] == ["b.example", "a.example"]

    def test_are_at_least_one(self):
        with pytest.raises(AcmeFault):
            identifiers(())


class TestTheDirectory:
    @pytest.mark.parametrize(
        "url",
        ["https://ca.example/dir", "http://127.0.0.1:4000/dir", "http://localhost/dir", "http://[::1]:7/dir"],
    )
    def test_is_spoken_to_by_https_or_on_this_machine(self, url):
        see_that_it_is_a_directory(url)

    @pytest.mark.parametrize(
        "url",
        [
            "http://ca.example/dir",
            "letsencryptt",
            "",
            "https:///dir",
            "https://[::1/dir",
            "file:///etc/passwd",
        ],
    )
    def test_is_nothing_else(self, url):
        with pytest.raises(AcmeFault, match="is no authority's directory"):
            see_that_it_is_a_directory(url)
