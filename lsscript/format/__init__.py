"""One look for every script: `lss fmt`. Reads no file; text comes in and goes out. May import `syntax` and what is below it.

    text ─words.py─▶ words with their comments ─rules.py─▶ layout ─layout.py─▶ lines ─script.py─▶ text

The words themselves are never touched, but for a comma behind the last item of a broken list: brackets, quantities and
strings stay as they were written. Which statements there are is decided by `syntax.newlines`, the same rule the reader has.
"""

from .script import FormatFault, format_script

__all__ = ["FormatFault", "format_script"]
