"""A machine for tests: what is around a script, written down. Public because whoever extends the language tests with it too.

Nothing outside tests and benchmarks imports it.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lsscript.check.explain_certificates import CertificateFacts
from lsscript.modules import Unreadable

__all__ = ["EVERYTHING", "Machine"]


class All(Container[object]):
    """Holds whatever it is asked for."""

    def __contains__(self, _item: object) -> bool:
        return True


EVERYTHING = All()
"""Every file, every folder."""

MOMENT = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that stands still.

    Attributes:
        files: the files that are there.
        folders: the folders that are there.
        absent: what files and folders that are not there begin with, whatever the two above hold; "" for nothing.
        scripts: what can be imported, by path; `any_script` stands for all others, None for none.
        variables: the environment; `any_variable` stands for all others.
        first_lines: the first lines of files with secrets; `any_first_line` stands for all others.
        texts: what `file.read` reads.
        zones: the time zones whose rules are here.
        moment: the date and time, as the machine's own zone has it.
        he_aac: whether an encoder for HE-AAC is here.
        no_filter: a word that no graph of filters may have.
        certificates: what is said of a certificate, by the path of its file; of all others, that they are good.
    """

    files: Container[object] = EVERYTHING
    folders: Container[object] = EVERYTHING
    absent: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)
    any_script: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    any_variable: str | None = None
    first_lines: Mapping[str, str] = field(default_factory=dict)
    any_first_line: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    zones: Container[object] = ("Europe/Berlin",)
    moment: datetime = MOMENT
    he_aac: bool = True
    no_filter: str = "compresser"
    certificates: Mapping[str, CertificateFacts] = field(default_factory=dict)

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""
        return path in self.files and not self.is_absent(path)

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return path in self.folders and not self.is_absent(path)

    def is_absent(self, path: str) -> bool:
        """Whether a path is one of those that are not there."""
        return bool(self.absent) and path.startswith(self.absent)

    def script(self, path: str) -> str:
        """The text of a script.

        Raises:
            Unreadable: it is not there.
        """
        text = None if self.is_absent(path) else self.scripts.get(path, self.any_script)
        if text is None:
            raise Unreadable("there is no such file")
        return text

    def environment(self, name: str) -> str | None:
        """A variable."""
        return self.variables.get(name, self.any_variable)

    def first_line(self, path: str) -> str | None:
        """The first line of a file."""
        return self.first_lines.get(path, self.any_first_line)

    def text(self, path: str) -> str | None:
        """The text of a file."""
        return self.texts.get(path)

    def now(self, timezone: str) -> datetime:
        """The date and time, by the clocks of a zone."""
        return self.moment.replace(tzinfo=ZoneInfo(timezone)) if timezone else self.moment

    def has_time_zone(self, name: str) -> bool:
        """Whether the rules of a zone are here."""
        return name in self.zones

    def has_he_aac(self) -> bool:
        """Whether an encoder for HE-AAC is here."""
        return self.he_aac

    def certificate(self, certificate: str, key: str, password: str) -> CertificateFacts:  # noqa: ARG002 - nothing is read
        """What can be said of a certificate."""
        return self.certificates.get(certificate, CertificateFacts())

    def why_not_filter(self, graph: str) -> str:
        """Why a graph of filters cannot be built."""
        return f"there is no filter `{self.no_filter}`" if self.no_filter in graph else ""
