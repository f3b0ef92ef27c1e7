"""All personal data in one turn, given what had been asked before it."""

import re
from collections.abc import Container, Iterator

from service.drafting.masking.entities import emails
from service.drafting.masking.entities.address_words import Words, is_answer
from service.drafting.masking.entities.addresses import addresses, named
from service.drafting.masking.entities.asked import Context
from service.drafting.masking.entities.births import births
from service.drafting.masking.entities.cues import About
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.glance import WRITTEN, Glance
from service.drafting.masking.entities.items import Read, Run
from service.drafting.masking.entities.judging import IN_RUNS, NUMERIC, SPARSE, Judge
from service.drafting.masking.entities.parts import LONGEST, WHOLE, bridged, complete, lone_letter
from service.drafting.masking.entities.runs import figures, read_runs
from service.drafting.masking.entities.widening import with_country, with_letters
from service.drafting.masking.entities.written import is_account, is_french, is_national_id, written
from service.drafting.masking.marks import Kind
from service.drafting.masking.slips import start_of

_BORN = "geboren"
_PLUS = "plus "
_REACH = 48
_MOST_WORDS = 60
_MOST_PIECES = 6
_FEW = 2
_LEAST_SURE = 5
_WORDS = re.compile(r"[a-z]+")
_HEARD_AS = re.compile(
    r"\b(?:number|numbers|social|ssn|insurance|it's|is) ((?:(?:for|to|too|won|ate|tree|fife) )+)$"
)
_POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])|\b[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}\b")
_OWN = re.compile(
    r"\b(?:i'm at|i am at|liv(?:e|es|ing)|moved?|moving|send|sent|ship|deliver|my (?:house|home|flat|place|street|address)|i'm on|we're (?:at|on)|still (?:at|in)|(?:encore|toujours) (?:au|a)|noch in|"
    r"viv(?:o|e|imos|en|ia)|mudad?\w*|mude|mande\w*|envi\w+|casa|domicilio|reside|residimos|habit\w+|demenag\w+|envo[iy]\w+|chez (?:moi|nous)|j'suis au|"
    r"loge|reside|wohn\w*|umgezogen|gezogen|zieh\w*|schick\w*|send\w*|liefer\w*|zu hause|bei mir|adresse|direccion|address|anschrift)\b"
)
_SHOP = re.compile(
    r"\b(?:tienda|local|oficina|sucursal|boutique|magasin|agence|bureau|annexe|filiale|laden|geschaft|shop|store|branch|office|"
    r"(?:the one|el|la|los|las|celui|celle|par|por) (?:de|del|du|le|la|in|on|of|at|en|l')?)(?: \w+){0,2} $"
)


class SaidTurn:
    """One folded turn; `cued` if what it names is asked for, or told."""

    def __init__(self, text: str, seen: Glance, context: Context, *, cued: bool) -> None:
        self._text = text
        self._seen = seen
        self._cues = seen.cues if cued else []
        self._context = context
        self._read: Read | None = None
        self._located = False

    @property
    def read(self) -> Read:
        if self._read is None:
            self._read = read_runs(self._text)
        return self._read

    def found(self) -> Iterator[Found]:
        seen, text, before = self._seen, self._text, self._context.before
        if seen.written >= WRITTEN:
            yield from written(text)
        if seen.email:
            yield from emails.written(text)
            yield from emails.spoken(text, asked=self._about(Kind.EMAIL))
        if Kind.EMAIL in before and text.count(" ") < _MOST_WORDS and self.read.content <= _MOST_PIECES:
            yield from emails.pieces(text)
        yield from self._births()
        if seen.numbers:
            streets = list(self._streets())
            self._located = bool(streets)
            yield from streets
            yield from self._runs(NUMERIC if streets else IN_RUNS)
        elif Kind.ADDRESS in before and "?" not in text:
            yield from named(text)
        elif Kind.ID in before or Kind.ACCOUNT in before:
            yield from self._runs(NUMERIC)

    def _streets(self) -> Iterator[Found]:
        asked = self._about(Kind.ADDRESS)
        if not (self._seen.street or asked):
            return
        if self._is_answer():
            yield Found(0, len(self._text.rstrip(" .,")), Kind.ADDRESS)
            return
        own = asked or _OWN.search(self._text) is not None
        for street in addresses(self._text, asked=own):
            if own or self._is_own(street):
                yield street

    def _is_answer(self) -> bool:
        """Whether somebody who was asked says an address, with its town, and no more."""
        context = self._context
        return (
            not context.agent
            and Kind.ADDRESS in context.before
            and is_answer(Words(self._text), street=self._seen.street)
        )

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
        return kind in self._context.before or any(about is kind for *_, about in self._cues)

    def _births(self) -> Iterator[Found]:
        starts = [end for _, end, about in self._cues if about is Kind.BIRTH]
        asked = Kind.BIRTH in self._context.before
        if asked or starts:
            # German says "born" after the date.
            offset = 0 if asked or _BORN in self._text else starts[0]
            sparse = asked and self.read.content <= SPARSE
            answered = Kind.BIRTH in self._context.answered
            for one in births(self._text[offset:], sparse=sparse, answered=answered):
                yield one._replace(start=one.start + offset, end=one.end + offset)

    def _runs(self, kinds: Container[Kind | About]) -> Iterator[Found]:
        named = any(about in kinds for *_, about in self._cues)
        asked = any(kind in kinds for kind in self._context.asked)
        if not (asked or named or self._seen.spelled or self._context.ids):
            return
        runs = self.read.runs
        judged = Judge(self._text, self.read, self._cues, self._context, kinds).kinds()
        # What an agent says beside an id that was given is no part of it.
        if not (self._context.agent and Kind.ID in self._context.answered):
            complete(self._text, runs, judged, self._cues, most=LONGEST if self._about(Kind.ID) else WHOLE)
        found = [self._of(run, kind) for run, kind in zip(runs, judged, strict=True) if kind is not None]
        yield from bridged(self._text, found)
        if Kind.ID in self._context.asked and not any(judged):
            yield from lone_letter(self._text)

    def _of(self, run: Run, kind: Kind) -> Found:
        text = self._text
        if kind is Kind.ADDRESS:
            return Found(run.start, run.end, kind)
        said = figures(text, run)
        if kind is Kind.ID:
            start, end = with_letters(
                text, _with_slips(text, run.start), run.end, digits=run.digits, letters=run.letters
            )
            sure = self._is_sure(run, said)
        else:
            start = with_country(text, run.start) if kind is Kind.ACCOUNT else run.start
            if kind is Kind.PHONE and text.endswith(_PLUS, 0, start):
                start -= len(_PLUS)
            end, sure = run.end, kind is Kind.ACCOUNT and (start < run.start or is_account(said))
        whole = (start, end) == (run.start, run.end)
        return Found(start, end, kind, said if whole and not _is_written(text, run) else "", sure=sure)

    def _is_sure(self, run: Run, said: str) -> bool:
        """Whether an id is none of the secrets that are numbers too: they have no letters."""
        if is_french(said) or is_national_id(said):
            return True
        if self._located:
            return False
        return (run.letters > 0 or self._context.sole) and _LEAST_SURE <= run.digits <= LONGEST


def _with_slips(text: str, start: int) -> int:
    if text[start].isdecimal():
        return start
    head = text[max(0, start - _REACH) : start]
    heard = _HEARD_AS.search(head)
    return start - len(head) + heard.start(1) if heard else start_of(text, start)


def _is_written(text: str, run: Run) -> bool:
    """Whether it stands there in figures, as a form would have it."""
    words = _WORDS.findall(text[run.start : run.end])
    return all(len(word) <= _FEW for word in words)
