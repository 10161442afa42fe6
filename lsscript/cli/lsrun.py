"""`lsrun station.lss`: check the script, put the station on the air, and stay until told to stop."""

import argparse
import gc
import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime import plan
from runtime.version import program_version

from .read import ScriptUnreadable
from .state import state_folder
from .terminal import write

__all__ = ["main"]

STOPPED, PROBLEMS, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 stopped as asked, 1 problems in the script or at the start, 2 wrong use or a script that cannot be read.
    """
    options = _parser().parse_args(arguments)
    if options.check:
        return _check(options)
    if options.console:
        from .console.command import run_beside

        words = [each for each in (sys.argv[1:] if arguments is None else arguments) if each != "--console"]
        return run_beside(words, _state_folder(options), sys.stdout, sys.stderr)
    try:
        station = _compile(options)
    except ScriptUnreadable as fault:
        write(sys.stderr, f"{fault}\n")
        return UNREADABLE
    if station is None:
        return PROBLEMS
    if options.daemon:
        from .daemon import run_detached

        return run_detached(sys.argv[1:] if arguments is None else arguments, _state_folder(options))
    return _run(station, options)


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
    add(
        "--port",
        type=_port,
        metavar="N",
        help="listen on this HTTP port, not the script's (0: any that is free)",
    )
    add(
        "--ssl-port",
        type=_port,
        metavar="N",
        help="listen on this HTTPS port, not the script's (0: any that is free; the number of --port: one port for both)",
    )
    add("--bind", metavar="ADDRESS", help="listen on this address, not the script's")
    add(
        "--edges",
        type=_count,
        metavar="N",
        help="processes for listeners (default: one a core; 0: one process in all)",
    )
    add(
        "--state", type=Path, metavar="FOLDER", help="what the station remembers (default: beside the script)"
    )
    add(
        "--log-level",
        type=_level,
        default="info",
        metavar="LEVEL",
        help="debug, info (the default), warning or error",
    )
    add("--console", action="store_true", help="talk to the station in this terminal")
    add("--watch", action="store_true", help="read the script anew whenever it is saved")
    add("--daemon", action="store_true", help="go on in the background and log to the state folder")
    add("--version", action="version", version=f"LegacyStream {program_version()}")
    return parser


def _level(text: str) -> str:
    from runtime.kernel.log import LEVELS  # a check does without the log, and is the sooner done

    if text not in LEVELS:
        raise argparse.ArgumentTypeError(f"{text} is no level: there are {', '.join(LEVELS)}")
    return text


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: ports run from 1 to 65535")
    return port


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= 256:
        raise argparse.ArgumentTypeError(f"{text} edges cannot be run: 0 to 256 can")
    return count


def _check(options: argparse.Namespace) -> int:
    """Check the script. The process ends behind it: looking for garbage meanwhile would only take time."""
    gc.disable()
    try:
        from .check import run_check

        colour = _coloured(sys.stdout.isatty())
        return run_check(
            options.script, as_json=options.json, strict=options.strict, colour=colour, out=sys.stdout
        )
    finally:
        gc.enable()


def _compile(options: argparse.Namespace) -> plan.Station | None:
    """Give the plan, or show why there is none."""
    from .compile import compile_file, render_text

    outcome = compile_file(options.script, strict=options.strict)
    if outcome.diagnostics:
        shown = render_text(outcome.diagnostics, outcome.sources, _coloured(sys.stderr.isatty()))
        write(sys.stderr, shown + "\n")
    return None if outcome.has_errors else outcome.station


def _coloured(terminal: bool) -> bool:
    return terminal and "NO_COLOR" not in os.environ


def _run(station: plan.Station, options: argparse.Namespace) -> int:
    from runtime.kernel.log import set_up

    from .order import Order, Script

    script = Script(
        options.script.absolute(), options.strict, options.port, options.bind, options.ssl_port, options.watch
    )
    state = _state_folder(options).absolute()
    set_up(options.log_level)
    order = pickle.dumps(Order(script.overridden(station), script, state))
    if options.edges == 0:
        from .serve import run_in_one_process

        return run_in_one_process(order)
    return _supervise(order, options)


def _supervise(order: bytes, options: argparse.Namespace) -> int:
    from runtime.net.limits import raise_open_files
    from runtime.supervisor import Options, default_edges, run

    level = ("--log-level", options.log_level)
    return run(
        Options(
            station_command=_child("lsscript.cli.serve", *level, "station"),
            edge_command=lambda index: _child("runtime.edge", *level, "edge", str(index)),
            edges=options.edges or default_edges(raise_open_files()),
            plan=order,
        )
    )


def _child(module: str, *words: str) -> list[str]:
    """The command of a child; -P keeps a folder called `runtime` beside the script from being taken for ours."""
    return [sys.executable, "-P", "-m", module, *words]


def _state_folder(options: argparse.Namespace) -> Path:
    """The state folder, made where it is not there. One that cannot be had costs what is remembered, not the station."""
    folder = state_folder(options.script, options.state)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        words = (fault.strerror or str(fault)).lower()
        write(
            sys.stderr,
            f"warning: the state folder {folder} cannot be made ({words}); nothing is remembered\n",
        )
    return folder


if __name__ == "__main__":
    sys.exit(main())
