"""`lsrun station.lss`: check the script, put the station on the air, and stay until told to stop."""

import argparse
import gc
import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime import plan

from .options import parser
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
    options = parser().parse_args(arguments)
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

        return run_in_one_process(order, _lifeline(options))
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
            lifeline=_lifeline(options),
        )
    )


def _lifeline(options: argparse.Namespace) -> int | None:
    """Standard input, where a console holds its other end."""
    return 0 if options.with_console else None


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
