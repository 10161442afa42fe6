"""`help` for the library: what its doc comments say, as text."""

from lsscript.cli.compile import library
from lsscript.docgen.extract import DocumentedFunction, documented

__all__ = ["library_help"]


def library_help(name: str) -> str | None:
    """What the library says of a function; None where there is none of that name."""
    known = library()
    declaration = known.declarations.get(name)
    if declaration is None:
        return None
    return _text(documented(declaration, known.sources[declaration.span.file]))


def _text(function: DocumentedFunction) -> str:
    parts = [f"{function.signature} → {function.result}", "", function.text]
    if function.parameters:
        parts += ["", *(_parameter(each.name, each.type, each.text) for each in function.parameters)]
    if function.example:
        parts += ["", "For example:", *(f"  {line}" for line in function.example.split("\n"))]
    return "\n".join(parts)


def _parameter(name: str, kind: str, text: str) -> str:
    return f"  {name}: {kind}" + (f"; {text}" if text else "")
