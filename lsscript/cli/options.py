"""The options of `lsrun`."""

import argparse
from pathlib import Path

from runtime.version import program_version

__all__ = ["parser"]

HIGHEST_PORT = 65_535

MOST_EDGES = 256


def parser() -> argparse.ArgumentParser:
    """The command line of `lsrun`."""
    whole = argparse.ArgumentParser(
        prog="lsrun",
        description="Put the station that a script describes on the air.",
        epilog="Stop it with Ctrl-C. `lss --help` lists the tools around it.",
    )
    whole.add_argument("script", type=Path, metavar="station.lss", help="the script")
    _add_checks(whole)
    _add_ports(whole)
    _add_processes(whole)
    _add_ways(whole)
    whole.add_argument("--version", action="version", version=f"LegacyStream {program_version()}")
    return whole


def _add_checks(whole: argparse.ArgumentParser) -> None:
    add = whole.add_argument
    add(
        "--check",
        action="store_true",
        help="report every problem of the script and end; 1 if there are errors",
    )
    add("--json", action="store_true", help="with --check: for machines")
    add("--strict", action="store_true", help="treat warnings as errors")


def _add_ports(whole: argparse.ArgumentParser) -> None:
    add = whole.add_argument
    http = "listen on this HTTP port, not the script's (0: any that is free)"
    add("--port", type=_port, metavar="N", help=http)
    https = (
        "listen on this HTTPS port, not the script's "
        "(0: any that is free; the number of --port: one port for both)"
    )
    add("--ssl-port", type=_port, metavar="N", help=https)
    add("--bind", metavar="ADDRESS", help="listen on this address, not the script's")


def _add_processes(whole: argparse.ArgumentParser) -> None:
    add = whole.add_argument
    edges = "processes for listeners (default: one a core; 0: one process in all)"
    add("--edges", type=_count, metavar="N", help=edges)
    state = "what the station remembers (default: beside the script)"
    add("--state", type=Path, metavar="FOLDER", help=state)
    level = "debug, info (the default), warning or error"
    add("--log-level", type=_level, default="info", metavar="LEVEL", help=level)


def _add_ways(whole: argparse.ArgumentParser) -> None:
    add = whole.add_argument
    add("--console", action="store_true", help="talk to the station in this terminal")
    add("--with-console", action="store_true", help=argparse.SUPPRESS)  # what --console starts beside itself
    add("--watch", action="store_true", help="read the script anew whenever it is saved")
    add("--daemon", action="store_true", help="go on in the background and log to the state folder")


def _level(text: str) -> str:
    from runtime.kernel.log import LEVELS  # a check does without the log, and is the sooner done

    if text not in LEVELS:
        raise argparse.ArgumentTypeError(f"{text} is no level: there are {', '.join(LEVELS)}")
    return text


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: ports run from 1 to {HIGHEST_PORT}")
    return port


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MOST_EDGES:
        raise argparse.ArgumentTypeError(f"{text} edges cannot be run: 0 to {MOST_EDGES} can")
    return count
