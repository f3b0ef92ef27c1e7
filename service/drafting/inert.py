"""Text as it may leave for another system: plain, and nothing that a spreadsheet would run.

A CRM's records are exported to spreadsheets, and those run a cell that begins with one of a few signs
(OWASP, CSV injection).
"""

import re
import unicodedata

from service.drafting.text import INVISIBLE

_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_FIGURE = re.compile(r"[+-]?\d[\d\s().,/:-]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def inert(text: str) -> str:
    """The text without hidden characters, an apostrophe before one that would be taken for a formula.

    A telephone number and a negative amount stay as they are. Twice is as once.
    """
    shown = _CONTROL.sub("", INVISIBLE.sub("", text))
    # A sign of full width is taken for the plain one.
    first = unicodedata.normalize("NFKC", shown.lstrip(" \n")[:1])
    runs = first.startswith(_STARTS) and not _FIGURE.fullmatch(shown.strip())
    return f"'{shown}" if runs else shown
