"""The agent's edits: a JSON merge patch on the content, applied so that only text and choices change.

Lists are sent whole and matched by item id. Evidence, confidence and support come from us alone: what the
client sends of them is ignored. What a person changed becomes support `agent` and is named in `edited`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from service.domain.content import (
    MAIN_TARGET,
    NONE_OF_THESE,
    Commitment,
    Content,
    Disposition,
    FieldValue,
    Section,
    Sentence,
    Support,
)
from service.domain.errors import FieldProblem, Invalid
from service.domain.ids import is_id, new_id
from service.domain.profile import FieldSpec, Profile

MAX_ITEMS = 100
MAX_TEXT = 8_000
MAX_PATTERN_TEXT = 200
"""Patterns come from people: a careless one must not meet a long text."""

PARTS = ("summary", "dispositions", "disposition_alternatives", "fields", "commitments")

Raw = Mapping[str, Any]


class _Editor:
    """One pass over one patch. Collects the paths that a person changed, and all that is wrong."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._given: set[str] = set()
        self.edited: list[str] = []
        self.problems: list[FieldProblem] = []

    def apply(self, content: Content, patch: Raw) -> Content:
        for unknown in sorted(set(patch) - set(PARTS)):
            self._wrong(f"/content/{unknown}", "unknown key")
        changes: dict[str, Any] = {}
        if "summary" in patch:
            changes["summary"] = self._summary(content.summary, self._items("summary", patch["summary"]))
        if "dispositions" in patch:
            items = self._items("dispositions", patch["dispositions"])
            changes["dispositions"] = self._dispositions(content.dispositions, items)
        if "fields" in patch:
            changes["fields"] = self._fields(content.fields, self._items("fields", patch["fields"]))
        if "commitments" in patch:
            items = self._items("commitments", patch["commitments"])
            changes["commitments"] = self._commitments(content.commitments, items)
        return content.model_copy(update=changes)

    def _wrong(self, pointer: str, detail: str) -> None:
        self.problems.append(FieldProblem(pointer=pointer, detail=detail))

    def _items(self, part: str, raw: object) -> list[tuple[str, Raw]]:
        """Each item with its pointer; null stands for an empty list."""
        if raw is None:
            return []
        if not isinstance(raw, list) or len(raw) > MAX_ITEMS:
            self._wrong(f"/content/{part}", f"must be a list of at most {MAX_ITEMS}")
            return []
        pairs = [(f"/content/{part}/{place}", item) for place, item in enumerate(raw)]
        for pointer, item in pairs:
            if not isinstance(item, dict):
                self._wrong(pointer, "must be an object")
        return [(pointer, item) for pointer, item in pairs if isinstance(item, dict)]

    def _text(self, pointer: str, item: Raw, key: str, default: str) -> str:
        value = item.get(key, default)
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            self._wrong(f"{pointer}/{key}", f"must be text of at most {MAX_TEXT} characters")
            return default
        return value

    def _fresh_id(self, item: Raw) -> str:
        """The client's own id of a new item where it is a UUID, so that it knows its item again; else ours."""
        given = item.get("id")
        fresh = given if isinstance(given, str) and is_id(given) and given not in self._given else new_id()
        self._given.add(fresh)
        return fresh

    def _gone(self, part: str, before: Sequence[Any], after: Sequence[Any]) -> None:
        kept = {item.id for item in after}
        self.edited.extend(f"{part}/{item.id}" for item in before if item.id not in kept)

    def _summary(self, before: Sequence[Section], items: list[tuple[str, Raw]]) -> tuple[Section, ...]:
        known = {section.id: section for section in before}
        sent: dict[str, Section] = {}
        for pointer, item in items:
            section = known.get(str(item.get("id")))
            if section is None:
                self._wrong(f"{pointer}/id", "no such section")
                continue
            lines = self._items(f"{pointer.removeprefix('/content/')}/sentences", item.get("sentences"))
            sentences = tuple(self._sentence(section, line_pointer, line) for line_pointer, line in lines)
            self._gone("summary", section.sentences, sentences)
            sent[section.id] = section.model_copy(update={"sentences": sentences})
        # A section that the client left out keeps its place without its sentences: sections are the profile's.
        for section in before:
            if section.id not in sent:
                self._gone("summary", section.sentences, ())
        return tuple(sent.get(one.id, one.model_copy(update={"sentences": ()})) for one in before)

    def _sentence(self, section: Section, pointer: str, item: Raw) -> Sentence:
        old = next((one for one in section.sentences if one.id == item.get("id")), None)
        text = self._text(pointer, item, "text", old.text if old else "")
        if old is None:
            new = Sentence(id=self._fresh_id(item), text=text, target=MAIN_TARGET, support=Support.AGENT)
            self.edited.append(f"summary/{new.id}")
            return new
        if text == old.text:
            return old
        self.edited.append(f"summary/{old.id}/text")
        return old.model_copy(update={"text": text, "support": Support.AGENT})

    def _dispositions(
        self, before: Sequence[Disposition], items: list[tuple[str, Raw]]
    ) -> tuple[Disposition, ...]:
        after = tuple(filter(None, (self._disposition(before, pointer, item) for pointer, item in items)))
        codes = [one.code for one in after]
        if len(codes) != len(set(codes)):
            self._wrong("/content/dispositions", "a code is listed twice")
        self._gone("dispositions", before, after)
        return after

    def _disposition(self, before: Sequence[Disposition], pointer: str, item: Raw) -> Disposition | None:
        old = next((one for one in before if one.id == item.get("id")), None)
        code = self._text(pointer, item, "code", old.code if old else NONE_OF_THESE)
        try:
            label = self._profile.label_of(code)
        except KeyError:
            self._wrong(f"{pointer}/code", "not in the catalogue")
            return None
        if old is not None and old.code == code:
            return old
        new = Disposition(id=old.id if old else self._fresh_id(item), code=code, label=label)
        self.edited.append(f"dispositions/{new.id}/code")
        return new

    def _fields(self, before: Sequence[FieldValue], items: list[tuple[str, Raw]]) -> tuple[FieldValue, ...]:
        after = tuple(filter(None, (self._field(before, pointer, item) for pointer, item in items)))
        self._gone("fields", before, after)
        return after

    def _field(self, before: Sequence[FieldValue], pointer: str, item: Raw) -> FieldValue | None:
        old = next((one for one in before if one.id == item.get("id")), None)
        name = old.name if old else self._text(pointer, item, "name", "")
        spec = next((one for one in self._profile.fields if one.name == name), None)
        if spec is None and old is None:
            self._wrong(f"{pointer}/name", "not a field of the profile")
            return None
        value = self._text(pointer, item, "value", old.value if old else "")
        if old is not None and value == old.value:
            return old
        if spec is not None and value and (complaint := value_problem(spec, value)):
            self._wrong(f"{pointer}/value", complaint)
        new = FieldValue(
            id=old.id if old else self._fresh_id(item),
            name=name,
            value=value,
            target=old.target if old else MAIN_TARGET,
            support=Support.AGENT,
            crm=old.crm if old else spec.crm if spec else None,
        )
        self.edited.append(f"fields/{new.id}/value")
        return new

    def _commitments(
        self, before: Sequence[Commitment], items: list[tuple[str, Raw]]
    ) -> tuple[Commitment, ...]:
        after = tuple(self._commitment(before, pointer, item) for pointer, item in items)
        self._gone("commitments", before, after)
        return after

    def _commitment(self, before: Sequence[Commitment], pointer: str, item: Raw) -> Commitment:
        old = next((one for one in before if one.id == item.get("id")), None)
        base = old or Commitment(id=self._fresh_id(item), who="agent", what="", support=Support.AGENT)
        changed: dict[str, Any] = {}
        if (what := self._text(pointer, item, "what", base.what)) != base.what:
            changed["what"] = what
        if (who := item.get("who", base.who)) != base.who:
            if who in ("agent", "customer", "company"):
                changed["who"] = who
            else:
                self._wrong(f"{pointer}/who", "must be agent, customer or company")
        if (due := item.get("due", base.due)) != base.due:
            if due is None or _is_day(due):
                changed["due"] = due
            else:
                self._wrong(f"{pointer}/due", "must be a day such as 2026-11-24, or null")
        self.edited.extend(f"commitments/{base.id}/{key}" for key in changed)
        return base.model_copy(update={**changed, "support": Support.AGENT}) if changed else base


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def value_problem(spec: FieldSpec, value: str) -> str | None:
    """What is wrong with a field's value by the profile's rules, None when nothing is."""
    if spec.type == "choice" and value not in spec.choices:
        return f"must be one of: {', '.join(spec.choices)}"
    if spec.pattern is not None and (len(value) > MAX_PATTERN_TEXT or not re.fullmatch(spec.pattern, value)):
        return "does not have the form that this field needs"
    if spec.type == "date" and not _is_day(value):
        return "must be a day such as 2026-11-24"
    if spec.type == "time" and not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value):
        return "must be a time such as 15:30"
    if spec.type == "email" and not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,24}", value):
        return "must be an address such as name@example.com"
    return None


def apply_edits(content: Content, patch: Raw, profile: Profile) -> tuple[Content, tuple[str, ...]]:
    """The content with the agent's changes, and the paths changed. Raises `Invalid` with pointers."""
    editor = _Editor(profile)
    after = editor.apply(content, patch)
    if editor.problems:
        raise Invalid(*editor.problems)
    return after, tuple(editor.edited)
