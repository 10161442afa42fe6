"""What a listener hears from a mount besides the audio: heads, refusals, preflights, and whether the
station is on the air.

Icecast 2.4.4 is the measure, because every player was tried against it; HEAD, preflights and 503 are what
it lacks.
"""

from .dialect import (
    ALLOWED,
    PUBLISHING,
    Answer,
    AskHealth,
    AskOnAir,
    HandOver,
    Outcome,
    Refusal,
    Rouse,
    Serve,
    answer_fault,
    answer_refusal,
    respond,
    serve_instead,
)
from .health import MountHealth, health_answer, on_air_answer
from .table import Limits, ServedMount, Table

__all__ = [
    "ALLOWED",
    "PUBLISHING",
    "Answer",
    "AskHealth",
    "AskOnAir",
    "HandOver",
    "Limits",
    "MountHealth",
    "Outcome",
    "Refusal",
    "Rouse",
    "Serve",
    "ServedMount",
    "Table",
    "answer_fault",
    "answer_refusal",
    "health_answer",
    "on_air_answer",
    "respond",
    "serve_instead",
]
