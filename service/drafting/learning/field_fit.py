"""Fitting the scores of a field reader on confirmed calls; scikit-learn is loaded here and nowhere else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.field_choice import Choice, Weighed
from service.drafting.learning.field_claims import Doubles
from service.drafting.learning.field_features import call_features, line_features, mention_features
from service.drafting.learning.field_lexicon import Confirmed, Lexicon, classes, counted, lexicon_of
from service.drafting.learning.field_mentions import Mention, mentions_of
from service.drafting.learning.field_scores import (
    CALL_NORM,
    FieldScores,
    Floats,
    Scores,
    hearing,
    options,
)
from service.drafting.learning.field_words import Line

FOLDS = 3
STRANGE = 0.02  # share of the calls that sound least like the others
SEEN_FROM = 4  # a feature of fewer mentions or calls says nothing
KIND_SHARE = 0.03  # a kind of mention that brings fewer of a field's values is not looked at
RIGHT_FROM = 3
KIN = 0.8  # correlation of being filled
TOGETHER_FROM = 8  # calls with both fields before it is known whether they agree
MENTION, FILL, CLASS = 0.5, 16.0, 2.0  # inverse strength of regularisation
TOLERANCE, CERTAIN = 0.05, 6.0

Rows: TypeAlias = Any
"""A sparse matrix of scipy, which has no types."""


@dataclass(frozen=True)
class Told:
    """One confirmed call: its lines, its day, and the confirmed values in comparable form."""

    lines: Sequence[Line]
    day: date
    confirmed: Confirmed


@dataclass(frozen=True)
class Fields:
    """The fields to learn, and who must have said each."""

    names: tuple[str, ...]
    said_by: Mapping[str, str]


def fit(calls: Sequence[Told], fields: Fields) -> tuple[Scores, Choice] | None:
    """The scores fitted on all calls; the choice on scores that models of other calls gave.

    None where no call has anything to choose from, or all there is to choose is right, or wrong.
    """
    weighed: list[Weighed] = []
    known: list[float] = []
    for fold in range(FOLDS):
        scores = fit_scores([call for at, call in enumerate(calls) if at % FOLDS != fold], fields)
        for call in calls[fold::FOLDS]:
            heard = hearing(scores, call.lines, call.day)
            known.append(heard.known)
            for place, found in options(scores, heard):
                if found:
                    weighed.append((place, found, call.confirmed.get(fields.names[place], ())))
    if not _differ(weighed):
        return None
    least_known = float(np.quantile(known, STRANGE))
    scores = replace(fit_scores(calls, fields), least_known=least_known)
    return scores, Choice.fit(weighed, len(fields.names))


def _differ(weighed: Sequence[Weighed]) -> bool:
    return len({option.key in confirmed for _, found, confirmed in weighed for option in found}) > 1


def fit_scores(calls: Sequence[Told], fields: Fields) -> Scores:
    lexicon = lexicon_of([call.lines for call in calls], [call.confirmed for call in calls])
    table = _Table(calls, lexicon)
    learnt = [table.learn(name, fields.said_by.get(name, "anyone")) for name in fields.names]
    return Scores(
        lexicon=lexicon,
        mention_places=table.mention_places,
        call_places=table.call_places,
        fields=tuple(one for one, _ in learnt),
        fills=np.stack([fill for _, fill in learnt], axis=1),
        kin=_kin(calls, fields.names),
        agreement=_agreement(calls, fields.names),
    )


def _kin(calls: Sequence[Told], names: Sequence[str]) -> Doubles:
    """For each field the mean over those that are filled on the same calls, itself among them."""
    filled = np.array(
        [[bool(call.confirmed.get(name)) for call in calls] for name in names], dtype=np.float64
    )
    spread = filled.std(axis=1, keepdims=True)
    even = (filled - filled.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
    alike = (even @ even.T / len(calls) >= KIN) | np.eye(len(names), dtype=bool)
    shares: Doubles = alike / alike.sum(axis=1, keepdims=True)
    return shares


def _agreement(calls: Sequence[Told], names: Sequence[str]) -> Doubles:
    """From -1 to 1: how often two fields had the same value, where both were filled; 0 where that is not known."""
    places = {name: place for place, name in enumerate(names)}
    both, same = np.zeros((len(names), len(names))), np.zeros((len(names), len(names)))
    for call in calls:
        filled = [(places[name], set(keys)) for name, keys in call.confirmed.items() if name in places]
        for one, keys in filled:
            for other, others in filled:
                both[one, other] += 1
                same[one, other] += not keys.isdisjoint(others)
    known: Doubles = np.where(both >= TOGETHER_FROM, 2 * same / np.maximum(both, 1) - 1, 0.0)
    return known


class _Table:
    """Mentions and words of all calls as rows of a sparse table."""

    def __init__(self, calls: Sequence[Told], lexicon: Lexicon) -> None:
        self._calls = calls
        self._mentions = [mentions_of(call.lines, call.day, lexicon) for call in calls]
        named = [_named(call, found) for call, found in zip(calls, self._mentions, strict=True)]
        whole = [call_features(call.lines) for call in calls]
        self.mention_places = _places(row for rows in named for row in rows)
        self.call_places = _places(whole)
        self._starts = np.cumsum([0, *(len(rows) for rows in named)])
        self._rows = _sparse([row for rows in named for row in rows], self.mention_places)
        self._whole = _evened(_sparse(whole, self.call_places))
        single = np.array([" " not in name for name in self.call_places])
        self._single = np.flatnonzero(single)
        self._words = self._whole[:, self._single]
        self._counts = counted(call.confirmed for call in calls)

    def learn(self, name: str, said_by: str) -> tuple[FieldScores, Floats]:
        """The scores of a field, and those of its being filled."""
        filled = np.array([bool(call.confirmed.get(name)) for call in self._calls])
        fill, fill_bias = _logistic(self._words, filled, FILL)
        counts = self._counts.get(name, Counter())
        kinds = self._kinds(name, filled)
        mention, mention_bias = self._mention(name, filled, kinds)
        closed = classes(counts, int(filled.sum()))
        weights, biases = self._classes(name, filled, closed)
        total = max(int(filled.sum()), 1)
        learnt = FieldScores(
            name=name,
            said_by=said_by,
            kinds=kinds if mention.any() else frozenset(),
            mention=mention,
            mention_bias=mention_bias,
            fill_bias=fill_bias,
            classes=closed,
            class_weights=weights,
            class_biases=biases,
            shares={key: count / total for key, count in counts.items() if count > 1},
        )
        return learnt, _spread(fill, self._single, len(self.call_places))

    def _kinds(self, name: str, filled: NDArray[np.bool_]) -> frozenset[str]:
        """Kinds of mentions that brought this field's values."""
        brought = Counter[str]()
        for at in np.flatnonzero(filled).tolist():
            confirmed = self._calls[at].confirmed[name]
            brought.update({kind for one in self._mentions[at] if one.key in confirmed for kind in one.kinds})
        least = max(2, KIND_SHARE * int(filled.sum()))
        return frozenset(kind for kind, count in brought.items() if count >= least)

    def _mention(self, name: str, filled: NDArray[np.bool_], kinds: frozenset[str]) -> tuple[Floats, float]:
        rows: list[int] = []
        right: list[bool] = []
        for at in np.flatnonzero(filled).tolist():
            confirmed = self._calls[at].confirmed[name]
            for row, mention in enumerate(self._mentions[at], start=int(self._starts[at])):
                if mention.kinds & kinds:
                    rows.append(row)
                    right.append(mention.key in confirmed)
        if sum(right) < RIGHT_FROM:
            return np.zeros(len(self.mention_places), np.float32), 0.0
        return _logistic(self._rows[rows], np.array(right), MENTION)

    def _classes(
        self, name: str, filled: NDArray[np.bool_], closed: tuple[str, ...]
    ) -> tuple[Floats, Floats]:
        """One classifier a class, against the others."""
        if not closed:
            return np.zeros((0, len(self.call_places)), np.float32), np.zeros(0, np.float32)
        chosen = [(at, self._calls[at].confirmed[name][0]) for at in np.flatnonzero(filled).tolist()]
        chosen = [(at, key) for at, key in chosen if key in closed]
        rows, keys = self._whole[[at for at, _ in chosen]], np.array([key for _, key in chosen])
        learnt = [_logistic(rows, keys == key, CLASS) for key in closed]
        return np.stack([one for one, _ in learnt]), np.array([bias for _, bias in learnt], np.float32)


def _named(call: Told, mentions: Sequence[Mention]) -> list[list[str]]:
    """The features of each mention, its line's among them."""
    lines = {
        number: [*line_features(call.lines, call.lines[number])]
        for number in {one.line.number for one in mentions}
    }
    return [
        [*row, *lines[one.line.number]] for row, one in zip(mention_features(mentions), mentions, strict=True)
    ]


def _places(rows: Iterable[Iterable[str]]) -> dict[str, int]:
    """Features seen often enough, numbered from 1: place 0 stands for none."""
    counts = Counter(name for row in rows for name in row)
    often = sorted(name for name, count in counts.items() if count >= SEEN_FROM)
    return {"": 0} | {name: place for place, name in enumerate(often, start=1)}


def _sparse(rows: Sequence[Sequence[str]], places: Mapping[str, int]) -> Rows:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - loads slowly

    found = [[places[name] for name in row if name in places] for row in rows]
    ends = np.cumsum([0, *(len(row) for row in found)])
    flat = np.fromiter((place for row in found for place in row), np.int32)
    return csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(rows), len(places)))


def _evened(rows: Rows) -> Rows:
    """Long calls weigh no more than short ones."""
    from scipy.sparse import diags  # noqa: PLC0415 - loads slowly

    return (diags(CALL_NORM / np.sqrt(np.maximum(rows.getnnz(axis=1), 1))) @ rows).tocsr()


def _spread(weights: Floats, columns: NDArray[np.int64], width: int) -> Floats:
    whole = np.zeros(width, np.float32)
    whole[columns] = weights
    return whole


def _logistic(rows: Rows, right: NDArray[np.bool_], strength: float) -> tuple[Floats, float]:
    """Weights and bias; where all are of one kind, a bias alone."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loads slowly

    if right.all() or not right.any():
        return np.zeros(rows.shape[1], np.float32), CERTAIN if right.all() else -CERTAIN
    # Columns that this field's rows do not have cost most of the time otherwise.
    columns = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) > 1)
    model = LogisticRegression(C=strength, solver="liblinear", tol=TOLERANCE).fit(rows[:, columns], right)
    return _spread(model.coef_[0], columns, rows.shape[1]), float(model.intercept_[0])
