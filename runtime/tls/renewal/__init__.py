"""When certificates are renewed: decided in a core without a clock, and done by a driver in the station.

`renewals` is the core's door; `life` and `advice` say when a new certificate is wanted, `attempts` and `limits` when it may be
tried, `clock_watch` whether the date is believed. No file but the driver's imports anything heavy.
"""

from .issuer import LETS_ENCRYPTS, MODEST, Issuer, Rates
from .life import Life, ahead
from .record import Record
from .renewals import Renewals
from .step import Ask, Order, Step, Wait
from .wanted import Wanted, split, wanted

__all__ = [
    "LETS_ENCRYPTS",
    "MODEST",
    "Ask",
    "Issuer",
    "Life",
    "Order",
    "Rates",
    "Record",
    "Renewals",
    "Step",
    "Wait",
    "Wanted",
    "ahead",
    "split",
    "wanted",
]
