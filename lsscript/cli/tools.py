"""The tools of `lss` on its command line."""

import argparse
from pathlib import Path
from typing import TypeAlias

from lsscript.cli.certs import add_certs
from lsscript.cli.export import add_export
from lsscript.cli.simulate_options import add_simulate
from lsscript.cli.state import add_state
from lsscript.cli.token import add_token

__all__ = ["Tools", "add_tools"]

Tools: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name


def add_tools(tools: Tools) -> None:
    """Add every tool to the command line."""
    _add_check(tools)
    _add_explain(tools)
    _add_plan(tools)
    add_simulate(tools)
    _add_format(tools)
    _add_docs(tools)
    _add_reload(tools)
    _add_console(tools)
    add_certs(tools)
    add_export(tools)
    add_state(tools)
    add_token(tools)


def _add_check(tools: Tools) -> None:
    tool = tools.add_parser("check", help="report every problem of a script; 1 if there are errors")
    _add_script(tool, "the script")
    tool.add_argument("--json", action="store_true", help="for machines")
    tool.add_argument("--strict", action="store_true", help="treat warnings as errors")


def _add_explain(tools: Tools) -> None:
    tool = tools.add_parser("explain", help="explain a code, such as LSS401")
    tool.add_argument("code", metavar="CODE", help="the code of a problem")


def _add_plan(tools: Tools) -> None:
    _add_script(tools.add_parser("plan", help="print the plan of a script as JSON"), "the script")


def _add_format(tools: Tools) -> None:
    tool = tools.add_parser("fmt", help="give scripts their one look")
    tool.add_argument("scripts", type=Path, nargs="+", metavar="FILE", help="a script")
    tool.add_argument("--check", action="store_true", help="change nothing; 1 if something would change")


def _add_docs(tools: Tools) -> None:
    tool = tools.add_parser("docs", help="write the manual of the library")
    folder = Path("docs/reference/library")
    where = "where to (default: docs/reference/library)"
    tool.add_argument("folder", type=Path, nargs="?", default=folder, metavar="FOLDER", help=where)
    tool.add_argument("--check", action="store_true", help="write nothing; 1 if a page is not up to date")


def _add_reload(tools: Tools) -> None:
    tool = tools.add_parser("reload", help="have the running station read its script anew; nobody is dropped")
    _add_script(tool, "the script of the station")
    tool.add_argument("--dry-run", action="store_true", help="only say what would change")
    _add_state(tool)


def _add_console(tools: Tools) -> None:
    tool = tools.add_parser("console", help="talk to the running station in the language of its script")
    where = "the script of the station, or its address: https://radio.example:8443"
    tool.add_argument("station", metavar="station.lss", help=where)
    _add_state(tool)
    token = 'for an address: where its token is, "env:NAME" or "file:PATH"; left out, it is asked for'
    tool.add_argument("--token", metavar="PLACE", help=token)
    ca = "for an address: the certificates of the authority that is trusted"
    tool.add_argument("--ca", type=Path, metavar="FILE", help=ca)


def _add_script(tool: argparse.ArgumentParser, what: str) -> None:
    tool.add_argument("script", type=Path, metavar="station.lss", help=what)


def _add_state(tool: argparse.ArgumentParser) -> None:
    tool.add_argument(
        "--state", type=Path, metavar="FOLDER", help="its state folder (default: beside the script)"
    )
