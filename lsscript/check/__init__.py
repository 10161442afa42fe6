"""Whether a script means something: names, types with units, and the rules of a station.

    module.py    Module → Checked, the entry for names and types
    station_rules.py    what an evaluated script promises its listeners

Every problem is a fact (`problems.py`) first and words (`explain.py`) later. What has failed once is `UNKNOWN` from then on
and says nothing more.
"""

from .module import Checked, check_module

__all__ = ["Checked", "check_module"]
