"""What `lsrun` orders of the station's process: a plan, and how to read its script again."""

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime import plan
from runtime.kernel.turns import hold_still, keep_for_good
from runtime.station.renewal import Compiled

__all__ = ["Order", "Script"]


@dataclass(frozen=True, slots=True)
class Script:
    """A script, and what the command line says beside it.

    Attributes:
        path: the script's file.
        strict: whether warnings are errors.
        port: the HTTP port in place of the script's, where one was given.
        bind: the address in place of the script's, likewise.
        ssl_port: the HTTPS port in place of the script's, likewise.
        watch: whether it is read anew whenever it is saved.
    """

    path: Path
    strict: bool = False
    port: int | None = None
    bind: str | None = None
    ssl_port: int | None = None
    watch: bool = False

    def __call__(self, added: Sequence[str] = ()) -> Compiled:
        """Read, check and evaluate it as it is now, with texts behind its own.

        The language is imported for it: a station that only plays does without.
        """
        with hold_still():
            _bring_the_language()
            return self._compiled(added)

    def _compiled(self, added: Sequence[str]) -> Compiled:
        from .compile import ScriptUnreadable, compile_file, library, render_text

        try:
            outcome = compile_file(self.path, strict=self.strict, added=added)
        except ScriptUnreadable as fault:
            return Compiled(None, f"{fault}\n", files=(str(self.path),))
        files = tuple(name for name in outcome.sources if name not in library().sources)
        problems = render_text(outcome.diagnostics, outcome.sources, False) if outcome.diagnostics else ""
        if outcome.has_errors or outcome.station is None:
            return Compiled(None, problems, files)
        return Compiled(self.overridden(outcome.station), problems, files)

    def overridden(self, station: plan.Station) -> plan.Station:
        """The plan with what the command line says."""
        server = station.server
        if self.port is not None:
            server = dataclasses.replace(server, http=self.port)
        if self.bind is not None:
            server = dataclasses.replace(server, bind=self.bind)
        if self.ssl_port is not None:
            server = dataclasses.replace(server, https=self.ssl_port)
        return dataclasses.replace(station, server=server)


def _bring_the_language() -> None:
    """Import what reads scripts, the first time; it stays, so that no collection of garbage need look at it."""
    if "lsscript.cli.compile" not in sys.modules:
        from lsscript.syntax.table import table

        from . import compile as _  # noqa: F401

        table()
        keep_for_good()


@dataclass(frozen=True, slots=True)
class Order:
    """What to play, where it came from, where what is remembered lies, and what of it was changed by hand."""

    station: plan.Station
    script: Script
    state: Path
    by_hand: tuple[plan.ByHand, ...] = ()
