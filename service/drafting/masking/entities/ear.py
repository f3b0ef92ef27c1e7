"""Hears a conversation turn by turn and tells the personal data in it: a turn is judged by what came before it.

Nothing that is said later changes what was found, so that a call that still runs is masked as the whole call is.
"""

import re
from collections.abc import Container, Iterable, Iterator

from connectors.contracts import Speaker
from service.drafting.masking.entities import emails
from service.drafting.masking.entities.addresses import addresses, postcode
from service.drafting.masking.entities.asked import Asked
from service.drafting.masking.entities.births import births
from service.drafting.masking.entities.cues import About
from service.drafting.masking.entities.found import Found, apart
from service.drafting.masking.entities.glance import (
    NOTHING,
    TELEPHONE,
    Glance,
    glance,
    without_marks,
)
from service.drafting.masking.entities.letters import letter
from service.drafting.masking.entities.runs import Read, Run, figures, read_runs
from service.drafting.masking.entities.shapes import is_like_id
from service.drafting.masking.entities.written import is_french, is_iban, is_national_id, written
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.marks import Kind
from service.drafting.masking.slips import start_of

# Parts of them are said without a figure.
_SPELLED_KINDS = frozenset({Kind.EMAIL, Kind.ID, Kind.BIRTH})
_BORN = "geboren"
# Dear to look up in their classes, and needed at every turn.
_NUMBER, _AGENT = Kind.NUMBER, Speaker.AGENT
_NUMERIC = (Kind.ID, Kind.ACCOUNT, Kind.PHONE)
_IN_RUNS = (*_NUMERIC, Kind.ADDRESS)
_LEAST = {Kind.ID: 3, Kind.ACCOUNT: 5, Kind.PHONE: 7, Kind.ADDRESS: 3}
# More digits are needed where much else is said.
_TALKED = 1
_MOST_PHONE = 24
_LEAST_MIXED = 5
_SPARSE = 3
_TALK = 2
_REACH = 48
_UNIT = re.compile(
    r"[ -]{0,2}(?:%|[€$£]|(?:dollars?|bucks|cents?|euros?|pounds?|quid|pence|minutes?|mins?|hours?|days?|weeks?|months?|years?|"
    r"miles|minutos|horas|dias|semanas|meses|anos|centimos|heures|jours|semaines|mois|ans|stunden|tage|wochen|monate|jahre|uhr|"
    r"credits?|creditos|percent|por ciento|pour cent|prozent|am|pm|o'?clock|times|veces|fois|mal|people|personas|digits?|digitos|chiffres|ziffern|"
    r"stellen|letters|letras|lettres|buchstaben|numbers|numeros|k?watts?|kwh|(?:kilo)?vatios|metros?|metres?|meters?|litros?|litres?|liter|kilos?|"
    r"kilometros|kilometer|kilometres?|km|kw|grados|degrees|degres|grad|puntos|points|punkte|gigas?|gb|megas|gigabytes?|stuck|unidades|"
    r"(?:de |of )?(?:january|february|march|april|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|"
    r"decembre|januar|februar|marz|juni|juli|oktober|dezember))\b)"
)
_CLOCK = re.compile(
    r"(?:[0-3]?[0-9] (?:a|at|um) )?[0-2]?[0-9] ?(?::|h) ?[0-5][0-9](?: (?:et|a|und|to|and) [0-2]?[0-9] ?(?::|h) ?[0-5][0-9])?"
    r"|[0-2]?[0-9] ?h(?: ?(?:et|a|-) ?[0-2]?[0-9] ?h)?"
)
# Papers that are called by their number.
_PAPERS = re.compile(r"p ?(?:45|60|11d|800|45s|60s)|w-?[249]|10(?:40|99)|sa ?(?:302|100)|a ?1")
_THE = re.compile(r"\b(?:the|this|that|which|right|wrong|another|el|la|cual|le|celui|der|die|das) $")
_ONES = frozenset({"one", "un", "une", "uno", "una", "ein", "eins", "eine"})
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])|\b[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}\b")
_OWN = re.compile(
    r"\b(?:i'm at|i am at|liv(?:e|es|ing)|moved?|moving|send|sent|ship|deliver|my (?:house|home|flat|place|street|address)|i'm on|we're (?:at|on)|"
    r"viv(?:o|e|imos|en|ia)|mudad?\w*|mude|mande\w*|envi\w+|casa|domicilio|reside|residimos|habit\w+|demenag\w+|envoy\w+|chez (?:moi|nous)|j'suis au|"
    r"loge|reside|wohn\w*|umgezogen|gezogen|zieh\w*|schick\w*|send\w*|liefer\w*|zu hause|bei mir|adresse|direccion|address|anschrift)\b"
)
_SHOP = re.compile(
    r"\b(?:tienda|local|oficina|sucursal|boutique|magasin|agence|bureau|annexe|filiale|laden|geschaft|shop|store|branch|office|"
    r"(?:the one|el|la|los|las|celui|celle|par|por) (?:de|del|du|le|la|in|on|of|at|en|l')?)(?: \w+){0,2} $"
)
_YEAR_WORD = re.compile(
    r"\b(?:in|since|seit|von|vom|en|de|del|desde|depuis|jusqu'en|jusqu'a|hasta|bis|until|till|ano|jahr|jahre|year|ab|of|from|annee|"
    r"before|after|vor|nach|around|summer|winter|back in|came in|moved in)(?: (?:el|le|l'an|dem|jahr|annee|ano|the|year))* $"
)
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|miercoles|jueves|viernes|sabado|domingo|lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)(?: (?:the|el|le|den|der|dem|dia))?[ ,]{1,2}$"
)
_LABEL = re.compile(
    r"\b(?:order|reference|ref|readings?|meter|lectura|contador|parte|siniestro|averia|incidencia|sinistre|schaden|schadensnummer|releve|compteur|zahlerstand|zaehlerstand|dossier|contrato?|expediente|"
    r"vorgang|aktenzeichen|vertrag|vertragsnummer|client|cliente|customer|extension|zimmer|chambre|habitacion|ticket|case|booking|confirmation|invoice|tracking|flight|room|model|version|pedido|referencia|factura|"
    r"commande|facture|bestellung|bestellnummer|rechnung|rechnungsnummer|kundennummer|policy|claim|serial|(?<!id )(?<!identity )(?<!green )card|tarjeta|carte|pin)"
    r"(?:[ :#,]{1,3}(?:number|no|id|code|is|was|numero|es|est|ist|nummer|ending|ends|in|de|la|el|le|du|der|die|das|que|termina|en|it's))*[ :#,.-]{0,3}$"
)
# "Thanks a million."
_SCALES = frozenset(
    {"hundred", "thousand", "million", "mil", "millones", "mille", "cent", "hundert", "tausend"}
)
_MONEY = re.compile(
    r"[$€£] ?[0-9][0-9,.]*$|(?<![0-9.,-])[0-9]{1,6}[.,][0-9]{2}$|(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+$"
)


class Ears:
    """Ears for the rounds of one conversation: what was read once is not read again."""

    def __init__(self) -> None:
        self.glances: dict[str, Glance] = {}
        self.found: dict[
            tuple[str, bool, tuple[Kind, ...], frozenset[Kind], tuple[Kind, ...]], list[Found]
        ] = {}

    def ear(self) -> "Ear":
        return Ear(self)


class Ear:
    """One round through a conversation, in order."""

    def __init__(self, ears: Ears | None = None) -> None:
        self._known = ears or Ears()
        self._asked = Asked()

    def hear(self, speaker: Speaker, folded: Folded) -> list[Found]:
        """Personal data in the next turn, in order and apart; places are those of the original text."""
        text = folded.text
        seen = self._known.glances.get(text)
        if seen is None:
            seen = self._known.glances[text] = glance(text)
        if seen is NOTHING and not self._asked.any:
            return []
        found = self._find(speaker, text, seen)
        given = seen.given.union([one.kind for one in found]) if found else seen.given
        if given and _NUMBER in given:
            given = given.union(_NUMERIC)
        self._asked.pass_by(given, talk=len(text) > _REACH or text.count(" ") >= _TALK)
        return [_placed(one, folded) for one in found]

    def _find(self, speaker: Speaker, text: str, seen: Glance) -> list[Found]:
        before = self._asked.kinds() if self._asked.any else []
        answered = self._asked.answered() if before else _NONE
        earlier = before
        cued = bool(seen.cues) and (speaker is not _AGENT or seen.asks)
        if cued:
            self._asked.hear((about for *_, about in seen.cues), speaker)
            before = [kind for kind in before if self._asked.is_open(kind)]
        if not (before or cued or earlier):
            if not seen.tells:
                return []
        elif not (seen.numbers or seen.email or not _SPELLED_KINDS.isdisjoint(before)):
            return []
        key = (text, cued, tuple(before), answered, tuple(earlier))
        known = self._known.found.get(key)
        if known is None:
            known = self._known.found[key] = apart(
                _Turn(
                    without_marks(text), seen, before, cued=cued, answered=answered, earlier=earlier
                ).found()
            )
        return known


class _Turn:
    """One turn with what had been asked before it."""

    def __init__(
        self,
        text: str,
        seen: Glance,
        before: list[Kind],
        *,
        cued: bool,
        answered: frozenset[Kind],
        earlier: list[Kind],
    ) -> None:
        self._answered = answered
        # What was asked until this turn asked for something else: read back first, "3307, and your birthday".
        self._earlier = earlier if len(earlier) > len(before) else before
        self._text = text
        self._seen = seen
        self._cues = seen.cues if cued else []
        self._before = before
        self._read: Read | None = None

    @property
    def read(self) -> Read:
        if self._read is None:
            self._read = read_runs(self._text)
        return self._read

    def found(self) -> Iterator[Found]:
        seen, text = self._seen, self._text
        if seen.written >= TELEPHONE:
            yield from written(text)
        email = self._about(Kind.EMAIL)
        if seen.email:
            yield from emails.written(text)
            yield from emails.spoken(text, asked=email)
        if Kind.EMAIL in self._before and text.count(" ") < _MOST_WORDS and self.read.content <= _MOST_PIECES:
            yield from emails.pieces(text)
        yield from self._births()
        if not (seen.numbers or Kind.ID in self._before):
            return
        if seen.numbers:
            asked = self._about(Kind.ADDRESS)
            streets = list(addresses(text, asked=asked)) if seen.street or asked else []
            if not asked:
                own = _OWN.search(text) is not None
                streets = [one for one in streets if own or self._is_own(one)]
            yield from streets
            yield from self._runs(_NUMERIC if streets else _IN_RUNS)
        else:
            yield from self._runs(_NUMERIC)

    def _is_own(self, street: Found) -> bool:
        """Whether a street that nobody asked for is where a person lives, rather than a shop's."""
        text = self._text
        if _POSTCODE.search(text[street.start : street.end]):
            return True
        return (
            not _SHOP.search(text[max(0, street.start - _REACH) : street.start])
            and self.read.content <= _MOST_PIECES
        )

    def _about(self, kind: Kind) -> bool:
        return kind in self._before or any(about is kind for *_, about in self._cues)

    def _births(self) -> Iterator[Found]:
        starts = [end for _, end, about in self._cues if about is Kind.BIRTH]
        asked = Kind.BIRTH in self._before
        if asked or starts:
            # German says "born" after the date.
            offset = 0 if asked or _BORN in self._text else starts[0]
            sparse = asked and self.read.content <= _SPARSE
            for one in births(self._text[offset:], sparse=sparse, answered=Kind.BIRTH in self._answered):
                yield one._replace(start=one.start + offset, end=one.end + offset)

    def _runs(self, kinds: Container[Kind | About]) -> Iterator[Found]:
        numeric = [kind for kind in self._earlier if kind in kinds]
        cued = [cue for cue in self._cues if cue[2] in kinds]
        if not (numeric or cued or self._seen.spelled):
            return
        runs = self.read.runs
        first = min((start for start, *_ in self._cues), default=len(self._text))
        still = [kind for kind in numeric if kind in self._before]
        judged = [self._kind(run, numeric if run.end <= first else still, cued) for run in runs]
        self._complete(judged)
        yield from self._bridged(
            [self._of(run, kind) for run, kind in zip(runs, judged, strict=True) if kind is not None]
        )
        if Kind.ID in numeric and not any(judged):
            yield from self._lone_letter()

    def _complete(self, judged: list[Kind | None]) -> None:
        """Parts of an id with a little talk between: "seven oh one hmm let me see two four"."""
        runs = self.read.runs
        for at, following in ((at, at + 1) for at in range(len(runs) - 1)):
            kinds = judged[at], judged[following]
            if (kinds[0] is Kind.ID) == (kinds[1] is Kind.ID) or not any(kind is None for kind in kinds):
                continue
            one, other = (runs[at], runs[following]) if kinds[0] is None else (runs[following], runs[at])
            between = self._text[runs[at].end : runs[following].start]
            if other.digits < _WHOLE and _near_by(one, between) and not self._is_other(one):
                judged[at] = judged[following] = Kind.ID

    def _bridged(self, found: list[Found]) -> Iterator[Found]:
        """Parts of one id with what little was said between them."""
        last: Found | None = None
        for one in found:
            between = self._text[last.end : one.start] if last else ""
            parts = last is not None and last.kind is one.kind is Kind.ID and not (last.sure or one.sure)
            if (
                last
                and parts
                and len(between.split()) > 1
                and len(between) <= _MOST_BETWEEN
                and not _ENDED.search(between)
            ):
                last = Found(last.start, one.end, Kind.ID)
                continue
            if last:
                yield last
            last = one
        if last:
            yield last

    def _lone_letter(self) -> Iterator[Found]:
        """The last letter of an id by itself: "a", "and a C"."""
        said = [match for match in _SAID.finditer(self._text) if match.group() not in _AROUND_LETTER]
        if len(said) == 1 and len(letter(said[0].group())) == 1 and said[0].group() not in _NO_LETTERS:
            yield Found(*said[0].span(), Kind.ID)

    def _kind(self, run: Run, asked: list[Kind], cued: list[tuple[int, int, Kind | About]]) -> Kind | None:  # noqa: PLR0911 - one line a form
        """What a run is, by what was asked for before it, in its own turn or an earlier one."""
        if run.digits >= _LETTERED and (kind := self._shaped(run)):
            return kind
        near = [about for _, end, about in cued if end <= run.start and isinstance(about, Kind)]
        behind = [
            about for start, _, about in cued if 0 <= start - run.end <= _REACH and isinstance(about, Kind)
        ]
        if not (near or behind or asked) or self._is_other(run):
            return None
        sparse = self.read.content <= _SPARSE
        if Kind.ID in asked and self._is_key(run):
            return Kind.ID
        for kind in reversed(near):
            if _fits(kind, run, _LEAST[kind], sparse=sparse and run.digits >= _FEW):
                return kind
        for kind in asked:
            least = _LEAST[kind] + _TALKED * (self.read.content > _SPARSE)
            if kind in self._answered and self.read.content > _SPARSE:
                least = max(least, _CORRECTED)
            if (
                kind in self._answered
                and kind not in self._before
                and run.start <= _FEW
                and run.digits > _FEW
            ):
                return kind
            alone = sparse or (kind in _IN_PARTS and kind not in self._answered and self._is_alone(run))
            if _fits(
                kind,
                run,
                least,
                sparse=alone and (run.digits + run.letters >= _FEW or not self.read.content or not sparse),
            ):
                return kind
        return next(
            (kind for kind in behind if _fits(kind, run, max(_LEAST[kind], _BEHIND), sparse=False)), None
        )

    def _shaped(self, run: Run) -> Kind | None:
        """What a run is by its form alone."""
        said = self._text[run.start : run.end]
        if not (run.letters or "cl" in said or run.digits >= _FRENCH):
            return None
        value = figures(self._text, run)
        if kind := _checked(value):
            return kind
        if self._is_other(run):
            return None
        millions = 1 <= run.letters <= _SPARSE and ("millones" in said or "million" in said)
        return Kind.ID if millions or is_like_id(value, said) else None

    def _is_key(self, run: Run) -> bool:
        """The two figures behind "clé", corrected or given by themselves."""
        before = self._text[max(0, run.start - _NEAR) : run.start]
        return run.digits == _FEW and _KEY.search(before) is not None

    def _is_alone(self, run: Run) -> bool:
        """Whether little else is said in the sentence that a run stands in."""
        text = self._text
        first = max(0, run.start - _SHORT)
        start = max((end.end() for end in _SENTENCE.finditer(text, first, run.start)), default=0)
        end = _SENTENCE.search(text, run.end, run.end + _SHORT)
        until = end.start() if end else len(text)
        return start > 0 and until - run.end <= _SHORT and read_runs(text[start:until]).content <= _ALONE

    def _is_other(self, run: Run) -> bool:
        """A price, a duration, a date, an order number."""
        text = self._text
        said = text[run.start : run.end]
        if _CLOCK.fullmatch(said) or _PAPERS.fullmatch(said):
            return True
        head = text[max(0, run.start - _NEAR) : run.start]
        if said in _ONES and _THE.search(head):
            return True
        if (_YEAR.fullmatch(said) and _YEAR_WORD.search(head)) or (
            run.digits <= _FEW and _WEEKDAY.search(head)
        ):
            return True
        before = text[max(0, run.start - _REACH) : run.start]
        return (
            text[run.start : run.end] in _SCALES
            or _UNIT.match(text, run.end) is not None
            or _LABEL.search(before) is not None
            or _MONEY.search(text[max(0, run.start - 2) : min(run.end, run.start + _REACH)]) is not None
        )

    def _of(self, run: Run, kind: Kind) -> Found:
        formed = kind is Kind.ADDRESS or _is_written(self._text, run)
        said = "" if kind is Kind.ADDRESS else figures(self._text, run)
        sure = is_iban(said) if kind is Kind.ACCOUNT else kind is Kind.ID and is_french(said)
        start = run.start
        if kind is Kind.ID and not self._text[start].isdecimal():
            head = self._text[max(0, start - _REACH) : start]
            heard = _HEARD_AS.search(head)
            start = start - len(head) + heard.start(1) if heard else start_of(self._text, start)
        return Found(start, run.end, kind, "" if formed or start < run.start else said, sure=sure)


_WORDS = re.compile(r"[a-z]+")
_MOST_PIECES = 6
_NONE = frozenset[Kind]()
_IN_PARTS = frozenset({Kind.ID, Kind.ACCOUNT})
# What is said of an id after it was given is a correction of much of it, or another number.
_CORRECTED = 6
_WHOLE = 9
_LETTERED = 6
_FRENCH = 12
_NEAR = 24
_SHORT = 40
_ALONE = 1
_MOST_BETWEEN = 30
_KEY = re.compile(r"\b(?:cle|clef)(?: (?:c'est|est|de|du|controle))* $")
_SENTENCE = re.compile(r"[.?!;] ")
_HEARD_AS = re.compile(
    r"\b(?:number|numbers|social|ssn|insurance|it's|is) ((?:(?:for|to|too|won|ate|tree|fife) )+)$"
)
_ENDED = re.compile(r"[.?!;:]|\b(?:y el|and the|und die|et le|pedido|order)\b")
_SAID = re.compile(r"[a-z0-9']+")
_AROUND_LETTER = frozenset(
    [
        "and",
        "the",
        "it's",
        "its",
        "una",
        "un",
        "la",
        "el",
        "y",
        "es",
        "une",
        "et",
        "le",
        "c'est",
        "und",
        "der",
        "die",
        "das",
        "ist",
        "ein",
        "mit",
        "with",
        "letter",
        "letra",
        "lettre",
        "buchstabe",
        "finally",
        "yes",
        "yeah",
        "si",
        "oui",
        "ja",
        "then",
        "is",
        "at",
        "end",
        "um",
        "uh",
        "capital",
        "as",
        "ends",
        "last",
        "ultima",
        "final",
    ]
)
_NO_LETTERS = frozenset(
    [
        "ca",
        "ah",
        "ay",
        "oh",
        "see",
        "si",
        "you",
        "are",
        "why",
        "es",
        "el",
        "en",
        "i",
        "you",
        "eye",
        "tea",
        "sea",
        "te",
        "de",
        "ok",
        "la",
        "un",
        "y",
        "o",
        "e",
        "ex",
        "or",
        "us",
    ]
)
_MOST_WORDS = 60
_FEW = 2
_BEHIND = 4


def _fits(kind: Kind, run: Run, least: int, *, sparse: bool) -> bool:
    """Whether a run may be of a kind that was asked for; little else being said, parts of it are."""
    digits = run.digits
    if kind is Kind.ADDRESS:
        return postcode(run) or (sparse and digits > 0)
    if kind is Kind.PHONE:
        return (
            (digits >= least or (sparse and digits >= _FEW)) and digits <= _MOST_PHONE and run.letters < _FEW
        )
    if digits >= least or (digits and digits + run.letters >= max(_LEAST_MIXED, least)):
        return True
    return sparse and (digits > 0 or run.spelled)


def _near_by(run: Run, between: str) -> bool:
    """Whether a run with this between it and an id's part may be another part of it."""
    if len(between) > _MOST_BETWEEN or any(end in between for end in "?!;:€$"):
        return False
    return run.digits >= _FEW or (run.digits + run.letters >= _FEW)


def _checked(value: str) -> Kind | None:
    """What a spelled value is by its check digits alone."""
    if is_iban(value):
        return Kind.ACCOUNT
    return Kind.ID if is_national_id(value) else None


def _is_written(text: str, run: Run) -> bool:
    """Whether it stands there in figures, as a form would have it."""
    words = _WORDS.findall(text[run.start : run.end])
    return all(len(word) <= _FEW for word in words)


def _placed(found: Found, folded: Folded) -> Found:
    start, end = folded.span(found.start, found.end)
    return found._replace(start=start, end=end)


class OwnFinder:
    """The rules of this package as a finder of whole conversations."""

    def find(self, turns: Iterable[tuple[Speaker, str]]) -> list[list[Found]]:
        ear = Ear()
        return [ear.hear(speaker, fold(text)) for speaker, text in turns]
