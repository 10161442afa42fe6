"""`lss certs`: the certificates of a station, on the air or not: names, issuer, days left, what comes next, what went wrong."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, cast

from runtime import plan
from runtime.errors import OperatorFault

from .attach import Line, NoStation
from .state import state_folder
from .terminal import write

__all__ = ["add_certs", "run_certs"]

FINE, TROUBLE, UNREADABLE = 0, 1, 2

HEADS = ("NAMES", "STATE", "DAYS", "ISSUER", "FROM", "NEXT RENEWAL", "LAST ATTEMPT")

WORDS: Mapping[str, str] = {
    "good": "good",
    "alarm": "ends soon",
    "expired": "expired",
    "early": "not yet valid",
    "missing": "missing",
    "self-signed": "stand-in",
}
"""States for people."""

Row = Mapping[str, object]


def add_certs(tools: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the tool to the command line."""
    telling = tools.add_parser("certs", help="tell of a station's certificates; 1 if one needs attention")
    telling.add_argument("script", type=Path, metavar="station.lss", help="the script of the station")
    telling.add_argument(
        "--revoke",
        metavar="NAME",
        help="have the authority take back the certificate of a name, and get another",
    )
    telling.add_argument("--reason", metavar="WORD", help="why: key-compromise, superseded …")
    telling.add_argument("--json", action="store_true", help="for machines")
    telling.add_argument(
        "--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)"
    )


def run_certs(options: argparse.Namespace, out: TextIO, problems: TextIO) -> int:
    """Ask the station, or read its files where none runs.

    Returns:
        0 all is well, 1 a certificate needs attention or there is none, 2 nothing could be read.
    """
    folder = state_folder(options.script, options.state)
    if options.revoke:
        return _revoke(folder, options.revoke, options.reason or "", out, problems)
    try:
        rows: Sequence[Row] | None = _asked(folder)
    except (NoStation, OperatorFault):
        rows = _found(options.script, folder, problems)
    if rows is None:
        return UNREADABLE
    write(out, json.dumps(rows, ensure_ascii=False, indent=1) + "\n" if options.json else _table(rows))
    return TROUBLE if not rows or any(map(_needs_attention, rows)) else FINE


def _revoke(folder: Path, name: str, reason: str, out: TextIO, problems: TextIO) -> int:
    """Have the running station do it: it alone speaks with the authority."""
    try:
        with Line(folder) as line:
            answer = line.ask(f"certs.revoke {name} {reason}".rstrip())
    except (NoStation, OperatorFault) as fault:
        write(problems, f"{fault}; the station that is on the air has it revoked\n")
        return UNREADABLE
    write(out if answer.ok else problems, f"{answer.result}\n")
    return FINE if answer.ok else TROUBLE


def _asked(folder: Path) -> Sequence[Row]:
    with Line(folder) as line:
        answer = line.ask("certs")
    if not answer.ok or not isinstance(answer.result, list):
        raise NoStation(str(answer.result))
    return cast("Sequence[Row]", answer.result)


def _found(script: Path, folder: Path, problems: TextIO) -> Sequence[Row] | None:
    """What the files say; None when the script cannot be read."""
    from .compile import ScriptUnreadable, compile_file, render_text

    try:
        outcome = compile_file(script)
    except ScriptUnreadable as fault:
        write(problems, f"{fault}\n")
        return None
    if outcome.station is None:
        write(problems, render_text(outcome.diagnostics, outcome.sources, False))
        return None
    from runtime.tls.shown import shown
    from runtime.tls.stored import stored_holdings

    files = [each for each in outcome.station.certificates if isinstance(each, plan.CertificateFiles)]
    now = datetime.now(UTC)
    return [shown(each, now) for each in stored_holdings(Path(outcome.station.folder), files, folder)]


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return "There is no certificate: the script has neither tls.acme(…) nor tls.files(…), and none was uploaded.\n"
    cells = [HEADS, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADS))]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    remarks = [f"{_names(row)}: {remark}" for row in rows for remark in _remarks(row)]
    return "\n".join([*lines, *([""] if remarks else []), *remarks, ""])


def _cells(row: Row) -> tuple[str, ...]:
    days = row["days"]
    attempt = " ".join(part for part in (_minute(row["last_attempt"]), str(row["outcome"])) if part)
    return (
        _names(row),
        WORDS.get(str(row["state"]), str(row["state"])),
        "-" if days is None else f"{cast(float, days):.1f}",
        str(row["issuer"]) or "-",
        str(row["from"]),
        _minute(row["next_renewal"]) or "-",
        attempt or "-",
    )


def _names(row: Row) -> str:
    return ", ".join(cast("Sequence[str]", row["names"])) or "-"


def _remarks(row: Row) -> Iterator[str]:
    yield from cast("Sequence[str]", row["remarks"])


def _minute(moment: object) -> str:
    """A moment to the minute: "2026-11-22 08:30"."""
    return str(moment)[:16].replace("T", " ")


def _needs_attention(row: Row) -> bool:
    return bool(row["failing"]) or row["state"] != "good"
