"""The library, read once and kept: its trees are put into the user's cache folder, and taken from there.

Reading takes a tenth of a second, taking a hundredth. The name of the kept file holds a digest of the library's texts and of
the code that reads them, so it is never stale; a file that is damaged is made anew, and where nothing can be written, every run
reads.
"""

import hashlib
import pickle
import sys
from functools import cache
from pathlib import Path

import lsscript.source
import lsscript.syntax
import stdlib
from lsscript.modules import Library, load_library
from lsscript.syntax.table import cache_folder, keep

__all__ = ["library", "load_kept"]


@cache
def library() -> Library:
    """The library, made once per process."""
    return load_kept(cache_folder())


def load_kept(folder: Path | None) -> Library:
    """The library from a cache folder, or read and put there."""
    texts = {name: stdlib.read(name) for name in stdlib.NAMES}
    kept = folder / f"library-{digest(texts)}.trees" if folder else None
    found = from_file(kept) if kept else None
    if found is None:
        found = load_library(stdlib.NAMES, texts.__getitem__)
        if kept:
            keep(kept, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return found


def digest(texts: dict[str, str]) -> str:
    """Names the texts together with the code that makes trees of them."""
    packages = (Path(lsscript.syntax.__path__[0]), Path(lsscript.source.__path__[0]))
    code = sorted(
        path for package in packages for path in package.rglob("*") if path.suffix in (".py", ".lark")
    )
    parts = [sys.implementation.cache_tag or "", *texts.values()]
    whole = "\0".join(parts).encode() + b"\0".join(path.read_bytes() for path in code)
    return hashlib.sha256(whole).hexdigest()[:20]


def from_file(path: Path) -> Library | None:
    """The kept library, or None when there is none or it cannot be used."""
    try:
        found = pickle.loads(path.read_bytes())
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the loader do, the library is read anew
        return None
    return found if isinstance(found, Library) else None
