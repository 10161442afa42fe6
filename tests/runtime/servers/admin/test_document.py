"""Trees of answers, in every form."""

import json
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from runtime.servers.admin.document import Element, as_json, as_page, as_xml


class TestXml:
    def test_is_icecasts(self):
        tree = Element(
            "icestats",
            (Element("source", (Element("listeners", "0"), Element("fallback", "")), "/a&b"), Element("x")),
        )

        assert as_xml(tree) == (
            '<?xml version="1.0"?>\n<icestats><source mount="/a&amp;b"><listeners>0</listeners><fallback></fallback></source>'
            "<x/></icestats>\n"
        )

    @given(st.text())
    def test_can_always_be_read(self, text):
        assert ET.fromstring(as_xml(Element("a", (Element("b", text, text),)))).tag == "a"


class TestPages:
    def test_are_escaped(self):
        assert "<script>" not in as_page("<script>", Element("a", (Element("b", "<script>", "<script>"),)))


class TestJson:
    def test_has_numbers_for_what_are_numbers(self):
        tree = Element("a", (Element("n", "12"), Element("t", "012"), Element("long", "9" * 30)))

        assert json.loads(as_json(tree)) == {"a": {"n": 12, "t": "012", "long": "9" * 30}}
