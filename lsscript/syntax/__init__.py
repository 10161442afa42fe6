"""Text to tree: the grammar, the reading of it, and what is said when a text does not fit it.

    text ─lexer─▶ tokens ─newlines─▶ statements ─Lark─▶ Lark trees ─build─▶ Module

`lss.lark` is the grammar and may be read as the reference. Reading goes on behind a mistake at the next statement, so that
three typos give three messages. Imports `diagnostics` and `source`; `table.py`, `reader.py` and `build.py` alone know Lark.
"""
