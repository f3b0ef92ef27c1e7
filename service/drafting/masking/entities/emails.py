"""E-mail addresses as they are written, spoken and spelled: "ana dot silva at gmail dot com"."""

import re
from collections.abc import Iterator

from service.drafting.masking.entities.figures import is_figure
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.letters import explained, letter
from service.drafting.masking.entities.runs import lexed_digits
from service.drafting.masking.marks import Kind
from service.drafting.text import listed

_WRITTEN = re.compile(r"[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,62}){1,4}")
_TOKEN = re.compile(r"\[\[?[^\[\]]{0,40}\]\]?|[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]")
_AT = frozenset(listed("@ at arroba arobase arobas aroba arrobase klammeraffe et ad affenschwanz"))
_DOTS = frozenset(listed(". dot punto point punkt period"))
_JOINS = {
    "_": "_", "underscore": "_", "underline": "_", "unterstrich": "_", "guionbajo": "_", "underbar": "_",
    "-": "-", "dash": "-", "hyphen": "-", "minus": "-", "guion": "-", "tiret": "-", "bindestrich": "-", "trait": "-",
    "plus": "+", "+": "+", "mas": "+",
}  # fmt: skip
# "guion bajo", "tiret du bas", "trait d'union": what makes one join of several words.
_LOW = frozenset(listed("bajo bas du d'union medio low score"))
_UNDER = "under"
_TOPS = frozenset(
    listed(
        "com net org es fr de uk co io eu info gov edu me us ca at ch it mx ar cl pe biz ie be nl pt br au nz cat online "
        "gouv ac"
    )
)
_PROVIDERS = frozenset(
    listed(
        "gmail googlemail hotmail yahoo outlook icloud aol gmx web tonline orange free wanadoo laposte sfr proton protonmail "
        "live msn btinternet sky comcast verizon freenet posteo mailbox telefonica movistar terra me mail ymail arcor hushmail"
    )
)
_MANGLED = re.compile(r"[a-z0-9.]{2,40}(?:gmail|hotmail|yahoo|outlook|icloud)(?:\.?com|\.?es|\.?fr|\.?de)?")
_STOPS = frozenset(
    listed(
        "it's its it is es ist est c'est my mi ma mon meine mein email emails e mail address adresse correo direccion courriel "
        "to and y und the with on under lautet sure yes yeah yep ok okay um uh euh eh ahm so that's that would be reach me "
        "send use please oui si ja name com then well just all lowercase word for of was has have i you in by an from "
        "this what's whats here's hier la el le un una une der die das meiner als account right oh no it'll would're "
        "or o ou oder one contact write me at unter sur al a con je suis soy bin was your su votre ihre was were been "
        "looking look looked shop bought order ordered work works working website site page online visit go went got see "
        "electronico electronique electronica number spell spelled spelling number's nummer numero mm hmm mhm hm huh aha"
    )
)
_JOINTS = (_AT | _DOTS | frozenset(_JOINS)) - {"et", "ad", "mas", "plus", "-", "."}
_MOST_PIECE = 8
_MOST_BACK = 60
_MOST_FORWARD = 30
_LABEL_WORDS = 3
_PLAIN_WORDS = 2


class _Words:
    def __init__(self, text: str) -> None:
        matches = list(_TOKEN.finditer(text))
        self.text = text
        self.words = [match.group() for match in matches]
        self.spans = [match.span() for match in matches]

    def __len__(self) -> int:
        return len(self.words)

    def is_spelled(self, at: int) -> bool:
        word = self.words[at]
        return len(word) == 1 or is_figure(word) or word.isdecimal()


def written(text: str) -> Iterator[Found]:
    for match in _WRITTEN.finditer(text):
        yield Found(*match.span(), Kind.EMAIL, sure=True)


def spoken(text: str, *, asked: bool) -> Iterator[Found]:
    """Addresses with an "at" and a domain. `asked` if an e-mail address is talked about: then less will do."""
    words = _Words(text)
    after = 0
    for at, word in enumerate(words.words):
        if word not in _AT or at <= after:
            continue
        end = _domain(words, at + 1)
        if not end:
            continue
        first, strong = _local(words, at - 1, after, asked=asked)
        known = any(word in _PROVIDERS for word in words.words[at + 1 : end])
        if first < at and (strong or asked or known):
            yield _found(words, first, at, end)
            after = end


def pieces(text: str) -> Iterator[Found]:
    """Parts of an address that somebody asked for: a domain, words joined by dots, letters one by one."""
    words = _Words(text)
    if _is_piece(words):
        yield Found(words.spans[0][0], words.spans[-1][1], Kind.EMAIL)
        return
    at = 0
    while at < len(words):
        end = _piece(words, at)
        end += at < end == len(words) - 1 and words.words[end] in _JOINTS - {"at"}
        if end > at:
            start = words.spans[at][0]
            yield Found(start, words.spans[end - 1][1], Kind.EMAIL)
            at = end
        at += 1


def _is_piece(words: _Words) -> bool:
    """Whether a turn is nothing but a part of an address, that ends or begins with what joins it to the rest."""
    said = words.words
    if not 1 < len(said) <= _MOST_PIECE:
        return False
    first = said[0] in _JOINTS and (said[0] != "at" or said[1] in _PROVIDERS or not _DOTS.isdisjoint(said))
    last = said[-1] in _JOINTS and (said[-1] != "at" or len(said) <= _LABEL_WORDS)
    known = said[0] in _PROVIDERS and said[-1] in _TOPS and said[1] in _DOTS
    parts = [word for word in said if word not in _JOINTS and word not in _LOW]
    named = bool(parts) and all(word[0].isalnum() and (word not in _STOPS or word in _TOPS) for word in parts)
    return named and (first or last or known)


def _piece(words: _Words, at: int) -> int:
    """Where a stretch of joined words or spelled letters that begins here ends; `at` for none."""
    word = words.words[at]
    if _MANGLED.fullmatch(word) and word not in _PROVIDERS:
        return at + 1
    if word in _AT and (end := _domain(words, at + 1)):
        return end
    end, parts, joined = at, 0, False
    while end < len(words):
        step = _part(words, end)
        if not step:
            break
        single = words.is_spelled(end) or step > 1
        if parts and not joined and not (single and words.is_spelled(end - 1)) and step == 1:
            break
        end, parts = end + step, parts + 1
        join = _join(words, end)
        joined = bool(join) and end + join < len(words) and bool(_part(words, end + join))
        end += join if joined else 0
    letters = sum(len(words.words[index]) == 1 and words.words[index].isalpha() for index in range(at, end))
    figures = sum(words.words[index].isdecimal() or is_figure(words.words[index]) for index in range(at, end))
    spelled = letters if letters > figures else 0
    has_join = any(words.words[index] in _DOTS or words.words[index] in _JOINS for index in range(at, end))
    return (
        end if (parts > 1 and has_join and not words.words[at].isdecimal()) or spelled >= _LABEL_WORDS else at
    )


def _part(words: _Words, at: int) -> int:
    """How many words make one part of an address from here: a word, a letter, "a as in Anna"."""
    word = words.words[at]
    if not word[0].isalnum() or word in _JOINS or word in _DOTS or word in _AT:
        return 0
    said = letter(word)
    used = explained(words.words, at, said) if said else 0
    if used:
        return used + 1
    return 0 if word in _STOPS and len(word) > 1 else 1


def _join(words: _Words, at: int) -> int:
    """How many words say "dot", "underscore", "guion bajo" here."""
    if at >= len(words):
        return 0
    if words.words[at] == _UNDER and words.words[at + 1 : at + 2] == ["score"]:
        return 2
    if words.words[at] not in _DOTS and words.words[at] not in _JOINS:
        return 0
    used = 1
    while at + used < len(words) and words.words[at + used] in _LOW and used < _LABEL_WORDS:
        used += 1
    return used


def _domain(words: _Words, at: int) -> int:
    """Where a domain that begins here ends; 0 for none."""
    end, labels = at, 0
    limit = min(len(words), at + _MOST_FORWARD)
    last = 0
    while end < limit:
        word = words.words[end]
        if word in _DOTS and labels:
            top = end + 1
            if top < len(words) and (words.words[top] in _TOPS or _spelled_top(words, top)):
                last = end = top + (1 if words.words[top] in _TOPS else 2)
                continue
            end, labels = top, 0
        elif last:
            break
        elif word in _PROVIDERS and words.words[end + 1 : end + 2] and words.words[end + 1] in _TOPS:
            return end + 2
        elif word[0].isalnum() and (labels < _LABEL_WORDS or words.is_spelled(end)):
            end, labels = end + 1, labels + 1
        elif word in _JOINS and labels:
            end += 1
        else:
            break
    return last


def _spelled_top(words: _Words, at: int) -> bool:
    """As in "dot d e", "dot f r"."""
    two = words.words[at : at + 2]
    return len(two) > 1 and "".join(map(letter, two)) in _TOPS and all(len(word) == 1 for word in two)


def _local(words: _Words, last: int, first: int, *, asked: bool) -> tuple[int, bool]:
    """Where the part before the "at" begins, and whether it has the look of one."""
    at, plain, strong, begin = last, 0, False, last + 1
    joined = True
    while at >= first and last - at < _MOST_BACK:
        step = _part_back(words, at, first)
        if not step:
            break
        single = words.is_spelled(at) or step > 1
        if not joined:
            counted = is_figure(words.words[begin]) and _join_back(words, at - step, first) > 0
            fits = counted or (single and (words.is_spelled(begin) or strong))
            plain += 0 if fits else 1
            if not fits and (not asked or plain >= _PLAIN_WORDS or len(words.words[at]) == 1):
                break
        strong = strong or step > 1 or words.words[at].isdecimal() or (single and begin <= last)
        begin = at - step + 1
        back = _join_back(words, begin - 1, first)
        joined = back > 0
        strong = strong or joined
        at = begin - 1 - back
    return begin, strong


def _part_back(words: _Words, at: int, first: int) -> int:
    word = words.words[at]
    for used in (3, 2):
        head = at - used
        if head >= first and explained(words.words, head, letter(words.words[head]) or "?") == used:
            return used + 1
    if not word[0].isalnum() or word in _JOINS or word in _DOTS or word in _LOW:
        return 0
    return 0 if word in _STOPS and len(word) > 1 else 1


def _join_back(words: _Words, at: int, first: int) -> int:
    used = 0
    if at > first and words.words[at] == "," and words.is_spelled(at + 1):
        return int(_part_back(words, at - 1, first) > 1 or words.is_spelled(at - 1))
    while at - used >= first and words.words[at - used] in _LOW and used < _LABEL_WORDS:
        used += 1
    if at - used < first:
        return 0
    word = words.words[at - used]
    if used and word == _UNDER:
        return used + 1
    return used + 1 if word in _DOTS or word in _JOINS else 0


def _found(words: _Words, first: int, at: int, end: int) -> Found:
    value = f"{_value(words, first, at)}@{_value(words, at + 1, end)}"
    return Found(words.spans[first][0], words.spans[end - 1][1], Kind.EMAIL, value)


def _value(words: _Words, first: int, end: int) -> str:
    parts: list[str] = []
    at = first
    while at < end:
        word = words.words[at]
        if join := _join(words, at):
            low = any(part in _LOW - {"du", "medio", "d'union"} for part in words.words[at + 1 : at + join])
            parts.append("." if word in _DOTS else "_" if low else _JOINS[word])
            at += join
            continue
        said = letter(word)
        used = explained(words.words, at, said) if said else 0
        if is_figure(word) and not used and len(word) > 1:
            last = at
            while last + 1 < end and is_figure(words.words[last + 1]) and len(words.words[last + 1]) > 1:
                last += 1
            spoken = words.text[words.spans[at][0] : words.spans[last][1]]
            parts.append(lexed_digits(spoken) or spoken)
            at = last + 1
            continue
        parts.append(said if said and (used or len(word) == 1) else word if word[0].isalnum() else "")
        at += used + 1
    return "".join(parts)
