import subprocess
import sys
import time

from runtime.tls.storage import Storage

WRITER = """
import itertools, sys
from pathlib import Path
from runtime.tls.storage import Storage
storage = Storage(Path(sys.argv[1]))
for number in itertools.count():
    key = f"-----BEGIN PRIVATE KEY-----\\n{number}\\n-----END PRIVATE KEY-----\\n"
    storage.keep_certificate("radio", f"CHAIN {number}\\n" * 500, key)
    storage.keep_state("radio", {"number": number})
    if number % 3 == 0:
        storage.proven("radio")
    print(number, flush=True)
"""
ORDERER = """
import sys, time
from pathlib import Path
from runtime.tls.storage import Storage
lease = Storage(Path(sys.argv[1]), sys.argv[2]).lease("radio")
done = 0
with open(sys.argv[3], "a") as log:
    while done < 15:
        if lease.take(time.monotonic()):
            log.write("begin\\n"); log.flush()
            log.write("end\\n"); log.flush()
            lease.release()
            done += 1
"""


class TestAProcessThatIsKilledWhileItWrites:
    def test_leaves_a_chain_with_its_own_key(self, tmp_path):
        for _ in range(5):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path / "tls")], stdout=subprocess.PIPE, text=True
            )
            with writer:
                for _ in range(4):
                    writer.stdout.readline()
                writer.kill()

            storage = Storage(tmp_path / "tls")
            found = storage.certificate("radio")
            numbers = set(found.chain_pem.replace("CHAIN ", "").split())
            assert numbers == {found.key_pem.split("\n")[1]}
            assert isinstance(storage.state("radio")["number"], int)
            assert not list((tmp_path / "tls").rglob("*.damaged-*"))


class TestSeveralProcesses:
    def test_never_hold_a_lease_at_the_same_time(self, tmp_path):
        log = tmp_path / "log"
        orderers = [
            subprocess.Popen([sys.executable, "-c", ORDERER, str(tmp_path / "tls"), str(number), str(log)])
            for number in range(3)
        ]
        give_up = time.monotonic() + 50
        codes = [each.wait(give_up - time.monotonic()) for each in orderers]

        assert codes == [0, 0, 0]
        assert log.read_text().split() == ["begin", "end"] * 45
