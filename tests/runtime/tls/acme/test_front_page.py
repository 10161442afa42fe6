import subprocess
import sys

HEAVY = ("acme", "josepy", "requests", "cryptography", "OpenSSL", "idna", "dns", "cloudflare")


class TestWhoeverOnlyMayWantACertificate:
    def test_loads_none_of_the_packages_for_it(self):
        code = (
            "import sys, runtime.tls.acme, runtime.tls.storage, runtime.tls.dns; "
            f"print([name for name in {HEAVY!r} if name in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
        )

        assert done.stdout.strip() == "[]"
