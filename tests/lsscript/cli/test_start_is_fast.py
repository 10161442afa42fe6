import subprocess
import sys


def modules_after(code):
    script = f"import sys; {code}; print(' '.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    return set(run.stdout.split())


class TestCompiling:
    def test_wakes_nothing_heavy(self):
        loaded = modules_after("import lsscript.cli.check")

        assert not loaded & {"asyncio", "av", "numpy", "aiohttp", "lameenc", "psutil"}


class TestTheLanguage:
    def test_is_asleep_until_it_is_wanted(self):
        loaded = modules_after("import lsscript, stdlib, runtime.plan")

        assert not any(each.startswith(("lark", "lsscript.")) for each in loaded)
