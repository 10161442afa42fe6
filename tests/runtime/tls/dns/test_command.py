"""Programs of the operator that write entries."""

import asyncio
import sys
import time

import pytest

from runtime.errors import OperatorFault
from runtime.plan import DnsCommand
from runtime.plan.units import Seconds
from runtime.tls.dns import CommandDns

NAME = "_acme-challenge.radio.example"


def hook(folder, body, timeout=20.0):
    """A program in Python."""
    (folder / "hook.py").write_text(f"import sys, time\n{body}\n", "utf-8")
    return CommandDns(DnsCommand(f'"{sys.executable}" hook.py zone', Seconds(timeout)), folder)


class TestTheProgram:
    def test_is_given_what_to_do_and_runs_in_the_scripts_folder(self, tmp_path):
        dns = hook(tmp_path, "open('said', 'a').write(' '.join(sys.argv[1:]) + '\\n')")

        async def work():
            await dns.present(NAME, "-a_b")
            await dns.clean_up(NAME, "-a_b")

        asyncio.run(work())

        assert (tmp_path / "said").read_text() == f"zone present {NAME} -a_b\nzone clean {NAME} -a_b\n"

    def test_that_fails_is_told_with_its_last_line(self, tmp_path):
        dns = hook(tmp_path, "print('first'); print('no such zone', file=sys.stderr); sys.exit(3)")

        with pytest.raises(OperatorFault, match=r"ended with 3: no such zone$"):
            asyncio.run(dns.present(NAME, "x"))

    def test_that_does_not_end_is_ended(self, tmp_path):
        dns = hook(tmp_path, "time.sleep(30)", timeout=0.3)
        begun = time.monotonic()

        with pytest.raises(OperatorFault, match=r"did not end within 0\.3 s"):
            asyncio.run(dns.present(NAME, "x"))

        assert time.monotonic() - begun < 15

    def test_that_is_not_there_is_told(self, tmp_path):
        dns = CommandDns(DnsCommand("no-such-program-here"), tmp_path)

        with pytest.raises(OperatorFault, match="cannot be run"):
            asyncio.run(dns.present(NAME, "x"))

    def test_with_quotes_that_do_not_close_is_told(self, tmp_path):
        dns = CommandDns(DnsCommand('hook "zone'), tmp_path)

        with pytest.raises(OperatorFault, match="cannot be read as a command"):
            asyncio.run(dns.present(NAME, "x"))
