"""Measurements of the running station, beside Icecast and Liquidsoap where these are installed.

`python -m benchmarks` runs them all and prints one table; `python -m benchmarks NAME …` runs some; `--json
FILE` keeps the figures. Each measurement is one module in `measures/`, takes at most 90 seconds and starts
real programs: `lsrun` as a user would (`station.py`), the peers (`peers.py`), and the listeners in a process
of their own (`load.c`, or `load.py` where there is no compiler). May import psutil and NumPy; nothing of
`runtime` or `lsscript`, which are measured from outside.
"""
