"""A checked module to a plan: values, functions, and what the library's functions make of them.

    expressions.py    the tree, run
    externs.py        what each `extern def` of the library does: usually, add a node to the draft
    plan.py           the draft, with an id for every node, as `runtime.plan.Station`

Runs only what has no errors. Reads no file: secrets come through the reader that is passed in.
"""

from .plan import Evaluated, evaluate, evaluate_program

__all__ = ["Evaluated", "evaluate", "evaluate_program"]
