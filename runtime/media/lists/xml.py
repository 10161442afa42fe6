"""XML of others, read without harm: no document type, no depth without an end. A list has no use for entities, and
those who write them mean harm.
"""

from typing import Protocol
from xml.parsers import expat

__all__ = ["DEEPEST", "XmlReader", "read_xml"]

DEEPEST = 32
"""Elements that may stand inside each other."""


class XmlReader(Protocol):
    """Is told of what stands in a document."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """It ends."""

    def text(self, data: str, /) -> None:
        """Text in it, perhaps a part."""


def read_xml(data: bytes, reader: XmlReader, *, namespaces: bool) -> None:
    """Go through a document; with `namespaces`, names are behind that of their namespace and a space.

    Raises:
        ValueError: with words for what is wrong with it.
    """
    parser = expat.ParserCreate(namespace_separator=" ") if namespaces else expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("its XML is too deep")
        reader.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(name)

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as wrong:
        raise ValueError(f"its XML is broken in line {wrong.lineno}") from None
    except LookupError:
        raise ValueError("it is in a charset that is not known") from None


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type, which a list has no use for")
