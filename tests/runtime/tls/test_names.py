"""Names as certificates have them."""

import pytest

from runtime.tls.names import ascii_name


class TestAName:
    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("Radio.Example.", "radio.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("*.radio.example", "*.radio.example"),
            ("a..b", ""),
            ("x" * 64 + ".example", ""),
        ],
    )
    def test_is_written_as_certificates_write_it(self, given, name):
        assert ascii_name(given) == name
