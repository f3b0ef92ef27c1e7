"""Spelled letters: names of letters, spelling alphabets, and "A as in Anna", in four languages."""

import re

from service.drafting.text import listed

# Names that are no everyday words, but for those of `WEAK`.
_NAMES = {
    "a": "ah ay", "b": "bee bé be bay beh", "c": "cee ce see sea tse zeh", "d": "dee de deh", "e": "ee", "f": "eff ef efe effe", "g": "gee ge jee",
    "h": "aitch haitch hache asch", "i": "eye", "j": "jay jota jot yot ji", "k": "kay ka kah ca", "l": "ell ele elle el", "m": "em emm eme emme",
    "n": "en enn ene enne", "p": "pee pe peh", "q": "queue cue cu ku", "r": "ar arr err erre are er", "s": "ess ese es esse",
    "t": "tee te tea teh", "u": "you", "v": "vee uve ve vau fau", "w": "doubleyou doubleu", "x": "ex equis ix iks eks",
    "y": "why wye ypsilon igrega igrec upsilon ye", "z": "zee zed zeta zet zett tset ceta zede seta",
}  # fmt: skip
_ALPHABETS = listed(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu "
    "anton berta casar caesar cesar dora emil friedrich gustav heinrich ida julius kaufmann konrad ludwig martha "
    "nordpol otto paula quelle richard samuel siegfried theodor ulrich viktor wilhelm xanthippe zacharias zeppelin "
    "aachen berlin cottbus dusseldorf essen frankfurt goslar hamburg ingelheim jena koln leipzig munchen nurnberg "
    "offenbach potsdam quickborn rostock salzwedel tubingen unna volklingen wuppertal xanten zwickau"
)
# They are said at every turn: letters only where letters and digits stand about.
WEAK = frozenset(
    listed(
        "a i o y e u ah ay ca err bay ef be see sea de ce el es en er ar are you why te ve ji ex em ix eye tea mike charlie "
        "victor golf hotel india echo lima oscar papa november quebec delta berlin hamburg frankfurt koln munchen "
        "leipzig essen potsdam rostock otto paula emil martha richard elle esse ye queue cue jay kay bee"
    )
)
_LETTERS = {name: letter for letter, names in _NAMES.items() for name in listed(names)} | {
    word: word[0] for word in _ALPHABETS
}
_LIKE = frozenset(listed("as like for wie de como comme von"))
_AS_IN = 2
# "El de la tarjeta" names no letter.
_ARTICLES = frozenset(listed("la las los le les l lo el"))
# Names of two words: "i griega", "double u".
_TWICE = {
    **dict.fromkeys(("i griega", "y griega", "i grec", "y grec"), "y"),
    **dict.fromkeys(
        (
            "uve doble",
            "doble uve",
            "doble ve",
            "ve doble",
            "doble u",
            "double v",
            "double ve",
            "double u",
            "double you",
        ),
        "w",
    ),
}


# Letters read as one that are no word; and countries, with which account numbers begin.
_PAIR = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,3}|[a-z]{2}")
_NO_PAIRS = frozenset(
    listed(
        "mr ms mrs st nd rd th pm hm mm mmm hmm km kg vs dr nr tv cd dvd pc sms gps gb mb tb str nbr pls thx btw ltd bmw ssn vpn "
        "is it my to of in on at no so ok es el la mi su de un le ma du et en ja zu am im um uh er yo te se al lo si me be we us "
        "he do go by as or if an up id ni va ou sa ce je tu il ne ob da wo oh ah eh ay ha ho em ex ir ve vi os au on vu pu ta ya "
        "di fe ea mo ar re hi oy ur los les aux ll ve don"
    )
)
COUNTRIES = frozenset(listed("de es fr gb at it nl be pt ie lu ch pl"))


def letter(word: str) -> str:
    """The letter, or letters, that a folded word stands for; empty for a word that is none."""
    if len(word) == 1:
        return word if word.isalpha() else ""
    if word in COUNTRIES:
        return word
    if word in _LETTERS:
        return _LETTERS[word]
    return word if _PAIR.fullmatch(word) and word not in _NO_PAIRS else ""


def doubled(word: str, following: str) -> str:
    """The letter that two words name together; empty for none."""
    return _TWICE.get(f"{word} {following}", "")


def explained(words: list[str], at: int, said: str) -> int:
    """How many words after a letter only explain it: "as in Anna", "wie Anton", "de casa"; 0 for none."""
    rest = words[at + 1 : at + 4]
    if not rest or rest[0] not in _LIKE:
        return 0
    if rest[1:2] == ["in"] and len(rest) > _AS_IN and rest[2][:1] == said[:1]:
        return 3
    return 2 if len(rest) > 1 and rest[1][:1] == said[:1] and rest[1] not in _ARTICLES else 0
