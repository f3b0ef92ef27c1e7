"""What a profile asks for, as the lists of a prompt: sections, codes, fields and topics, a line each."""

from collections.abc import Iterable, Iterator, Sequence

from service.domain.content import NONE_OF_THESE
from service.domain.profile import DispositionSpec, FieldSpec, Profile, SectionSpec, Topic
from service.drafting.prompt_words import PromptWords, words_for

MOST_EXAMPLES = 2
"""Of each code: enough to tell it from its neighbours, and three hundred codes still fit a prompt."""


def section_lines(profile: Profile) -> str:
    words = words_for(profile.language)
    return _listed((_section(spec, words) for spec in profile.sections), words)


def disposition_lines(profile: Profile) -> str:
    """The catalogue as a tree: what belongs under a heading stands below it."""
    words = words_for(profile.language)
    known = {spec.code for spec in profile.dispositions}
    top = [spec for spec in profile.dispositions if spec.parent not in known]
    lines = [line for spec in top for line in _branch(spec, profile.dispositions, words, "")]
    return "\n".join([*lines, f"- {NONE_OF_THESE} ({words.none_label}): {words.none_when}"])


def field_lines(profile: Profile) -> str:
    words = words_for(profile.language)
    return _listed((_field(spec, words) for spec in profile.fields), words)


def topic_lines(profile: Profile) -> str:
    words = words_for(profile.language)
    return _listed((_topic(topic, words) for topic in profile.never_automate), words)


def _section(spec: SectionSpec, words: PromptWords) -> str:
    """What to cover comes before how long: told the other way round, models leave out how it ended."""
    one, several = words.sentences
    length = one if spec.max_sentences == 1 else several.format(spec.max_sentences)
    first = words.first_cover.format("; ".join(spec.covers)) if spec.covers else ""
    told = " ".join(filter(None, (first, spec.instruction)))
    return f"{spec.id} ({spec.title}): {told} ({length})" if told else f"{spec.id} ({spec.title}; {length})"


def _branch(
    spec: DispositionSpec, catalogue: Sequence[DispositionSpec], words: PromptWords, indent: str
) -> Iterator[str]:
    yield f"{indent}- {_code(spec, words)}"
    for child in catalogue:
        if child.parent == spec.code:
            yield from _branch(child, catalogue, words, f"{indent}  ")


def _code(spec: DispositionSpec, words: PromptWords) -> str:
    if not spec.selectable:
        return words.heading.format(spec.label)
    told = filter(
        None, (spec.when, _quoted(words.examples, spec.examples), _quoted(words.unlike, spec.unlike))
    )
    return f"{spec.code} ({spec.label}): {' '.join(told)}".removesuffix(": ")


def _field(spec: FieldSpec, words: PromptWords) -> str:
    traits = [
        words.types[spec.type].format(", ".join(spec.choices)),
        words.matching.format(spec.pattern) if spec.pattern else "",
        words.said_by.get(spec.said_by, ""),
        words.required if spec.required else "",
    ]
    told = filter(None, (spec.instruction, _quoted("{}.", spec.examples)))
    shape = "; ".join(filter(None, (spec.title, ", ".join(filter(None, traits)))))
    return f"{spec.name} ({shape}): {' '.join(told)}".removesuffix(": ")


def _topic(topic: Topic, words: PromptWords) -> str:
    title = f" ({topic.title})" if topic.title else ""
    return f"{topic.topic}{title}: {_quoted(words.examples, topic.examples)}".removesuffix(": ")


def _quoted(frame: str, said: Sequence[str]) -> str:
    return frame.format("; ".join(f'"{one}"' for one in said[:MOST_EXAMPLES])) if said else ""


def _listed(lines: Iterable[str], words: PromptWords) -> str:
    return "\n".join(f"- {line}" for line in lines) or f"- {words.nothing}"
