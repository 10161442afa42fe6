"""What a source client says, whatever its dialect: who it is, what it sends, and how it is turned away.

`icecast.source_client`, `shoutcast.v1` and `shoutcast.ultravox` speak three languages on the wire and this one with
the station; `opening_dialect` tells them apart by their first bytes. Each asks (`Wants`) and waits; the caller says
`accept()` or `refuse(…)`, since who may publish is no matter of protocol.
"""

from .conversation import MOST_WAITING, SOURCE_TIMEOUT, Conversation, Phase
from .description import StreamDescription, describe
from .events import Artwork, Audio, Described, Ended, SourceEvent, Titled, Wants
from .login import LONGEST_CREDENTIALS, Login, basic_credentials, basic_login
from .opening import LONGEST_LINE, Dialect, opening_dialect
from .refusal import Compat, Refusal, refusal_answer, refusal_words
from .text import LONGEST_TEXT, decode_text, one_line, song_title

__all__ = [
    "LONGEST_CREDENTIALS",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "MOST_WAITING",
    "SOURCE_TIMEOUT",
    "Artwork",
    "Audio",
    "Compat",
    "Conversation",
    "Described",
    "Dialect",
    "Ended",
    "Login",
    "Phase",
    "Refusal",
    "SourceEvent",
    "StreamDescription",
    "Titled",
    "Wants",
    "basic_credentials",
    "basic_login",
    "decode_text",
    "describe",
    "one_line",
    "opening_dialect",
    "refusal_answer",
    "refusal_words",
    "song_title",
]
