"""Functions of the script while the station plays: who calls them, what they can reach, and what becomes of those that fail.

    script.py     all of it, for one station
    language.py   what the station asks of the language; `lsscript.cli` hands it in
    runner.py     threads beside the programme, one function at a time, each with a deadline
    world.py      what a function can reach: the log, the web, programs, sources
    hooks.py      events → handlers
    live.py       parameters that a function gives
    fetch.py      `http.get` and `http.post`      programs.py  `process.run`      webhooks.py  `webhook`

A function never runs on the path that plays, and never keeps the station from anything: it is given up at its deadline, and
what waits for it is bounded.
"""

from .hooks import Hooks
from .language import Language, ScriptFunction
from .live import LiveParameters
from .runner import FunctionRunner
from .script import Script
from .world import StationWorld

__all__ = [
    "FunctionRunner",
    "Hooks",
    "Language",
    "LiveParameters",
    "Script",
    "ScriptFunction",
    "StationWorld",
]
