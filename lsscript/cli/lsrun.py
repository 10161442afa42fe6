"""`lsrun station.lss`: check the script, put the station on the air, and stay until told to stop."""

import argparse
import dataclasses
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime import plan
from runtime.version import program_version

from .compile import Outcome, compile_file, render_text

__all__ = ["main"]

EXIT_PROBLEMS = 1
EXIT_UNREADABLE = 2

LEVELS = ("debug", "info", "warning", "error")

DAEMON_SECONDS = 15.0
"""How long `--daemon` waits for the station to be on the air before it says how things stand."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code (0 stopped as asked, 1 problems in the script or at the start, 2 wrong use)."""
    options = _parser().parse_args(arguments)
    if options.check:
        from .check import run_check

        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return run_check(
            options.script, as_json=options.json, strict=options.strict, colour=colour, out=sys.stdout
        )
    outcome = compile_file(options.script)
    _show(outcome)
    station = outcome.station
    if station is None or outcome.has_errors or (options.strict and outcome.diagnostics):
        return EXIT_UNREADABLE if outcome.unreadable else EXIT_PROBLEMS
    if options.daemon:
        return _daemon(options)
    return _run(_with_overrides(station, options), options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lsrun",
        description="Put the station that a script describes on the air.",
        epilog="Stop it with Ctrl-C. `lss --help` lists the tools around it.",
    )
    add = parser.add_argument
    add("script", type=Path, metavar="station.lss", help="the script")
    add(
        "--check",
        action="store_true",
        help="report every problem of the script and end; 1 if there are errors",
    )
    add("--json", action="store_true", help="with --check: for machines")
    add("--strict", action="store_true", help="treat warnings as errors")
    add("--port", type=int, help="listen on this HTTP port instead of the script's (0: any free one)")
    add("--bind", metavar="ADDRESS", help="listen on this address instead of the script's")
    add(
        "--edges",
        type=int,
        metavar="N",
        help="processes for listeners (default: one a core; 0: everything in one process)",
    )
    add(
        "--state",
        type=Path,
        metavar="FOLDER",
        help="what the station remembers (default: station.state beside the script)",
    )
    add("--log-level", choices=LEVELS, default="info", help="how much to tell (default: info)")
    add("--daemon", action="store_true", help="go on in the background and log to the state folder")
    add("--version", action="version", version=f"LegacyStream {program_version()}")
    return parser


def _show(outcome: Outcome) -> None:
    if outcome.diagnostics:
        colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        print(render_text(outcome.diagnostics, outcome.sources, colour=colour), file=sys.stderr)


def _with_overrides(station: plan.Station, options: argparse.Namespace) -> plan.Station:
    changes: dict[str, object] = {}
    if options.port is not None:
        changes["http"] = options.port
    if options.bind is not None:
        changes["bind"] = options.bind
    return dataclasses.replace(station, server=dataclasses.replace(station.server, **changes))  # type: ignore[arg-type]


def _run(station: plan.Station, options: argparse.Namespace) -> int:
    state = _state_folder(options)
    order = pickle.dumps(station)
    os.environ["LEGACYSTREAM_LOG_LEVEL"] = options.log_level
    if options.edges == 0:
        from .serve import run_in_one_process

        return run_in_one_process(order)
    from runtime.kernel.log import set_up
    from runtime.supervisor import Options, default_edges, run

    set_up(options.log_level)
    logging.getLogger("legacystream").debug("state is kept in %s", state)
    return run(
        Options(
            station_command=_child("lsscript.cli.serve", "station"),
            edge_command=lambda index: _child("runtime.edge", "edge", str(index)),
            edges=options.edges or default_edges(),
            plan=order,
        )
    )


def _child(module: str, *words: str) -> list[str]:
    """The command of a child process; -P keeps a folder called `runtime` beside the script from being taken for ours."""
    return [sys.executable, "-P", "-m", module, *words]


def _state_folder(options: argparse.Namespace) -> Path:
    folder: Path = options.state or options.script.with_suffix(".state")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _daemon(options: argparse.Namespace) -> int:
    """Start the same command without --daemon, detached, and wait until it is on the air or has ended."""
    log = _state_folder(options) / "station.log"
    arguments = [word for word in sys.argv[1:] if word != "--daemon"]
    detached = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x00000208}
    with log.open("ab") as sink:
        began = sink.tell()
        process = subprocess.Popen(  # type: ignore[call-overload]  # `detached` differs by system
            [*_child("lsscript.cli.lsrun"), *arguments],
            stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, **detached,
        )  # fmt: skip
    return _await_on_air(process, log, began)
