"""The table of differences as Markdown: `python -m differential.table > differences.md`, in the folder above this one."""

import sys
from collections.abc import Sequence

from .differences import Row, read_rows

__all__ = ["write_table"]

HEAD = """# Differences from Icecast 2.4.4

What this server answers otherwise than Icecast 2.4.4, and why. The differential suite (`tests/interop/differential/`) sends the
same requests to both and compares status lines, header fields, bodies and the blocks of titles; whatever differs and does not
stand here fails it, and so does a row that is not seen any more. Made from `differences.toml` there.

"""


def write_table(rows: Sequence[Row]) -> str:
    """The page."""
    lines = [f"{len(rows)} differences.", "", "| difference | why | read on |", "|---|---|---|"]
    lines += [f"| {row.title} | {row.why} | {row.cites} |" for row in rows]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(write_table(read_rows()))
