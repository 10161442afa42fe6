"""The path of a request, cleaned before anybody compares it.

Rule: percent-encoding is taken off once, before dots and slashes are looked at; what leaves the root, hides
    a NUL or uses a
backslash is refused, never repaired.
"""

import re
from urllib.parse import unquote_to_bytes

from runtime.errors import PeerFault

__all__ = ["decode_path", "split_target"]

BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")


def split_target(target: str) -> tuple[str, str]:
    """Part a request target into its raw path and query; of an absolute one the host is left out.

    Raises PeerFault for a target that is no path. See RFC 9112, section 3.2.
    """
    if target == "*":
        return "*", ""
    if target[:7].lower() == "http://" or target[:8].lower() == "https://":
        target = "/" + target.partition("://")[2].partition("/")[2]
    if not target.startswith("/"):
        raise PeerFault("the request asks for no path")
    path, _, query = target.partition("#")[0].partition("?")
    return path, query


def decode_path(raw: str) -> str:
    """The path that is meant: decoded once, `.` and `..` and doubled slashes resolved.

    Raises PeerFault for a path that leaves the root or cannot be meant.
    """
    if BROKEN_ESCAPE.search(raw):
        raise PeerFault("the path holds a percent sign without two digits")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise PeerFault("the path is not UTF-8") from wrong
    if FORBIDDEN.search(path):
        raise PeerFault("the path holds characters that no path has")
    return _resolved(path)


def _resolved(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if not kept:
                raise PeerFault("the path leaves the root")
            kept.pop()
        elif part not in ("", "."):
            kept.append(part)
    folder = parts[-1] in ("", ".", "..") and kept
    return "/" + "/".join(kept) + ("/" if folder else "")
