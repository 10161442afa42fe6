"""Every script in our documentation passes the check."""

import re
from pathlib import Path

import pytest

from lsscript.cli.compile import compile_file

ROOT = Path(__file__).parents[2]
BLOCKS = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    for number, block in enumerate(
        re.findall(r"^```lss\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_script_in_the_docs_has_no_errors(block, tmp_path):
    script = tmp_path / "station.lss"
    script.write_text(block, encoding="utf-8")
    outcome = compile_file(script)

    assert [problem.title for problem in outcome.diagnostics if problem.severity == "error"] == []
