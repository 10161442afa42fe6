"""Every script of ours has the look that `lss fmt` gives; those that are about mistakes or about looks have their own."""

from pathlib import Path

import pytest

from lsscript.format import format_script
from lsscript.source import SourceFile

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    [
        *(ROOT / "examples").rglob("*.lss"),
        *(ROOT / "stdlib").glob("*.lss"),
        *(ROOT / "tests/mutation").rglob("*.lss"),
    ]
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_is_formatted(path):
    text = path.read_text("utf-8")

    assert format_script(SourceFile(path.name, text)) == text, f"run `lss fmt {path.relative_to(ROOT)}`"
