"""An evaluator that is asked line by line: text in, a value with its type or problems out. No terminal, no file, no socket.

A terminal and the console of a running station both stand on `Session`; `live` is what the station does with an entry.
May import `evaluate` and what is below it.
"""

from .live import LiveEntry, NotUnderstood, understand
from .session import Answer, Session

__all__ = ["Answer", "LiveEntry", "NotUnderstood", "Session", "understand"]
