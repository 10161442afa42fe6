"""The library of the language: `.lss` files that declare every function a script can call. Imports nothing of ours.

This is its only Python; `lsscript.modules` reads the files through `read`.
"""

from importlib.resources import files

__all__ = ["NAMES", "read"]

NAMES = (
    "station",
    "sources",
    "downloads",
    "interludes",
    "requests",
    "joining",
    "shifts",
    "sound",
    "mounts",
    "outputs",
    "hls",
    "tls",
    "acme",
    "devices",
    "encoders",
    "listeners",
    "administration",
    "control",
    "events",
    "outside",
    "fields",
    "accounts",
    "relays",
    "secrets",
    "values",
    "schedules",
    "lists",
    "strings",
    "maths",
    "time",
    "json",
)
"""The parts of the library, all of them in scope in every script."""


def read(name: str) -> str:
    """The text of a part of the library."""
    return (files(__name__) / f"{name}.lss").read_text("utf-8")
