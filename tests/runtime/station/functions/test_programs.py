"""`process.run`."""

import asyncio
import sys
import time

import pytest

from runtime.station.functions.programs import LONGEST_OUTPUT, Programs


@pytest.fixture
def run(tmp_path):
    def run(*arguments, text="", environment=None, seconds=20.0):
        return asyncio.run(Programs(tmp_path).run(arguments, text, environment or {}, seconds))

    return run


def python(code):
    return (sys.executable, "-c", code)


class TestAProgram:
    def test_gives_what_it_writes(self, run):
        found = run(*python("import sys; print(sys.stdin.read().upper(), end='')"), text="hello")

        assert found == {"ok": True, "status": 0, "output": "HELLO", "error": ""}

    def test_is_given_its_arguments_as_they_are(self, run):
        found = run(*python("import sys; print(sys.argv[1:], end='')"), "a b", "$HOME; rm", "")

        assert found["output"] == "['a b', '$HOME; rm', '']"

    def test_sees_its_variables_and_those_of_the_station(self, run):
        found = run(
            *python("import os; print(os.environ['A'], 'PATH' in os.environ, end='')"), environment={"A": "b"}
        )

        assert found["output"] == "b True"

    def test_runs_in_the_scripts_folder(self, run, tmp_path):
        found = run(*python("import os; print(os.getcwd(), end='')"))

        assert found["output"] == str(tmp_path.resolve())

    def test_that_fails_says_why(self, run):
        found = run(*python("import sys; print('broken', file=sys.stderr); sys.exit(3)"))

        assert (found["ok"], found["status"], found["error"]) == (False, 3, "broken")

    def test_that_writes_without_end_is_read_and_kept_to_the_bound(self, run):
        found = run(*python(f"print('x' * {LONGEST_OUTPUT * 3})"))

        assert (found["ok"], len(found["output"])) == (True, LONGEST_OUTPUT)

    def test_that_does_not_read_its_input_is_none_the_worse(self, run):
        assert run(*python("print('done', end='')"), text="x" * 1_000_000)["output"] == "done"

    def test_that_does_not_end_is_ended(self, run):
        found = run(*python("import time; time.sleep(600)"), seconds=0.2)

        assert found == {
            "ok": False,
            "status": -1,
            "output": "",
            "error": "it did not end within 0.2 s and was ended",
        }

    def test_that_leaves_a_child_behind_is_not_waited_for(self, run):
        child = "import time; time.sleep(30)"
        parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
        began = time.monotonic()
        found = run(*python(parent), seconds=1.0)

        assert found["error"] == "it did not end within 1 s and was ended"
        assert time.monotonic() - began < 20

    @pytest.mark.skipif(sys.platform == "win32", reason="Unix signals")
    def test_that_ignores_the_wish_that_it_end_is_ended(self, run):
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"

        assert run(*python(deaf), seconds=1.0)["error"] == "it did not end within 1 s and was ended"


class TestNoProgram:
    def test_is_said(self, run):
        assert run("/no/such/hush-program")["error"] == "there is no such program"
        assert run()["error"] == "there is no program to run"
        assert run("")["error"] == "there is no program to run"

    def test_that_cannot_be_a_name_is_said_without_it(self, run):
        assert run("a\0hush")["ok"] is False
