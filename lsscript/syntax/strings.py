"""What stands in a string: escapes."""

import re
from collections.abc import Iterator

__all__ = ["unescape", "wrong_escapes"]

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "#": "#"}
ESCAPE = re.compile(r"\\(?:u\{(?P<code>[0-9A-Fa-f]{1,6})\}|(?P<letter>.))", re.DOTALL)
LAST_CHARACTER = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


def meaning(found: re.Match[str]) -> str | None:
    """What one escape stands for, or None when it has no meaning."""
    if found["code"] is None:
        return ESCAPES.get(found["letter"])
    number = int(found["code"], 16)
    return chr(number) if number <= LAST_CHARACTER and number not in SURROGATES else None


def unescape(text: str) -> str:
    """The text that is meant; an escape without a meaning stands for itself."""
    return ESCAPE.sub(lambda found: meaning(found) or found.group(), text)


def wrong_escapes(text: str) -> Iterator[tuple[int, str]]:
    """Where escapes without a meaning stand, and what they are."""
    for found in ESCAPE.finditer(text):
        if meaning(found) is None:
            yield found.start(), found.group()
