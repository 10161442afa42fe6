"""The library's manual: `lss docs`. Text in, text out; may import `evaluate` and what is below it.

    stdlib/*.lss ─extract.py─▶ parts with their functions ─pages.py─▶ Markdown

A doc comment is prose, then `@param name  text` for every parameter, then `@example` with indented lines of a whole script.
"""

from .extract import DocumentedFunction, Part, extract_part
from .pages import index_page, part_page

__all__ = ["DocumentedFunction", "Part", "extract_part", "index_page", "part_page"]
