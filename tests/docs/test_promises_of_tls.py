"""What `docs/tls.md` names is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "tls.md").read_text(encoding="utf-8")


def test_every_test_that_holds_a_promise_exists():
    named = set(re.findall(r"`([a-z_/]+\.(?:py|lss))`", PAGE))

    assert named
    assert [each for each in sorted(named) if not (TESTS / each).is_file()] == []


def test_every_class_that_holds_a_promise_exists():
    missing = []
    for place, rest in re.findall(r"`([a-z_/]+\.py)`((?: (?:and )?Test[A-Za-z]+,?)+)", PAGE):
        text = (TESTS / place).read_text(encoding="utf-8")
        missing += [f"{place} {name}" for name in re.findall(r"Test\w+", rest) if f"class {name}" not in text]

    assert missing == []
