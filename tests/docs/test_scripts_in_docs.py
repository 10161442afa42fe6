"""Every script in our documentation passes the check, on a machine that has its files and secrets.

A block that is about something else than mounts gets one, since a station has one.
"""

import re
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile
from lsscript.testing import Machine

MOUNT = 'mount("/test", tone(), mp3())\n'
ROOT = Path(__file__).parents[2]
BLOCKS = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    for number, block in enumerate(
        re.findall(r"^```lss\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


MACHINE = Machine(
    zones=available_timezones(), any_variable="hush", any_first_line="hush, and say it to nobody"
)
"""A machine where every file, folder and secret is there."""


@pytest.mark.parametrize("block", BLOCKS)
def test_a_script_in_the_docs_has_no_errors(block):
    text = block if "mount(" in block else block + MOUNT
    outcome = compile_text(SourceFile("station.lss", text), "/station", MACHINE)

    assert [problem.title for problem in outcome.diagnostics if problem.severity == "error"] == []
