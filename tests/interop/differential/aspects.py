"""A reply, taken apart into named aspects that can be compared one by one; what may differ by nature is made alike."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from .exchange import Reply
from .sound import sound_facts

__all__ = ["ABSENT", "aspects"]

ABSENT = "(absent)"
"""In place of what the one server says and the other does not."""

LONGEST_TEXT = 300
"""Characters of a body that are compared word by word; a longer page is a page."""

COUNTED = re.compile(
    r"(total_bytes|connections$|clients$|^connections|listener_peak|^listeners$|Listeners$|Connected$|^ID$|slow_listeners)"
)
DATED = re.compile(r"(server_start|stream_start)")


def aspects(reply: Reply) -> dict[str, str]:
    """Everything a reply says, by aspect."""
    if not reply.line and not reply.body:
        return {"reply": "none, closed" if reply.closed else "none"}
    found = {"reply": "an answer"}
    found["version"], _, found["status"] = reply.line.partition(" ")
    found |= {f"header {name}": value for name, value in _fields(reply)}
    found["header order"] = " ".join(dict.fromkeys(name.lower() for name, _ in reply.fields))
    streams = sound_facts(reply) if reply.body else {}
    return found | (streams or {**_body(reply), "end": "closed" if reply.closed else "open"})


def _fields(reply: Reply) -> Iterator[tuple[str, str]]:
    names = [name.lower() for name, _ in reply.fields]
    for name, value in reply.fields:
        key = name.lower()
        shown = value if names.count(key) == 1 else f"{value}, {names.count(key)} times"
        shown = shown.lower() if key == "connection" else shown
        if key in ("date", "server"):
            shown = f" ({key})"
        if key == "content-length" and value.strip() == str(len(reply.body)):
            shown = " (the body's)"
        yield name.lower(), _alike(shown)


def _body(reply: Reply) -> dict[str, str]:
    text = reply.body.decode("utf-8", "replace")
    kind = reply.header("content-type")
    if "json" in kind and text:
        return dict(_leaves("json", json.loads(text)))
    if text.startswith("<?xml") and "<html" not in text:
        return dict(_elements("xml", ET.fromstring(text.rstrip("\0"))))
    if len(text) > LONGEST_TEXT and "<html" in text:
        return {"body": "(a page)"}
    return {"body": _alike(text)}


def _elements(path: str, element: ET.Element) -> Iterator[tuple[str, str]]:
    name = element.tag.rpartition("}")[2] + "".join(
        f"[{key}={value}]" for key, value in element.attrib.items()
    )
    here = f"{path} {name}"
    if not len(element):
        yield here, _value(name, (element.text or "").strip())
    for child in element:
        yield from _elements(here, child)


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(f"{path} {key}", inner)
        case list():
            for number, inner in enumerate(value):
                yield from _leaves(f"{path} {number}", inner)
        case _:
            name = path.rpartition(" ")[2]
            yield path, f"{type(value).__name__} {_value(name, str(value))}"


def _value(name: str, text: str) -> str:
    if (
        COUNTED.search(name) and text.removeprefix("-").isdigit()
    ):  # Icecast may count a killed listener twice: "-1"
        return "(a number)"
    if DATED.search(name):
        return "(" + re.sub(r"[A-Z][a-z]{2}", "Abc", re.sub(r"\d", "0", text)) + ")"
    return _alike(text)


def _alike(text: str) -> str:
    """Without ports and names of servers."""
    text = re.sub(r"(localhost|127\.0\.0\.1):\d{2,5}", r"\1:PORT", text)
    return re.sub(r"(Icecast 2\.4\.4|LegacyStream[ /][\w.+-]+)", "SERVER", text)
