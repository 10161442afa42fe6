"""Results as people and programs get them."""

import json

from runtime.control.text import as_json, as_lines, harmless

ODD = "line\nbreak\x1b[2J\x9b\udce9.mp3"
"""A file's name, as a disk may have it."""


class TestAName:
    def test_that_holds_orders_for_terminals_is_shown_with_escapes(self):
        assert harmless(ODD) == "line\nbreak\\x1b[2J\\x9b\\udce9.mp3"

    def test_is_one_line_in_a_table(self):
        assert as_lines([{"file": ODD}]) == ["file=line\\nbreak\\x1b[2J\\x9b\\udce9.mp3"]
        assert as_lines({"file": ODD, "waits": [ODD]})[0] == "file: line\\nbreak\\x1b[2J\\x9b\\udce9.mp3"

    def test_is_the_same_name_behind_json(self):
        text = as_json({"file": ODD})

        assert json.loads(text.encode("utf-8")) == {"file": ODD}


class TestALongerText:
    def test_keeps_its_lines_and_letters(self):
        assert as_lines("Ada – Õne\n\tTwo") == ["Ada – Õne", "\tTwo"]
