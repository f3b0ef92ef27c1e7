"""Linear scores of a fitted reader: of a field being filled at all, of each mention, of each class of a closed field."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.field_claims import UNHEARD, Claims, Doubles, Option
from service.drafting.learning.field_features import (
    affirmed,
    call_features,
    line_features,
    mention_features,
)
from service.drafting.learning.field_lexicon import Lexicon
from service.drafting.learning.field_mentions import KINDS, Mention, mentions_of
from service.drafting.learning.field_words import Line

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]
Laid: TypeAlias = tuple[Places, Places]
ABSENT = -3.0  # logit below which a field is not looked for
PLAUSIBLE = -2.5
UNLIKELY = -6.0  # log of the share of a class that nothing speaks for
LIMIT = 8.0
CALL_NORM = 4.0
BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}
BEST_SAID, BEST_CLASSES = 6, 3
MOST_ROWS = 5
SHARE_FLOOR = 1e-3


@dataclass(frozen=True)
class FieldScores:
    """What was learnt of one field. `shares`: how often each known value was confirmed."""

    name: str
    said_by: str
    kinds: frozenset[str]
    mention: Floats
    mention_bias: float
    fill_bias: float
    classes: tuple[str, ...]
    class_weights: Floats
    class_biases: Floats
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Scores:
    """Of all fields: weights of `fills` are by call feature and field; `kin` averages over the fields that are filled
    on the same calls, `agreement` says from -1 to 1 how often two fields have the same value. `least_known`
    is the share of known pairs of words that all but few of the confirmed calls have.
    """

    lexicon: Lexicon
    mention_places: Mapping[str, int]
    call_places: Mapping[str, int]
    fields: tuple[FieldScores, ...]
    fills: Floats
    kin: Doubles
    agreement: Doubles
    least_known: float = 0.0


@dataclass
class Hearing:
    """One call, made ready once for all fields: places of features of each mention and of each line that has any,
    laid end to end, with where each begins; `rows` says which line a mention is of, `kinds` its kinds as bits; `known` is the share of pairs of words known.
    """

    lines: Sequence[Line]
    mentions: Sequence[Mention]
    mention_places: Laid
    line_places: Laid
    rows: Places
    kinds: Places
    call: Places
    known: float
    affirmed: dict[int, bool] = field(default_factory=dict)


def hearing(scores: Scores, lines: Sequence[Line], today: date) -> Hearing:
    mentions = mentions_of(lines, today, scores.lexicon)
    features = call_features(lines)
    numbers = {number: row for row, number in enumerate(dict.fromkeys(one.line.number for one in mentions))}
    return Hearing(
        lines,
        mentions,
        _laid(mention_features(mentions), scores.mention_places),
        _laid((line_features(lines, lines[number]) for number in numbers), scores.mention_places),
        np.array([numbers[one.line.number] for one in mentions], np.int64),
        np.array([sum(map(BITS.__getitem__, one.kinds)) for one in mentions], np.int64),
        _laid([features], scores.call_places)[0],
        _known(features, scores.call_places),
    )


def _known(features: Iterable[str], places: Mapping[str, int]) -> float:
    pairs = [name in places for name in features if " " in name]
    return sum(pairs) / len(pairs) if pairs else 1.0


def _laid(rows: Iterable[Iterable[str]], places: Mapping[str, int]) -> Laid:
    """Place 0 weighs nothing: without it an empty row would take its neighbour's sum."""
    found = [[0, *filter(None, map(places.get, row))] for row in rows]
    starts = np.cumsum([0, *map(len, found)])[:-1]
    return np.array(list(chain.from_iterable(found)), np.int64), starts


def options(scores: Scores, heard: Hearing) -> list[tuple[int, list[Option]]]:
    """Options of every field that this call may be about, by the field's place."""
    norm = CALL_NORM / max(1.0, float(np.sqrt(len(heard.call))))
    biases = np.array([one.fill_bias for one in scores.fields])
    fills = np.clip(scores.fills[heard.call].sum(axis=0) * norm + biases, -LIMIT, LIMIT)
    kin = scores.kin @ fills
    places = np.flatnonzero(np.maximum(fills, kin) > ABSENT).tolist()
    weighed = [_weighing(scores.fields[place], heard, norm) for place in places]
    found = [
        one.options((float(fills[place]), float(kin[place])))
        for place, one in zip(places, weighed, strict=True)
    ]
    claims = Claims(scores.agreement[np.ix_(places, places)], [one.logits for one in weighed], found)
    return [(place, claims.weighed(at)) for at, place in enumerate(places)]


def _weighing(one: FieldScores, heard: Hearing, norm: float) -> "_Weighing":
    looked_at = np.flatnonzero(heard.kinds & sum(BITS[kind] for kind in one.kinds)).tolist()
    taken = looked_at
    if one.said_by != "anyone":
        taken = [row for row in looked_at if _allowed(one, heard, heard.mentions[row])]
    chances = _class_logs(one, heard, norm)
    if len(taken) < len(looked_at):
        barred = {heard.mentions[row].key for row in looked_at} - {heard.mentions[row].key for row in taken}
        chances = {key: log for key, log in chances.items() if key not in barred}
    logits = np.full(len(heard.mentions), UNHEARD)
    if taken:
        logits[taken] = _mention_logits(one, heard)[taken]
    return _Weighing(one, heard, taken, logits, chances)


def _mention_logits(one: FieldScores, heard: Hearing) -> Doubles:
    sums = _summed(one.mention, heard.mention_places) + _summed(one.mention, heard.line_places)[heard.rows]
    return np.clip(sums.astype(np.float64) + one.mention_bias, -LIMIT, LIMIT)


def _summed(weights: Floats, laid: Laid) -> Floats:
    sums: Floats = np.add.reduceat(weights[laid[0]], laid[1])
    return sums


def _class_logs(one: FieldScores, heard: Hearing, norm: float) -> dict[str, float]:
    """Log of each class's share: one classifier a class, made to sum to one."""
    if not one.classes:
        return {}
    logits = one.class_weights[:, heard.call].sum(axis=1) * norm + one.class_biases
    logs = -np.logaddexp(0, -logits)
    logs -= np.log(np.exp(logs).sum())
    return dict(zip(one.classes, map(float, logs), strict=True))


def _allowed(one: FieldScores, heard: Hearing, mention: Mention) -> bool:
    """Whether this mention is of who must have said the value, or was affirmed by them."""
    spoken = mention.line.spoken
    if one.said_by == "anyone" or (spoken.by_agent if one.said_by == "agent" else spoken.by_customer):
        return True
    number = mention.line.number
    if number not in heard.affirmed:
        heard.affirmed[number] = one.said_by == "customer" and affirmed(heard.lines, mention.line)
    return heard.affirmed[number]


class _Weighing:
    """The mentions of one field on one call, by value."""

    def __init__(
        self, one: FieldScores, heard: Hearing, taken: list[int], logits: Doubles, chances: dict[str, float]
    ) -> None:
        self._one, self._heard, self._chances = one, heard, chances
        self.logits = logits
        self._logits = logits.tolist()
        self._rows: dict[str, list[int]] = {}
        for row in np.array(taken, np.int64)[np.argsort(-logits[taken], kind="stable")].tolist():
            self._rows.setdefault(heard.mentions[row].key, []).append(row)
        ranked = [self._logits[rows[0]] for rows in self._rows.values()][:2]
        self._first, self._second = (*ranked, UNHEARD, UNHEARD)[:2]
        self._total = math.log(float(np.exp(logits[taken]).sum()) + math.exp(ABSENT))
        self._last = max(taken, default=-1)
        self._plausible = [row for row in taken if self._logits[row] > PLAUSIBLE]
        self._usual = [row for row in taken if heard.mentions[row].key in one.shares]
        self._usual_count = len({heard.mentions[row].key for row in self._usual})
        self._likeliest = max(chances.values(), default=0.0)

    def options(self, fills: tuple[float, float]) -> list[Option]:
        """The best of the values said and the best of the classes."""
        keys = list(self._rows)[:BEST_SAID]
        if self._last >= 0:
            keys.append(self._heard.mentions[self._last].key)
        keys += sorted(self._chances, key=lambda key: -self._chances[key])[:BEST_CLASSES]
        return [self._option(key, fills) for key in dict.fromkeys(keys)]

    def _option(self, key: str, fills: tuple[float, float]) -> Option:
        rows = self._rows.get(key, [])
        own = self._logits[rows[0]] if rows else UNHEARD
        said = math.log(sum(math.exp(self._logits[row]) for row in rows)) if rows else UNHEARD
        chance = max(self._chances.get(key, UNLIKELY), UNLIKELY)
        closed = bool(self._chances)
        numbers = (
            own,
            said - self._total,
            own - (self._second if own == self._first else self._first),
            self._logits[max(rows)] if rows else UNHEARD,
            float(bool(rows)),
            float(self._last in rows),
            float(min(len(rows), MOST_ROWS)),
            chance if closed else 0.0,
            float(closed),
            float(closed and chance == self._likeliest),
            math.log(self._one.shares.get(key, 0.0) + SHARE_FLOOR),
            *fills,
            float(any("near" in self._heard.mentions[row].kinds for row in rows)),
            1 / (1 + math.exp(-own)),
            float(bool(self._plausible) and self._plausible[-1] in rows),
            float(bool(self._plausible) and self._plausible[0] in rows),
            float(bool(self._usual) and self._usual[-1] in rows),
            float(bool(self._usual) and self._usual[0] in rows),
            float(key in self._one.shares),
            float(min(self._usual_count, MOST_ROWS)),
        )
        return Option(key, numbers, self._heard.mentions[rows[0]] if rows else None, rows[0] if rows else -1)


def telling_line(scores: Scores, name: str, key: str, lines: Sequence[Line]) -> Line | None:
    """The line that speaks most for a class; None where none does."""
    one = next(one for one in scores.fields if one.name == name)
    if key not in one.classes:
        return None
    weights, places = one.class_weights[one.classes.index(key)], scores.call_places
    sums = [
        sum(float(weights[places[name]]) for name in call_features([line]) if name in places)
        for line in lines
    ]
    best = max(range(len(lines)), key=sums.__getitem__, default=-1)
    return lines[best] if best >= 0 and sums[best] > 0 else None
