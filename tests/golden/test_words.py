"""What we say to people keeps to the glossary: no words of compilers, no blame, nothing shouted."""

import re
from pathlib import Path

import pytest

from lsscript.cli.explain import codes, page

EXPECTED = Path(__file__).parent / "expected"
UNWANTED = re.compile(
    r"\b(?:identifiers?|tokens?|syntax|pars(?:e|er|ed|ing)|illegal|invalid|bad|you did|oops|sorry)\b|!",
    re.IGNORECASE,
)


def prose(text):
    return re.sub(
        r"```.*?```|`[^`]*`|^ *\d* │.*$", "", text, flags=re.DOTALL if "```" in text else re.MULTILINE
    )


@pytest.mark.parametrize("code", codes())
def test_pages_have_plain_words(code):
    assert UNWANTED.findall(prose(page(code))) == []


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.messages.txt")), ids=lambda each: each.stem)
def test_messages_have_plain_words(path):
    assert UNWANTED.findall(prose(path.read_text("utf-8"))) == []
