"""The one password field of SHOUTcast, and all that programs put into it.

`pw`; `user:pw` (SAM, RadioBOSS), `user,pw` (SAM 4.9.8); `pw:#2` (VirtualDJ, for stream 2 of a DNAS 2); `/live:pw`
(several mounts on one port). A password may itself hold a colon or a comma, so each reading is offered, and
whoever checks them takes the one that fits.
"""

import re

from runtime.protocols.source import LONGEST_CREDENTIALS, Login

__all__ = ["password_readings"]

STREAM = re.compile(r"(.*):#(\d{1,9})", re.ASCII | re.DOTALL)
MOUNT = re.compile(r"(/[^:,]*)[:,](.*)", re.DOTALL)


def password_readings(text: str) -> tuple[Login, ...]:
    """Every way to read a password field, the plain one first; at most twelve."""
    text = text[:LONGEST_CREDENTIALS]
    readings: list[Login] = []
    for mount, rest in _with_mount(text):
        for inner, stream in _with_stream(rest):
            readings += (Login(user, password, mount, stream) for user, password in _with_user(inner))
    return tuple(dict.fromkeys(readings))


def _with_mount(text: str) -> list[tuple[str, str]]:
    found = MOUNT.fullmatch(text)
    return [("", text), *([(found[1], found[2])] if found else [])]


def _with_stream(text: str) -> list[tuple[str, int]]:
    found = STREAM.fullmatch(text)
    return [(text, 0), *([(found[1], int(found[2]))] if found else [])]


def _with_user(text: str) -> list[tuple[str, str]]:
    parts = (text.partition(mark) for mark in ":,")
    return [("", text), *((user, password) for user, mark, password in parts if mark and user)]
