"""The call profile: versioned settings of drafting, and the prompt texts that go with them.

A profile is immutable once stored; a label such as `live` moves from version to version.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from service.domain.content import NONE_OF_THESE, CrmField
from service.domain.values import Value

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PROMPT_NAMES = frozenset(
    {"profile_name", "language", "sections", "dispositions", "fields", "today", "call_date", "agent_name"}
)


class SectionSpec(Value):
    id: Slug
    title: str = Field(min_length=1, max_length=80)
    instruction: str = Field(max_length=600)
    max_sentences: int = Field(default=2, ge=1, le=10)


class DispositionSpec(Value):
    """One code of the catalogue. `cues` are words and phrases that speak for it without a model; a trailing
    `*` stands for the rest of a word.
    """

    code: Slug
    label: str = Field(min_length=1, max_length=80)
    when: str = Field(default="", max_length=600)
    cues: tuple[str, ...] = ()
    crm_value: str | None = None


class FieldSpec(Value):
    """One CRM field to fill. `pattern` is a regular expression the value must match whole."""

    name: Slug
    title: str = Field(min_length=1, max_length=80)
    type: Literal["text", "choice", "number", "date", "phone"] = "text"
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
    """A topic that is never written without a person; `cues` are words and phrases that raise it."""

    topic: Slug
    cues: tuple[str, ...] = Field(min_length=1)


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


class ModelParameters(Value):
    max_output_tokens: int = Field(default=1500, ge=100, le=16_000)


class Profile(Value):
    """All that shapes a draft. `version` is given by the store; it is not part of the content."""

    schema_number: Literal[1] = 1
    name: Slug
    language: str = "en"
    sections: tuple[SectionSpec, ...] = Field(min_length=1, max_length=12)
    dispositions: tuple[DispositionSpec, ...] = Field(min_length=1, max_length=300)
    fields: tuple[FieldSpec, ...] = Field(default=(), max_length=60)
    never_automate: tuple[Topic, ...] = ()
    model: ModelParameters = ModelParameters()
    prompts: PromptTexts

    @model_validator(mode="after")
    def _unique(self) -> "Profile":
        for what, names in (
            ("section", [spec.id for spec in self.sections]),
            ("disposition", [spec.code for spec in self.dispositions]),
            ("field", [spec.name for spec in self.fields]),
        ):
            if len(names) != len(set(names)):
                raise ValueError(f"a {what} is listed twice")
        if NONE_OF_THESE in {spec.code for spec in self.dispositions}:
            raise ValueError(f"the code {NONE_OF_THESE!r} is built in")
        return self

    def label_of(self, code: str) -> str:
        """The label of a code of the catalogue; raises KeyError for any other."""
        if code == NONE_OF_THESE:
            return "None of these"
        return {spec.code: spec.label for spec in self.dispositions}[code]

    def content_hash(self) -> str:
        """Names this exact content, whatever its version."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


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
