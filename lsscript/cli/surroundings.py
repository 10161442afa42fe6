"""What the language may know of the machine: files and secrets, looked for where the script stands."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lsscript.check.explain_certificates import CertificateFacts
from lsscript.modules import Unreadable

from .read import ScriptUnreadable, read_script

__all__ = ["Surroundings"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The files beside a script, and the environment."""

    folder: Path

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""
        return self.ask(path, Path.is_file)

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return self.ask(path, Path.is_dir)

    def ask(self, path: str, question: Callable[[Path], bool]) -> bool:
        """Ask about a path; what cannot be asked is not there."""
        try:
            return question(self.folder / Path(path).expanduser())
        except (OSError, ValueError, RuntimeError):
            return False

    def script(self, path: str) -> str:
        """The text of a script that is imported.

        Raises:
            Unreadable: it cannot be read.
        """
        try:
            return read_script(self.folder / Path(path).expanduser())
        except (ScriptUnreadable, RuntimeError) as fault:
            raise Unreadable(str(fault).rpartition(": ")[2]) from fault

    def has_he_aac(self) -> bool:
        """Whether libfdk-aac can be loaded."""
        from runtime.audio.fdk_aac import fdk_aac_is_here

        return fdk_aac_is_here()

    def certificate(self, certificate: str, key: str, password: str) -> CertificateFacts:
        """Read a certificate, and say what is wrong with it."""
        from lsscript.cli.certificate_facts import certificate_facts

        return certificate_facts(self.folder, certificate, key, password)

    def why_not_filter(self, graph: str) -> str:
        """What is wrong with a graph of FFmpeg's filters; "" when nothing is."""
        from runtime.audio.filter_graph import why_not
        from runtime.audio.pcm import PcmFormat

        return why_not(graph, PcmFormat())

    def has_time_zone(self, name: str) -> bool:
        """Whether the rules of a time zone are here."""
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            return False
        return True

    def environment(self, name: str) -> str | None:
        """A variable of the environment, None when it is not set."""
        return os.environ.get(name)

    def first_line(self, path: str) -> str | None:
        """The first line of a file, None when it cannot be read."""
        try:
            with (self.folder / Path(path).expanduser()).open(encoding="utf-8") as file:
                return file.readline().rstrip("\r\n")
        except (OSError, ValueError, RuntimeError):
            return None

    def text(self, path: str) -> str | None:
        """The text of a file, None when it cannot be read or is larger than a script may be."""
        try:
            return read_script(self.folder / Path(path).expanduser())
        except (ScriptUnreadable, RuntimeError):
            return None

    def now(self, timezone: str) -> datetime:
        """The date and time in a zone, "" for the machine's; a zone that there is not is told elsewhere."""
        from zoneinfo import ZoneInfo

        known = timezone and self.has_time_zone(timezone)
        return datetime.now(ZoneInfo(timezone)) if known else datetime.now().astimezone()
