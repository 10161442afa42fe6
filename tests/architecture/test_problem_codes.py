"""Every code has a page, and every page a program that earns the code and one that does not."""

import re
from pathlib import Path

import pytest

import lsscript
from lsscript.check.explain_certificates import CertificateFacts
from lsscript.cli.compile import compile_text
from lsscript.cli.explain import codes, page
from lsscript.source import SourceFile
from lsscript.testing import Machine

SOURCES = sorted(Path(lsscript.__file__).parent.rglob("*.py"))
GOLDEN = Path(__file__).parents[1] / "golden"
MESSAGES = Path(__file__).parents[1] / "messages"
BLOCK = re.compile(r"```lss\n(.*?)```", re.DOTALL)
SHOWS = """
settings = {title = "Evening"}
def evening(folder)
  fallback([playlist("evening/" + folder), blank()])
end
"""
MOUNT = '\nmount("/test", tone(), mp3())\n'


MACHINE = Machine(
    absent="no/such",
    any_script=SHOWS,
    variables={"PATH": "hush"},
    he_aac=False,
    certificates={
        "broken.pem": CertificateFacts(
            "broken.key is not the key of radio.example", "name the key that it was asked for with", "key"
        ),
        "locked.pem": CertificateFacts("the password does not open it", "look at `password=`", "password"),
        "expired.pem": CertificateFacts(odd=("it expired 3 days ago",)),
        "narrow.pem": CertificateFacts(covers=lambda name: name == "radio.example"),
    },
)
"""A station's folder with everything in it but what is called "no/such"."""


def used_codes():
    texts = [each.read_text("utf-8") for each in SOURCES]
    return sorted({code for text in texts for code in re.findall(r'"(LSS\d{3})"', text)})


def diagnostics(text):
    return compile_text(SourceFile("page.lss", text), "/station", MACHINE).diagnostics


def programs(code):
    return BLOCK.findall(page(code))


class TestCodes:
    def test_each_that_is_used_has_a_page_and_each_page_a_use(self):
        assert list(codes()) == used_codes()

    def test_each_is_worded_in_one_place(self):
        texts = [each.read_text("utf-8") for each in SOURCES if each.name.startswith(("explain", "habits"))]

        for code in codes():
            assert sum(f'"{code}"' in text for text in texts) == 1, code


@pytest.mark.parametrize("code", codes())
class TestAPage:
    def test_begins_with_its_code(self, code):
        assert page(code).startswith(f"# {code}: ")

    def test_has_a_program_that_breaks_the_rule(self, code):
        first, *_ = programs(code)

        assert code in [each.code for each in diagnostics(first)]

    def test_breaks_no_other_rule(self, code):
        first, *_ = programs(code)
        found = {
            each.code
            for each in diagnostics(first if "mount(" in first or code == "LSS407" else first + MOUNT)
        }

        assert found == {code}

    def test_has_a_program_that_keeps_the_rule(self, code):
        _, last = programs(code)
        text = last if "mount(" in last else last + MOUNT

        assert [
            each.code for each in diagnostics(text) if each.severity == "error" or each.code == code
        ] == []

    def test_has_a_fix_that_mends_it_if_it_has_one(self, code):
        first, *_ = programs(code)
        text = first if "mount(" in first else first + MOUNT

        for each in diagnostics(text):
            if each.code == code and each.fix is not None:
                assert code not in [found.code for found in diagnostics(mended(text, each.fix))]


def mended(text, fix):
    for edit in sorted(fix.edits, key=lambda each: each.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
