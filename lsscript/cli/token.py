"""`lss token`: makes the tokens that `listeners.token` lets in."""

import argparse
import os
import re
import secrets
import time
from pathlib import Path
from typing import TextIO

__all__ = ["add_token", "run_token"]

WRONG = 2
SECRET_BYTES = 32
LENGTH = re.compile(r"(\d{1,9})(s|min|h|d)")
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def add_token(tools: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the tool to the command line."""
    tool = tools.add_parser("token", help="make a token for `listeners.token`")
    add = tool.add_argument
    add("--new-secret", action="store_true", help="make a secret for the script, and nothing else")
    add("--secret", metavar="PLACE", help='where the secret is, as in the script: "env:NAME" or "file:path"')
    add(
        "--for",
        dest="length",
        type=length,
        default=SECONDS["d"],
        metavar="TIME",
        help="how long it is good: 12h, 30d (default: 1d)",
    )
    add("--mount", default="", metavar="PATH", help="the only mount it is good for")
    add("--address", default="", metavar="IP", help="the only address it is good from")
    add("--user", default="", metavar="NAME", help="whom it is for")


def length(text: str) -> int:
    """Seconds of a length of time.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    found = LENGTH.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no length of time: write 30min, 12h or 30d")
    return int(found.group(1)) * SECONDS[found.group(2)]


def run_token(options: argparse.Namespace, out: TextIO, problems: TextIO) -> int:
    """Make one. Returns 0 when it is made, 2 when there is no secret to sign it with."""
    if options.new_secret:
        out.write(f"{secrets.token_urlsafe(SECRET_BYTES)}\n")
        return 0
    secret = read_secret(options.secret or "")
    if secret is None:
        problems.write('the secret cannot be had: give --secret "env:NAME" or --secret "file:path"\n')
        return WRONG
    from runtime.plan import SHORTEST_KEY
    from runtime.protocols.access import Token, make_token

    if len(secret) < SHORTEST_KEY:
        problems.write(f"the secret is too short: it has at least {SHORTEST_KEY} characters\n")
        return WRONG
    token = Token(int(time.time()) + options.length, options.mount, options.address, options.user)
    out.write(f"{make_token(token, secret.encode())}\n")
    return 0


def read_secret(place: str) -> str | None:
    """A secret from where the script has it; None where there is none."""
    scheme, _, name = place.partition(":")
    if scheme == "env":
        return os.environ.get(name)
    try:
        with Path(name).expanduser().open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n") if scheme == "file" else None
    except (OSError, ValueError, RuntimeError):
        return None
