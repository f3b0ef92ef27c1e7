"""Profiles as files: the shipped folders under prompts/, and one YAML document for export and import.

Instructions may be left out of both: those shipped for the profile's language are used then.
"""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from service.domain.profile import Profile
from service.drafting.prompt_words import instructed_in

LARGEST = 1_000_000
PROFILE_FILE = "profile.yaml"
PROMPT_FILES = {"system": "system.txt", "user": "user.txt"}
SHIPPED_TEXTS = Path(__file__).resolve().parents[2] / "prompts" / "texts"
"""Instructions that serve every profile, a file a language: they stand in the package as the profiles do."""

NAMED_BY = ("id", "code", "name", "topic")
ITEM = 2
_REASONS = {
    "extra_forbidden": "there is no such key",
    "missing": "must be given",
}


class InvalidProfile(Exception):
    """A profile that cannot be used: in which file, at which place, and why. For a person to read."""

    def __init__(self, reason: str, *, file: str = "", place: str = "") -> None:
        super().__init__(": ".join(part for part in (file, place, reason) if part))
        self.file = file
        self.place = place
        self.reason = reason


def load_shipped(folder: Path) -> Profile:
    """`profile.yaml` of a folder, with its own `system.txt` and `user.txt` where it has them. Raises `InvalidProfile`."""
    document = _document(_read(folder / PROFILE_FILE), file=str(folder / PROFILE_FILE))
    if "prompts" in document:
        raise InvalidProfile(
            "prompt texts belong in system.txt and user.txt", file=str(folder / PROFILE_FILE), place="prompts"
        )
    own = {name: _read(folder / file) for name, file in PROMPT_FILES.items() if (folder / file).exists()}
    try:
        return Profile.model_validate({**document, "prompts": _texts(document) | own})
    except ValidationError as error:
        raise _explained(error, document, folder=folder) from None


def parse_yaml(text: str) -> Profile:
    """A profile from one YAML document, with or without prompt texts. Raises `InvalidProfile`."""
    if len(text) > LARGEST:
        raise InvalidProfile(f"larger than {LARGEST} characters")
    document = _document(text, file="")
    given = document.get("prompts", {})
    if isinstance(given, dict):
        document["prompts"] = _texts(document) | given
    try:
        return Profile.model_validate(document)
    except ValidationError as error:
        raise _explained(error, document, folder=None) from None


def _texts(document: dict[str, Any]) -> dict[str, Any]:
    """The instructions shipped for the language that the document names."""
    language = instructed_in(str(document.get("language", "en")))
    return {name: _read(SHIPPED_TEXTS / f"{name}.{language}.txt") for name in PROMPT_FILES}


def to_yaml(profile: Profile) -> str:
    """One YAML document, prompt texts as literal blocks; `parse_yaml` gives the same content back."""
    document = {
        "schema_number": profile.schema_number,
        **profile.model_dump(mode="json", exclude_defaults=True),
    }
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidProfile("the file is missing", file=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidProfile(f"cannot be read ({type(error).__name__})", file=str(path)) from None


def _document(text: str, *, file: str) -> dict[str, Any]:
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506  # _Loader is a SafeLoader that takes less
    except yaml.YAMLError as error:
        raise InvalidProfile(_yaml_reason(error), file=file, place=_yaml_place(error)) from None
    except (ValueError, RecursionError):
        raise InvalidProfile("not readable as YAML", file=file) from None
    if not isinstance(document, dict):
        raise InvalidProfile("must be a mapping", file=file)
    return document


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _yaml_reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "not readable as YAML")


def _explained(error: ValidationError, document: dict[str, Any], *, folder: Path | None) -> InvalidProfile:
    """The first problem, named by file and place: `dispositions.3.parent (refund)`."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = first["loc"]
    reason = _REASONS.get(first["type"], first["msg"].removeprefix("Value error, "))
    if folder is None:
        return InvalidProfile(reason, place=_place(path, document))
    if path[:1] == ("prompts",) and len(path) > 1:
        return InvalidProfile(reason, file=str(folder / PROMPT_FILES[str(path[1])]))
    return InvalidProfile(reason, file=str(folder / PROFILE_FILE), place=_place(path, document))


def _place(path: tuple[int | str, ...], document: dict[str, Any]) -> str:
    """Where it is, and of which item by its own name: who writes a file does not count its codes."""
    place = ".".join(map(str, path))
    if len(path) < ITEM:
        return place
    part, number = document.get(str(path[0])), path[1]
    item = part[number] if isinstance(part, list) and isinstance(number, int) and number < len(part) else None
    name = next((item[key] for key in NAMED_BY if key in item), None) if isinstance(item, dict) else None
    return f"{place} ({name})" if isinstance(name, str) else place


class _Loader(yaml.SafeLoader):
    """No aliases (they multiply), no key twice; `no` or `2026-01-01` is the text it looks like, and only `true` and
    `false` are what YAML 1.2 makes of them.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]  # the stubs leave it out
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, "this key stands twice", name.start_mark)
            seen.add(name.value if isinstance(name, yaml.ScalarNode) else name)
        return super().construct_mapping(node, deep)


_TEXTUAL = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TEXTUAL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as literal blocks, so that a change reads as a change of lines."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    lines = text.split("\n")
    literal = len(lines) > 1 and all(line.isprintable() for line in lines)
    # YAML folds other line breaks into its own: such text is quoted, every special character escaped.
    plain = text.isprintable() or literal
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if literal else None if plain else '"'
    )


_Dumper.add_representer(str, _text)
