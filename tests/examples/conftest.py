"""The examples, run as the page that shows them says."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
for place in (
    ROOT / "tests" / "interop",
    ROOT,
):  # the instruments, and the benchmarks' way of running a station
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))
