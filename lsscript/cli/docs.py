"""`lss docs`: the manual of the library, written or compared."""

from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import stdlib
from lsscript.docgen import extract_part, index_page, part_page
from lsscript.source import SourceFile

__all__ = ["FOLDER", "manual", "run_docs"]

FOLDER = Path("docs/reference/library")
"""Where the manual stands in our repository."""

CURRENT, STALE, UNWRITABLE = 0, 1, 2


def manual() -> Mapping[str, str]:
    """Every page of the manual, by its file's name."""
    parts = [extract_part(name, SourceFile(f"stdlib/{name}.lss", stdlib.read(name))) for name in stdlib.NAMES]
    parts = [each for each in parts if each.functions]
    return {"README.md": index_page(parts), **{f"{each.name}.md": part_page(each) for each in parts}}


def run_docs(folder: Path, *, check: bool, out: TextIO) -> int:
    """Write the manual into a folder; with `check`, only tell which pages there are not what they would be.

    Returns:
        0 when all is well, 1 when a page is not as it would be (`check`), 2 when one cannot be written.
    """
    pages = manual()
    stale = [name for name, text in pages.items() if written(folder / name) != text]
    left = sorted(each.name for each in folder.glob("*.md") if each.name not in pages)
    if check:
        out.writelines(
            f"{folder / name} is not up to date; `lss docs` writes it anew\n" for name in (*stale, *left)
        )
        return STALE if stale or left else CURRENT
    try:
        write_pages(folder, {name: pages[name] for name in stale})
        for name in left:
            (folder / name).unlink()
    except OSError as fault:
        out.write(f"{fault}\n")
        return UNWRITABLE
    return CURRENT


def written(path: Path) -> str | None:
    """The text of a page, None when there is none."""
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return None


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
