"""Names in a note, and whose they are: the agent's introduction is not the customer's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.drafting.dates import MONTHS, WEEKDAYS
from service.drafting.masking.fold import fold
from service.drafting.masking.marks import TOKEN
from service.drafting.text import listed
from service.drafting.text import words as unfolded_words

SPELLING = 2
SIMILAR = 80.0  # speech recognition spells "Catherine" as it likes
SHORTEST_SIMILAR = 5  # "Ben" is not a way to spell "been"
ANSWER_WORDS = 5

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Herrn?|Frau|Señora?|Sra?|Monsieur|Madame|Mme|M)\.?$")
_CAPITALS = re.compile(rf"(?<![\w\[]){_CAPITAL}(?:\s+{_CAPITAL})*")
_OPENING = re.compile(r"(?:^|[.!?:]\s+|[“\"]\s?)$")
_OF_CUSTOMER = re.compile(
    r"\b(?:customer|caller|client|cliente|clienta|kunde|kundin|anrufer|anruferin)"
    r"(?:(?:'s|s)? name (?:is|was)|,| named)?\s*\(?(?:mr|mrs|ms|miss)?\.?\s?$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:by|is|be|with|was|as|to|meet|named|called|friend|colleague|host|driver|doctor|dr|von|ist|mit|por|es|con|par|est|avec)"
    r"\.?:?\s$",
    re.IGNORECASE,
)
_HUMAN = re.compile(
    r"(?:'s|’s|,)?\s+(?:called|said|says|asked|asks|confirmed|reported|requested|wants?|wanted|agreed|promised|accepted"
    r"|declined|gave|provided|explained|needs?|needed|would like|prefers?|preferred|will call|stated|complained|chose|expects?|plans|will(?! be))\b"
)
_ACRONYM = re.compile(r"[A-Z]{2,4}s?|[A-Z]")
_GENERIC = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        *listed(
            "customer customers agent agents caller client user patient guest the they he she it this that there these those "
            "no nothing both one i i'm i'll i've i'd what who which how where why after before when while if as at in on by "
            "for from with to of a an and or but so all any another each every some since during until please thank thanks "
            "yes ok okay sorry hello hi your my our his her their its we you mr mrs ms miss dr today tomorrow yesterday "
            "la le el los las les des un una une uno der die das ein eine einen cliente clienta client kunde kundin agente agentin "
            "following because although however also then now next finally unfortunately additionally further later "
            "first second third next steps step note issue reason outcome action actions summary status result request id"
        ),
        # What a note begins with and means no one by.
        *listed(
            "access account address agreement amount answer apartment application appointment arrival arrangements attempt "
            "authentication availability balance bank bill billing booking cable call callback card case change changes charge "
            "charges check claim code company complaint confirmation contact contract cost credit damage data date deadline "
            "delivery departure deposit details device directions discount dispute door driver email error escalation "
            "evidence fare fee fees flight food forecast form fraud fraudulent guests help hotel identity information "
            "installation instructions insurance internet invoice item items life login luggage maintenance manager meal "
            "medication medicine meeting member message money monthly name names new number offer online options order "
            "orders package parcel parking party password payment payments phone pickup plan policy price problem product "
            "purchase question questions rate rating receipt refund renewal rent repair replacement reply report reservation "
            "restaurant return returns ride room rooms rsvp schedule seat security service shipment shipping site special "
            "support system table taxi team technician temperature ticket time tracking transaction transfer travel "
            "troubleshooting update upgrade vehicle venue verification viewing visit voucher warranty weather website work"
        ),
    )
)
_NOUN_ENDING = re.compile(
    r"(?:tion|sion|ment|ing|ance|ence|ity|ness|ship|age|ure|als?|ery|ies|ions|ments|ings)$"
)
_NOUNS = frozenset(
    listed(
        "venue hotel inn apartment apartments street avenue road club bank restaurant airport university hospital city "
        "doctor dr mr mrs ms miss the drive lane boulevard"
    )
)
_NAMED = re.compile(r"\b(?:my name is|my name's|(?<!his )(?<!her )(?<!their )(?<!whose )name is|the name's|you're speaking (?:with|to)|you are speaking (?:with|to)"
                    r"|me llamo|mi nombre es|je m'appelle|mon nom est|ich heiße|ich heisse|mein name ist)\s+([^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+)?)", re.IGNORECASE)  # fmt: skip
_CALLED = re.compile(
    rf"\b(?:[Tt]his is|[Ii]t's|[Ii]ts|[Ii] am|[Ii]['’]?m|[Ss]oy|[Hh]ier ist|[Ii]ch bin|[Jj]e suis)\s+({_CAPITAL}(?:\s+{_CAPITAL})*)"
)
_HERE = re.compile(rf"\b({_CAPITAL}(?:\s+{_CAPITAL})?)\s+(?:here|speaking|calling)\b")
_FROM = re.compile(
    r"\bthis is\s+([a-z][\w'-]+)\s+(?:from|with|at|speaking|calling)\b|\b(?:i am|i'm)\s+([a-z][\w'-]+)\s+(?:from|with|at)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:your|full|first|last|get a|have a|the)\s+(?:full\s+|first\s+|last\s+|user)?name\b(?! of)|\bname,? please"
    r"|\bwho am i speaking|\b(?:su|tu) nombre|\bvotre nom|\bihren namen|\bihr name",
    re.IGNORECASE,
)
_FILLERS = frozenset(listed("yes yeah sure ok okay it's its is my name the and hi hello um uh please i am i'm this here you need it thanks thank"))  # fmt: skip
_NO_NAMES = _FILLERS | frozenset(
    listed(
        "not looking calling trying from with at in on a an so very just going having sorry done good fine"
    )
)


@dataclass(frozen=True)
class Name:
    """Words of a text that name someone or something, in lower case. `of_customer` where the text says so, `free` where
    it may be meant so, `acting` where they speak or ask, `doubtful` where it may be no name at all.
    """

    words: tuple[str, ...]
    of_customer: bool = False
    free: bool = False
    acting: bool = False
    doubtful: bool = False


def names(text: str, *, titled_only: bool = False) -> Iterator[Name]:
    """Names in a text, in order. With `titled_only` (German writes every noun with a capital) those after Herr, Frau
    and the like alone.
    """
    plain = TOKEN.sub(" ", text)
    for found in _CAPITALS.finditer(plain):
        before = plain[max(0, found.start() - 24) : found.start()]
        told = found.group()
        titled = _TITLE.search(before.rstrip()) is not None or _TITLE.search(told.split()[0]) is not None
        if titled_only and not titled:
            continue
        opening = _OPENING.search(plain, 0, found.start()) is not None if found.start() else True
        name = _name(told, before, plain[found.end() :], opening=opening and not titled)
        if name is not None:
            yield name


def _name(told: str, before: str, after: str, *, opening: bool) -> Name | None:
    parts = [part for part in told.split() if not (_ACRONYM.fullmatch(part) or any(map(str.isdigit, part)))]
    spoken = [word for part in parts for word in words(re.sub(r"^[Ll]['’]|['’]s$", "", part))]
    named = tuple(word for word in spoken if word not in _GENERIC and word not in _NOUNS)
    if not named:
        return None
    human = _HUMAN.match(after) is not None
    alone = opening and spoken[0] == named[0] and len(named) == 1
    if alone and not human and _NOUN_ENDING.search(named[0]):
        return None
    of_customer = _OF_CUSTOMER.search(before) is not None or spoken[0] in ("customer", "caller", "client")
    free = _BOUND.search(before) is None
    return Name(named, of_customer=of_customer, free=free, acting=human, doubtful=alone and not human)


def words(text: str) -> list[str]:
    """Words as speech recognition may have them: in lower case, without accents."""
    return unfolded_words(fold(text).text)


def similar(name: str, spoken: frozenset[str]) -> bool:
    return len(name) >= SHORTEST_SIMILAR and any(
        abs(len(word) - len(name)) <= SPELLING and fuzz.ratio(name, word) >= SIMILAR for word in spoken
    )


class Introductions:
    """Names by which agents introduced themselves, and those by which customers did."""

    def __init__(self, material: Material) -> None:
        agents: set[str] = set(words(material.agent_name))
        customers: set[str] = set()
        before: Turn | None = None
        for turn in material.turns:
            if turn.speaker is Speaker.AGENT:
                agents |= set(_introduced(turn.text))
            elif turn.speaker is Speaker.CUSTOMER:
                customers |= set(_introduced(turn.text))
                if before is not None and before.speaker is Speaker.AGENT and _ASKED.search(before.text):
                    customers |= set(_answered(turn.text))
            before = turn
        self._agents = agents - customers
        self.customers = frozenset(customers)

    def agents(self, value: str) -> bool:
        """Whether this is an agent's own name."""
        given = set(words(value))
        return bool(given) and given <= self._agents

    def given_to_customer(self, text: str) -> bool:
        """Whether a note calls the customer by the agent's name."""
        return any(self.agents(word) for name in names(text) if name.of_customer for word in name.words)


def _introduced(text: str) -> Iterator[str]:
    found = [
        *_NAMED.findall(text),
        *_CALLED.findall(text),
        *_HERE.findall(text),
        *(a or b for a, b in _FROM.findall(text)),
    ]
    for name in found:
        for word in words(name):
            if word in _NO_NAMES or word in _GENERIC:
                break
            yield word


def _answered(text: str) -> Iterator[str]:
    """The name in an answer to who one is: all of a short one, the capitals of a longer one."""
    spoken = words(TOKEN.sub(" ", text))
    if len(spoken) <= ANSWER_WORDS:
        yield from (word for word in spoken if word not in _FILLERS and word not in _GENERIC)
    else:
        yield from (word for name in names(re.split(r"[.!?]", text)[0]) for word in name.words)
