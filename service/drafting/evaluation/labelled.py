"""Labelled conversations: read leniently, masked as intake masks, and a profile made of their labels."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.contracts import Speaker, Turn
from service.domain.content import NONE_OF_THESE
from service.domain.draft import Material
from service.domain.learning import Example
from service.domain.profile import DispositionSpec, FieldSpec, Profile, PromptTexts, SectionSpec
from service.domain.values import Value
from service.drafting.learning.field_same import veiled
from service.drafting.masking import mask_turns, reveal

STARTED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""Labelled conversations carry no date; days that are named on them are reckoned from this one."""

LONGEST_NAME = 60
MOST_FIELDS = 200
_NO_SLUG = re.compile(r"[^a-z0-9]+")


class NotLabelled(Exception):
    """A line that is no labelled conversation; says why, for a person."""


class _Utterance(BaseModel):
    model_config = ConfigDict(extra="ignore")

    speaker: str = ""
    text: str


class _Labels(BaseModel):
    model_config = ConfigDict(extra="ignore")

    disposition: str = ""
    dispositions_all: tuple[str, ...] = ()
    fields: dict[str, str | list[str]] = Field(default_factory=dict)


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    utterances: tuple[_Utterance, ...]
    labels: _Labels
    language: str = "en"


class Labelled(Value):
    """One conversation with what people say of it. Codes and field names are as the labels have them.

    `code` is the main one; `codes` all of them, the main one first. `vault` leads from tokens back to what
    was said.
    """

    id: str
    material: Material
    vault: dict[str, str]
    code: str
    codes: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]


def read_line(line: str | bytes) -> Labelled:
    """One line of a JSONL file, masked. Raises `NotLabelled`."""
    try:
        raw = _Line.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotLabelled(f"{place}: {first['msg']}") from None
    except (ValueError, RecursionError):
        raise NotLabelled("not JSON") from None
    labels = raw.labels
    if not labels.disposition and not labels.dispositions_all and not labels.fields:
        raise NotLabelled("labels: neither a disposition nor fields")
    codes = _codes(labels)
    masked = mask_turns([_turn(one) for one in raw.utterances])
    material = Material(turns=masked.turns, started_at=STARTED, language=raw.language)
    values = {name: _values(value) for name, value in labels.fields.items()}
    return Labelled(
        id=raw.id,
        material=material,
        vault=masked.vault,
        code=codes[0],
        codes=codes,
        fields={name: value for name, value in values.items() if value},
    )


def _codes(labels: _Labels) -> tuple[str, ...]:
    """Where a main disposition is given beside several, it comes first; without any, none fits."""
    named = [labels.disposition] if labels.disposition else []
    return tuple(dict.fromkeys([*named, *labels.dispositions_all])) or (NONE_OF_THESE,)


def _turn(raw: _Utterance) -> Turn:
    known = {Speaker.AGENT.value, Speaker.CUSTOMER.value, Speaker.IVR.value}
    return Turn(speaker=Speaker(raw.speaker) if raw.speaker in known else Speaker.UNKNOWN, text=raw.text)


def _values(value: str | list[str]) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    return tuple(one for one in given if one.strip())


def slug(name: str) -> str:
    """A label as a name that a profile takes: "Bank.FullName" → "bank_fullname"."""
    made = _NO_SLUG.sub("_", name.lower()).strip("_")[:LONGEST_NAME]
    return made if made[:1].isalpha() else f"c_{made}"[:LONGEST_NAME]


def with_slugs(calls: Iterable[Labelled]) -> Iterator[Labelled]:
    """The same calls under names that a profile takes."""
    for call in calls:
        yield call.model_copy(
            update={
                "code": slug(call.code),
                "codes": tuple(dict.fromkeys(slug(code) for code in call.codes)),
                "fields": {slug(name): values for name, values in call.fields.items()},
            }
        )


def profile_of(calls: Iterable[Labelled]) -> Profile:
    """A catalogue taken from labels: codes and fields by their names alone, the most frequent first."""
    codes: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for call in calls:
        codes.update(call.codes)
        fields.update(list(call.fields))
    del codes[NONE_OF_THESE]
    return Profile(
        name="labels",
        sections=(SectionSpec(id="reason", title="Reason", role="reason"),),
        dispositions=tuple(_disposition(code) for code, _ in codes.most_common()),
        fields=tuple(FieldSpec(name=name, title=_title(name)) for name, _ in fields.most_common(MOST_FIELDS)),
        prompts=PromptTexts(system="{{sections}}\n{{dispositions}}\n{{fields}}", user="{{call_date}}"),
    )


def _disposition(code: str) -> DispositionSpec:
    return DispositionSpec(code=code, label=_title(code), cues=(code.replace("_", " "),))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def example_of(call: Labelled) -> Example:
    """What a fit learns from it: the person who labelled saw no suggestion.

    Values stand under the tokens that the transcript has for them, as in a confirmed wrap-up.
    """
    fields = {
        name: tuple(veiled(value, call.vault) for value in values) for name, values in call.fields.items()
    }
    return Example(id=call.id, material=call.material, codes=call.codes, fields=fields)


def told(call: Labelled, value: str) -> bool:
    """Whether a labelled value can still be found: one that masking blanked out for good cannot be asked for."""
    digits = "".join(filter(str.isdigit, value))
    if not digits:
        return True
    spoken = " ".join(reveal(turn.text, call.vault) for turn in call.material.turns)
    return not any(mark in spoken for mark in ("[pin]", "[card]", "[security code]", "[expiry]")) or (
        digits in "".join(filter(str.isdigit, spoken))
    )
