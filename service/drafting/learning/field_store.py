"""A fitted field reader as named arrays and back: tables of text and of the weights that are not zero."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from service.drafting.learning.arrays import Array, Arrays, under, within
from service.drafting.learning.field_choice import Choice
from service.drafting.learning.field_forms import Form
from service.drafting.learning.field_lexicon import Lexicon
from service.drafting.learning.field_scores import FieldScores, Floats, Scores

Parts: TypeAlias = tuple[Scores, Choice, dict[str, Form]]
GAP = "\t"


def dump(scores: Scores, choice: Choice, forms: Mapping[str, Form]) -> Arrays:
    return {
        **under("scores", _scores(scores)),
        **under("lexicon", _lexicon(scores.lexicon)),
        **under("choice", choice.dump()),
        "forms": _text(
            (name, key, typed) for name, form in forms.items() for key, typed in form.typed.items()
        ),
        "styles": _text((name, form.style) for name, form in forms.items()),
    }


def load(arrays: Arrays) -> Parts:
    """Raises KeyError where an array is missing."""
    scores = _read_scores(within("scores", arrays), _read_lexicon(within("lexicon", arrays)))
    forms = {name: Form({}, style) for name, style in _rows(arrays["styles"])}
    typed: dict[str, dict[str, str]] = {name: {} for name in forms}
    for name, key, value in _rows(arrays["forms"]):
        typed[name][key] = value
    return (
        scores,
        Choice.load(within("choice", arrays)),
        {name: Form(typed[name], form.style) for name, form in forms.items()},
    )


def _scores(scores: Scores) -> dict[str, Array]:
    fields = scores.fields
    return {
        "mention_places": _text((name,) for name in scores.mention_places),
        "call_places": _text((name,) for name in scores.call_places),
        "fields": _text((one.name, one.said_by, *sorted(one.kinds)) for one in fields),
        "biases": np.array([[one.mention_bias, one.fill_bias] for one in fields]),
        "shares": _text((one.name, key) for one in fields for key in one.shares),
        "share_values": np.array([share for one in fields for share in one.shares.values()]),
        "classes": _text((one.name, key) for one in fields for key in one.classes),
        "class_biases": np.concatenate([one.class_biases for one in fields]),
        "kin": scores.kin,
        "agreement": scores.agreement,
        "least_known": np.array([scores.least_known]),
        **under("mention", _sparse(np.stack([one.mention for one in fields]))),
        **under("fill", _sparse(scores.fills)),
        **under("class", _sparse(np.concatenate([one.class_weights for one in fields]))),
    }


def _read_scores(arrays: Arrays, lexicon: Lexicon) -> Scores:
    mention, classes = _dense(within("mention", arrays)), _dense(within("class", arrays))
    class_rows = _by_field(_rows(arrays["classes"]))
    share_rows = _by_field(_rows(arrays["shares"]))
    biases, shares = arrays["biases"].astype(np.float64), arrays["share_values"].astype(np.float64)
    class_biases = arrays["class_biases"].astype(np.float32)
    fields = []
    for place, (name, said_by, *kinds) in enumerate(_rows(arrays["fields"])):
        own = class_rows.get(name, {})
        rows = list(own.values())
        fields.append(
            FieldScores(
                name=name,
                said_by=said_by,
                kinds=frozenset(kinds),
                mention=mention[place],
                mention_bias=float(biases[place, 0]),
                fill_bias=float(biases[place, 1]),
                classes=tuple(own),
                class_weights=classes[rows],
                class_biases=class_biases[rows],
                shares={key: float(shares[row]) for key, row in share_rows.get(name, {}).items()},
            )
        )
    return Scores(
        lexicon=lexicon,
        mention_places=_places(arrays["mention_places"]),
        call_places=_places(arrays["call_places"]),
        fields=tuple(fields),
        fills=_dense(within("fill", arrays)),
        kin=arrays["kin"].astype(np.float64),
        agreement=arrays["agreement"].astype(np.float64),
        least_known=float(arrays["least_known"].astype(np.float64)[0]),
    )


def _lexicon(lexicon: Lexicon) -> dict[str, Array]:
    return {
        "known": _text((" ".join(gram), *keys) for gram, keys in lexicon.known.items()),
        "leads": _text(sorted(lexicon.leads)),
        "common": _text((word,) for word in sorted(lexicon.common)),
    }


def _read_lexicon(arrays: Arrays) -> Lexicon:
    return Lexicon(
        known={tuple(gram.split()): tuple(keys) for gram, *keys in _rows(arrays["known"])},
        leads=frozenset((one, other) for one, other in _rows(arrays["leads"])),
        common=frozenset(word for (word,) in _rows(arrays["common"])),
    )


def _by_field(rows: Iterable[Sequence[str]]) -> dict[str, dict[str, int]]:
    """Places in a table by field and key."""
    found: dict[str, dict[str, int]] = {}
    for place, (name, key) in enumerate(rows):
        found.setdefault(name, {})[key] = place
    return found


def _text(rows: Iterable[Sequence[str]]) -> Array:
    """Rows of text as bytes of UTF-8; no text in them has a tab or a line's end."""
    return np.frombuffer("".join(f"{GAP.join(row)}\n" for row in rows).encode(), np.uint8)


def _rows(array: Array) -> list[list[str]]:
    return [line.split(GAP) for line in array.astype(np.uint8).tobytes().decode().split("\n")[:-1]]


def _places(array: Array) -> dict[str, int]:
    return {name: place for place, (name,) in enumerate(_rows(array))}


def _sparse(weights: Floats) -> dict[str, Array]:
    rows, columns = np.nonzero(weights)
    return {
        "shape": np.array(weights.shape),
        "rows": rows.astype(np.uint32),
        "columns": columns.astype(np.uint32),
        "values": weights[rows, columns],
    }


def _dense(arrays: Arrays) -> Floats:
    weights = np.zeros(tuple(int(size) for size in arrays["shape"].astype(np.int64)), np.float32)
    weights[arrays["rows"].astype(np.int64), arrays["columns"].astype(np.int64)] = arrays["values"]
    return weights
