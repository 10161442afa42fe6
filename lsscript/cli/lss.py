"""`lss`: the tools around a script."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a tool; returns its exit code (0 well, 1 problems in the script, 2 wrong use or a script that cannot be read)."""
    options = parser().parse_args(arguments)
    match options.tool:
        case "check":
            return check(options)
        case "explain":
            from lsscript.cli.explain import run_explain

            return run_explain(options.code, sys.stdout)
        case "fmt":
            return fmt(options)
        case "reload":
            from lsscript.cli.reload import run_reload

            return run_reload(
                options.script, options.state, dry_run=options.dry_run, out=sys.stdout, problems=sys.stderr
            )
        case "console":
            from lsscript.cli.console.command import run_console

            return run_console(options.script, options.state, sys.stdin, sys.stdout, sys.stderr)
        case "docs":
            from lsscript.cli.docs import run_docs

            return run_docs(options.folder, check=options.check, out=sys.stdout)
        case "certs":
            from lsscript.cli.certs import run_certs

            return run_certs(options, sys.stdout, sys.stderr)
        case "export":
            from lsscript.cli.export import run_export

            return run_export(options, sys.stdout, sys.stderr)
        case "token":
            from lsscript.cli.token import run_token

            return run_token(options, sys.stdout, sys.stderr)
        case "simulate":
            return simulate(options)
        case _:
            from lsscript.cli.plan import run_plan

            return run_plan(
                options.script, colour=coloured(sys.stderr.isatty()), out=sys.stdout, problems=sys.stderr
            )


def parser() -> argparse.ArgumentParser:
    """The command line of `lss`."""
    whole = argparse.ArgumentParser(
        prog="lss",
        description="Tools around a LegacyStream script.",
        epilog="Put a script on the air with `lsrun`.",
    )
    whole.add_argument("--version", action=Version, nargs=0, help="show the version and end")
    tools = whole.add_subparsers(dest="tool", metavar="TOOL", required=True)
    checking = tools.add_parser("check", help="report every problem of a script; 1 if there are errors")
    checking.add_argument("script", type=Path, metavar="station.lss", help="the script")
    checking.add_argument("--json", action="store_true", help="for machines")
    checking.add_argument("--strict", action="store_true", help="treat warnings as errors")
    explaining = tools.add_parser("explain", help="explain a code, such as LSS401")
    explaining.add_argument("code", metavar="CODE", help="the code of a problem")
    planning = tools.add_parser("plan", help="print the plan of a script as JSON")
    planning.add_argument("script", type=Path, metavar="station.lss", help="the script")
    from lsscript.cli.simulate_options import add_simulate

    add_simulate(tools)
    formatting = tools.add_parser("fmt", help="give scripts their one look")
    formatting.add_argument("scripts", type=Path, nargs="+", metavar="FILE", help="a script")
    formatting.add_argument(
        "--check", action="store_true", help="change nothing; 1 if something would change"
    )
    documenting = tools.add_parser("docs", help="write the manual of the library")
    documenting.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path("docs/reference/library"),
        metavar="FOLDER",
        help="where to (default: docs/reference/library)",
    )
    documenting.add_argument(
        "--check", action="store_true", help="write nothing; 1 if a page is not up to date"
    )
    reloading = tools.add_parser(
        "reload", help="have the running station read its script anew; nobody is dropped"
    )
    reloading.add_argument("script", type=Path, metavar="station.lss", help="the script of the station")
    reloading.add_argument("--dry-run", action="store_true", help="only say what would change")
    reloading.add_argument(
        "--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)"
    )
    talking = tools.add_parser("console", help="talk to the running station in the language of its script")
    talking.add_argument("script", type=Path, metavar="station.lss", help="the script of the station")
    talking.add_argument(
        "--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)"
    )
    from lsscript.cli.certs import add_certs
    from lsscript.cli.export import add_export
    from lsscript.cli.token import add_token

    add_certs(tools)
    add_export(tools)
    add_token(tools)
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


def coloured(terminal: bool) -> bool:
    """Whether to use colours (no-color.org)."""
    return terminal and "NO_COLOR" not in os.environ


if __name__ == "__main__":
    sys.exit(main())
