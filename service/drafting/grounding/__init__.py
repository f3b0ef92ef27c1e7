"""Whether code finds a statement supported: quotes, then numbers, days, codes, names, a "not", who said it, what was done.

A fuzzy match does not see a swapped amount or a lost "not", so those are hard checks of their own. The
verdict on a statement is the worst of its checks.
"""

from service.drafting.grounding.deeds import said_by
from service.drafting.grounding.ground import Ground
from service.drafting.grounding.verdicts import Grounded, worst

__all__ = ["Ground", "Grounded", "said_by", "worst"]
