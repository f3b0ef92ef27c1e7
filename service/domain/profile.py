"""The call profile: versioned settings of drafting, and the prompt texts that go with them.

A profile is immutable once stored; a label such as `live` moves from version to version.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StrictBool, field_validator, model_validator

from service.domain.content import NONE_OF_THESE, CrmField
from service.domain.values import Value

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
BUILT_IN_TOPICS = frozenset(
    {
        "complaint",
        "escalation",
        "retention",
        "bereavement",
        "medical",
        "job_loss",
        "fraud",
        "legal",
        "vulnerable_customer",
    }
)
PROMPT_NAMES = frozenset(
    {
        "profile_name",
        "language",
        "sections",
        "dispositions",
        "fields",
        "topics",
        "today",
        "call_date",
        "agent_name",
    }
)


Line = Annotated[str, Field(min_length=1, max_length=300)]


class SectionSpec(Value):
    """A section of the summary. `covers` says what it must tell, the most important first; `max_sentences` how
    long it may be. `role` tells the draft without a model what belongs there.
    """

    id: Slug
    title: str = Field(min_length=1, max_length=80)
    instruction: str = Field(default="", max_length=600)
    covers: tuple[Line, ...] = Field(default=(), max_length=12)
    max_sentences: int = Field(default=2, strict=True, ge=1, le=10)
    role: Literal["reason", "actions", "outcome", "next"] | None = None


class DispositionSpec(Value):
    """One code of the catalogue. `cues` are words and phrases that speak for it without a model; a trailing
    `*` stands for the rest of a word.

    `parent` is the code it belongs under; one that is not `selectable` is a heading only. `examples` are things
    customers say with this reason, `unlike` things that sound like it and are another's. `automatic` allows
    automatic confirmation, once the evidence for this code is enough.
    """

    code: Slug
    label: str = Field(min_length=1, max_length=80)
    when: str = Field(default="", max_length=600)
    parent: Slug | None = None
    selectable: StrictBool = True
    examples: tuple[Line, ...] = Field(default=(), max_length=20)
    unlike: tuple[Line, ...] = Field(default=(), max_length=20)
    cues: tuple[str, ...] = ()
    crm_value: str | None = None
    automatic: StrictBool = False


FieldType: TypeAlias = Literal["text", "choice", "number", "date", "time", "phone", "email"]
Normaliser: TypeAlias = Literal["upper", "lower", "name", "digits", "compact"]
"""`name` is capitals at the beginning of words, `compact` without blanks and dashes, `digits` figures alone."""


class FieldSpec(Value):
    """One CRM field to fill. `pattern` is a regular expression the value must match whole, after its
    `normaliser`. `said_by` is who must have said it: what only the other said is left empty. `required` shows the
    field also where the call does not tell it.
    """

    name: Slug
    title: str = Field(min_length=1, max_length=80)
    type: FieldType = "text"
    normaliser: Normaliser | None = None
    required: StrictBool = False
    said_by: Literal["anyone", "customer", "agent"] = "anyone"
    examples: tuple[Line, ...] = Field(default=(), max_length=20)
    instruction: str = Field(default="", max_length=600)
    pattern: str | None = Field(default=None, max_length=200)
    cues: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    crm: CrmField | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression: {error.msg}") from None
        return pattern


class Topic(Value):
    """A topic that is never written without a person. The built-in ones (`BUILT_IN_TOPICS`) are recognised by
    themselves; `cues` are more words and phrases that raise it, `examples` things people say when it comes up.
    """

    topic: Slug
    title: str = Field(default="", max_length=80)
    cues: tuple[str, ...] = ()
    examples: tuple[Line, ...] = Field(default=(), max_length=40)


class PromptTexts(Value):
    """Logic-less texts: `{{name}}` from `PROMPT_NAMES` and nothing else."""

    system: str = Field(min_length=1, max_length=20_000)
    user: str = Field(min_length=1, max_length=20_000)

    @field_validator("system", "user")
    @classmethod
    def _known_names(cls, text: str) -> str:
        for found in PLACEHOLDER.finditer(text):
            if found.group(1) not in PROMPT_NAMES:
                line = text.count("\n", 0, found.start()) + 1
                raise ValueError(f"line {line}: unknown name {{{{{found.group(1)}}}}}")
        return text


class Automation(Value):
    """When a wrap-up may be confirmed without a person: only for codes that say `automatic`, only once it is
    shown, at `confidence`, that at least `precision` of such wrap-ups are right as drafted.

    `audit_share` of those still go to a person. `blind_share` of all wrap-ups hide what is proposed for codes
    and fields, so that there is something to learn from beside what agents took over.
    """

    precision: float = Field(default=0.98, strict=True, ge=0.5, lt=1)
    confidence: float = Field(default=0.95, strict=True, ge=0.5, lt=1)
    audit_share: float = Field(default=0.1, strict=True, gt=0, le=1)
    blind_share: float = Field(default=0.02, strict=True, ge=0, le=1)


class ShortCall(Value):
    """What a customer must have said, both of it, before a model is asked; else the call's own sentences are the
    draft.
    """

    customer_words: int = Field(default=8, strict=True, ge=0, le=200)
    customer_turns: int = Field(default=1, strict=True, ge=0, le=20)


class ModelParameters(Value):
    """`ask_from` is the least that a customer must have said. `most_accounts` is into how many parts one call may
    be split, where it is about several accounts, contracts or policies; 1 never splits.
    """

    max_output_tokens: int = Field(default=1500, strict=True, ge=100, le=16_000)
    ask_from: ShortCall = ShortCall()
    most_accounts: int = Field(default=4, strict=True, ge=1, le=4)


class Profile(Value):
    """All that shapes a draft. `version` is given by the store; it is not part of the content."""

    schema_number: Literal[1] = 1
    name: Slug
    language: str = "en"
    zone: str = "UTC"
    sections: tuple[SectionSpec, ...] = Field(min_length=1, max_length=12)
    dispositions: tuple[DispositionSpec, ...] = Field(min_length=1, max_length=300)
    fields: tuple[FieldSpec, ...] = Field(default=(), max_length=200)
    never_automate: tuple[Topic, ...] = ()
    automation: Automation = Automation()
    model: ModelParameters = ModelParameters()
    prompts: PromptTexts

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("not a time zone such as Europe/Madrid") from None
        return zone

    @model_validator(mode="after")
    def _unique(self) -> "Profile":
        for what, names in (
            ("section", [spec.id for spec in self.sections]),
            ("disposition", [spec.code for spec in self.dispositions]),
            ("field", [spec.name for spec in self.fields]),
            ("topic", [spec.topic for spec in self.never_automate]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"the {what} {twice!r} is listed twice")
        if NONE_OF_THESE in {spec.code for spec in self.dispositions}:
            raise ValueError(f"the code {NONE_OF_THESE!r} is built in")
        _check_hierarchy(self.dispositions)
        if all(not spec.selectable for spec in self.dispositions):
            raise ValueError("no disposition is selectable")
        return self

    @property
    def codes(self) -> tuple[DispositionSpec, ...]:
        """The codes that may be chosen, in the catalogue's order; headings are left out."""
        return tuple(spec for spec in self.dispositions if spec.selectable)

    def label_of(self, code: str) -> str:
        """The label of a code of the catalogue; raises KeyError for any other."""
        if code == NONE_OF_THESE:
            return "None of these"
        return {spec.code: spec.label for spec in self.codes}[code]

    def content_hash(self) -> str:
        """Names this exact content, whatever its version."""
        # Without defaults: a release that adds a setting does not make every stored profile another one.
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def _check_hierarchy(dispositions: tuple[DispositionSpec, ...]) -> None:
    """Every parent is in the catalogue, and no chain of parents comes round."""
    parents = {spec.code: spec.parent for spec in dispositions}
    for code, parent in parents.items():
        seen, at = {code}, parent
        while at is not None:
            if at not in parents:
                raise ValueError(f"{code!r} belongs under {at!r}, which is not in the catalogue")
            if at in seen:
                raise ValueError(f"{code!r} is under itself")
            seen.add(at)
            at = parents[at]


class VersionedProfile(Value):
    """A stored version, as a draft records it: `default@3`."""

    profile: Profile
    version: int

    @property
    def ref(self) -> str:
        return f"{self.profile.name}@{self.version}"


class ProfileRow(Value):
    """A version as it is listed, with the labels that point to it."""

    name: str
    version: int
    labels: tuple[str, ...]
    content_hash: str
    created_at: datetime
    created_by: str
    note: str
