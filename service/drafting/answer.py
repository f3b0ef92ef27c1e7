"""A model's answer as it comes: its shape, its bounds, and its words against the profile's catalogue."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from service.domain.content import NONE_OF_THESE
from service.domain.profile import Profile

LONGEST_ANSWER = 200_000

_REASONS = {
    "json_invalid": "invalid_json",
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "literal_error": "wrong_enum",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "too_short": "missing",
    "string_too_short": "missing",
}


class ModelOutputInvalid(Exception):
    """The answer cannot be used. `reason` is a constant, never the model's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Text = Annotated[str, StringConstraints(max_length=600)]
Confidence = Annotated[int, Field(ge=0, le=100)]


class Quote(_Part):
    turn: int
    quote: Text


Quotes = Annotated[tuple[Quote, ...], Field(max_length=10)]


class NamedAccount(_Part):
    label: Text
    evidence: Quotes


# The place of one of the accounts, from 1; whatever names none of them belongs to the first.
AccountNumber: TypeAlias = int
FIRST_ACCOUNT = 1


class Statement(_Part):
    text: Text
    account: AccountNumber = FIRST_ACCOUNT
    evidence: Quotes


class Code(_Part):
    code: str
    confidence: Confidence
    evidence: Quotes


class Other(_Part):
    code: str
    confidence: Confidence


class Value(_Part):
    value: Annotated[str, StringConstraints(max_length=250)]
    account: AccountNumber = FIRST_ACCOUNT
    evidence: Quotes


class Promise(_Part):
    who: Literal["agent", "customer", "company"]
    what: Text
    due: Annotated[str, StringConstraints(max_length=60)] | None
    account: AccountNumber = FIRST_ACCOUNT
    evidence: Quotes


class TopicRaised(_Part):
    topic: str
    evidence: Quotes


class Answer(_Part):
    """A field is null, one value, or a value for each account, whichever the schema asked for."""

    accounts: Annotated[tuple[NamedAccount, ...], Field(max_length=20)] = ()
    summary: dict[str, Annotated[tuple[Statement, ...], Field(max_length=30)]]
    dispositions: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    alternatives: Annotated[tuple[Other, ...], Field(max_length=20)]
    fields: dict[str, Value | Annotated[tuple[Value, ...], Field(max_length=20)] | None]
    commitments: Annotated[tuple[Promise, ...], Field(max_length=30)]
    never_automate: Annotated[tuple[TopicRaised, ...], Field(max_length=60)]

    def values(self, field: str) -> tuple[Value, ...]:
        given = self.fields[field]
        if given is None:
            return ()
        return (given,) if isinstance(given, Value) else given


def parse(text: str, profile: Profile) -> Answer:
    """The answer, its shape and every code checked. Raises `ModelOutputInvalid`; mends nothing."""
    if len(text) > LONGEST_ANSWER:
        raise ModelOutputInvalid("too_long")
    try:
        answer = Answer.model_validate_json(text)
    except ValidationError as error:
        kind = error.errors(include_url=False, include_context=False, include_input=False)[0]["type"]
        raise ModelOutputInvalid(_REASONS.get(kind, "wrong_type")) from None
    _keys(set(answer.summary), {spec.id for spec in profile.sections})
    _keys(set(answer.fields), {spec.name for spec in profile.fields})
    codes = {spec.code for spec in profile.codes} | {NONE_OF_THESE}
    _members({one.code for one in answer.dispositions}, codes)
    _members({one.code for one in answer.alternatives}, codes)
    _members({one.topic for one in answer.never_automate}, {topic.topic for topic in profile.never_automate})
    for spec in profile.fields:
        if spec.type == "choice":
            _members({one.value for one in answer.values(spec.name)}, set(spec.choices))
    return answer


def _keys(given: set[str], wanted: set[str]) -> None:
    if given - wanted:
        raise ModelOutputInvalid("unknown_key")
    if wanted - given:
        raise ModelOutputInvalid("missing")


def _members(given: set[str], allowed: set[str]) -> None:
    if given - allowed:
        raise ModelOutputInvalid("wrong_enum")
