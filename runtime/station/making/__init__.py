"""How plan nodes become sources: a table of makers, one family of operators a file.

A maker takes the node, its id, its children (made already) and the `Ground` they all stand on. A new operator adds a maker to
its family's table; `MAKERS` joins the families.
"""

from .ground import Ground, Maker
from .makers import MAKERS
from .separations import Separations
from .sources import Made, Sources, hearers, recorded_always

__all__ = ["MAKERS", "Ground", "Made", "Maker", "Separations", "Sources", "hearers", "recorded_always"]
