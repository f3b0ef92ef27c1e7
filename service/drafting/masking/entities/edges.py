"""Where a run begins and ends: words at its edges may be letters, or only sound like them."""

from itertools import takewhile

from service.drafting.masking.entities.items import Item, Run
from service.drafting.masking.entities.letters import COUNTRIES
from service.drafting.masking.entities.shapes import fits_shape

_TRAILING = 6
_FOREIGNER = 7
_FOREIGN = ("x", "y", "z")
_ACCOUNT = 10
_TENS = 2
_HEAD = 8
_NATIONAL = 6
_MOST_LINKS = 3
_CARD = 9


def trimmed(run: Run) -> Run | None:
    """Without words at its ends that are letters only by the sound of them."""
    items = run.items
    digits = run.digits
    if digits >= _NATIONAL and (whole := _national(items)):
        return Run(whole, run.last)
    if not digits and len(items) > 1 and all(item.single for item in items):
        return run
    last = run.last
    if _is_card(items, digits):
        return run
    while items and items[-1].dangles and not (last and _ends(items[-1], digits)):
        items.pop()
        last = bool(items) and items[-1].soft
    first = 0
    while (
        first < len(items)
        and items[first].weak
        and not _begins(items[first : first + _HEAD], items[-1], digits)
    ):
        first += 1
    del items[:first]
    return run if items else None


def _is_card(items: list[Item], digits: int) -> bool:
    """Whether figures and names of letters make the nine of an identity card: "yankee drei … november"."""
    letters = sum(len(item.letters) for item in items)
    return (
        digits + letters == _CARD
        and letters >= _MOST_LINKS
        and len(items[0].letters) == 1
        and sum(not item.weak for item in items if item.letters) >= _TENS
    )


def _national(items: list[Item]) -> list[Item]:
    """The items that have the shape of a national id, whatever their letters mean otherwise; empty for none."""
    if not any(item.letters for item in items):
        return []
    for first in range(min(_MOST_LINKS, len(items))):
        if any(item.digits for item in items[:first]):
            break
        for end in range(len(items), max(first, len(items) - _MOST_LINKS), -1):
            if any(item.digits for item in items[end:]):
                break
            if fits_shape([(item.digits, item.letters, item.weak) for item in items[first:end]]):
                return items[first:end]
    return []


def _ends(item: Item, digits: int) -> bool:
    """Whether a word that is rarely meant as a letter is: the last of a number that ends what is said."""
    return len(item.letters) == 1 and digits >= (_TENS if item.single else _TRAILING)


def _begins(items: list[Item], last: Item, digits: int) -> bool:
    """Whether a word that is rarely meant as letters is: "Y" of a foreigner's number, "DE" of an account's."""
    first, following = items[0], items[1:2]
    if first.letters in COUNTRIES:
        return digits >= _ACCOUNT and bool(following) and following[0].digits > 0
    if first.letters in _FOREIGN and digits == _FOREIGNER and last.letters:
        return True
    letters = list(takewhile(lambda item: item.letters and not item.digits, items))
    if not digits:
        return len(letters) > 1 and all(item.single for item in letters)
    return len(letters) > 1 and (len(letters) > _TENS or not all(item.weak for item in letters))
