"""An evaluator that is asked line by line: text in, a value with its type or problems out. No terminal, no file, no socket.

The console of a running station and a terminal both stand on `Session`. May import `evaluate` and what is below it.
"""

from .session import Answer, Session

__all__ = ["Answer", "Session"]
