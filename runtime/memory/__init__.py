"""What a station remembers over restarts and reloads: where playlists stand, who waits in queues, what was heard.

Whoever has something to remember says it as small plain data (`Remembers`) and takes it back. `notes` is the pure core: what
has changed since it was written down. `file` is the journaled file in the state folder, `record` keeps the two in step, and
`memory` is the thread that does so away from the sound. It stands apart because it knows neither sources nor scripts:
docs/design/0012-state.md.
"""

from .file import MEMORY_FILE, Damaged, MemoryFile, read_only
from .memory import BEAT, Memory
from .notes import END, RUNNING, Change, Key, Notebook, Remembers
from .record import KEEP_DAYS

__all__ = [
    "BEAT",
    "END",
    "KEEP_DAYS",
    "MEMORY_FILE",
    "RUNNING",
    "Change",
    "Damaged",
    "Key",
    "Memory",
    "MemoryFile",
    "Notebook",
    "Remembers",
    "read_only",
]
