"""`lss`: the tools around a script."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a tool; returns its exit code (0 well, 1 problems in the script, 2 wrong use or a script that cannot be read)."""
    options = parser().parse_args(arguments)
    return TOOLS[options.tool](options)


def parser() -> argparse.ArgumentParser:
    """The command line of `lss`."""
    from lsscript.cli.tools import add_tools

    whole = argparse.ArgumentParser(
        prog="lss",
        description="Tools around a LegacyStream script.",
        epilog="Put a script on the air with `lsrun`.",
    )
    whole.add_argument("--version", action=Version, nargs=0, help="show the version and end")
    add_tools(whole.add_subparsers(dest="tool", metavar="TOOL", required=True))
    return whole


class Version(argparse.Action):
    """Shows the version; asked for only when wanted, since it takes a moment to find."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the version and end."""
        from runtime.version import program_version

        sys.stdout.write(f"LegacyStream {program_version()}\n")
        parser.exit()


def check(options: argparse.Namespace) -> int:
    """`lss check`."""
    from lsscript.cli.check import run_check

    colour = coloured(sys.stdout.isatty())
    return run_check(
        options.script, as_json=options.json, strict=options.strict, colour=colour, out=sys.stdout
    )


def explain(options: argparse.Namespace) -> int:
    """`lss explain`."""
    from lsscript.cli.explain import run_explain

    return run_explain(options.code, sys.stdout)


def plan(options: argparse.Namespace) -> int:
    """`lss plan`."""
    from lsscript.cli.plan import run_plan

    colour = coloured(sys.stderr.isatty())
    return run_plan(options.script, colour=colour, out=sys.stdout, problems=sys.stderr)


def simulate(options: argparse.Namespace) -> int:
    """`lss simulate`."""
    from lsscript.cli.simulate import run_simulate

    return run_simulate(options, colour=coloured(sys.stderr.isatty()), out=sys.stdout, problems=sys.stderr)


def fmt(options: argparse.Namespace) -> int:
    """`lss fmt`."""
    from lsscript.cli.format import run_format

    colour = coloured(sys.stderr.isatty())
    return run_format(
        options.scripts, check=options.check, colour=colour, out=sys.stdout, problems=sys.stderr
    )


def docs(options: argparse.Namespace) -> int:
    """`lss docs`."""
    from lsscript.cli.docs import run_docs

    return run_docs(options.folder, check=options.check, out=sys.stdout)


def reload(options: argparse.Namespace) -> int:
    """`lss reload`."""
    from lsscript.cli.reload import run_reload

    dry_run: bool = options.dry_run
    return run_reload(options.script, options.state, dry_run=dry_run, out=sys.stdout, problems=sys.stderr)


def console(options: argparse.Namespace) -> int:
    """`lss console`, of a station here or elsewhere."""
    from lsscript.cli.console.command import run_console, run_remote

    streams = sys.stdin, sys.stdout, sys.stderr
    if "://" in options.station:
        return run_remote(options.station, options.token, options.ca, *streams)
    return run_console(Path(options.station), options.state, *streams)


def certs(options: argparse.Namespace) -> int:
    """`lss certs`."""
    from lsscript.cli.certs import run_certs

    return run_certs(options, sys.stdout, sys.stderr)


def export(options: argparse.Namespace) -> int:
    """`lss export`."""
    from lsscript.cli.export import run_export

    return run_export(options, sys.stdout, sys.stderr)


def state(options: argparse.Namespace) -> int:
    """`lss state`."""
    from lsscript.cli.remembered import run_state

    return run_state(options, sys.stdout, sys.stderr)


def token(options: argparse.Namespace) -> int:
    """`lss token`."""
    from lsscript.cli.token import run_token

    return run_token(options, sys.stdout, sys.stderr)


TOOLS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": check,
    "explain": explain,
    "plan": plan,
    "simulate": simulate,
    "fmt": fmt,
    "docs": docs,
    "reload": reload,
    "console": console,
    "certs": certs,
    "export": export,
    "state": state,
    "token": token,
}
"""Each loads what it needs when it runs: a tool that is not wanted costs no time."""


def coloured(terminal: bool) -> bool:
    """Whether to use colours (no-color.org)."""
    return terminal and "NO_COLOR" not in os.environ


if __name__ == "__main__":
    sys.exit(main())
