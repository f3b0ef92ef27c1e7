"""A call and a profile made chat completions: instructions first, the transcript apart and fenced.

The system message depends on the profile alone, so that providers can keep its prefix for the next call.
The transcript is never part of a template: it is a message of its own, as JSON.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date

from connectors.contracts import CompletionRequest, Message
from service.domain.draft import Material
from service.domain.profile import PLACEHOLDER, Profile
from service.drafting.catalogue import disposition_lines, field_lines, section_lines, topic_lines
from service.drafting.prompt_words import PromptWords, language_name, words_for
from service.drafting.schema import answer_schema
from service.drafting.text import clean
from service.drafting.tokens import most_tokens
from service.drafting.windows import Line, last_of, lines_of, tokens_of, windows

SCHEMA_NAME = "after_call_note"
LONGEST_NAME = 80
ENVELOPE_TOKENS = 300
"""Day, names, the lines around the transcript, and what a server's chat template adds."""
CONTEXT_SHARE = 0.125
"""Of a window that is full: what earlier legs may take of it."""


def build_request(material: Material, profile: Profile, *, deadline_ms: int) -> CompletionRequest:
    """The one completion that drafts this call; the same call and profile give the same request."""
    return build_requests(material, profile, deadline_ms=deadline_ms)[0]


def build_requests(
    material: Material, profile: Profile, *, deadline_ms: int, room: int | None = None
) -> tuple[CompletionRequest, ...]:
    """One completion, or one for each window of a call whose transcript has more than `room` tokens.

    All have the same instructions. Every turn of the agent's own leg stands in one of them at least.
    """
    words = words_for(profile.language)
    own, before = lines_of(material), lines_of(material, earlier=True)
    room = max(tokens_of(own) + tokens_of(before), 1) if room is None else room
    full = tokens_of(own) + tokens_of(before) > room
    context = last_of(before, int(room * CONTEXT_SHARE)) if full else before
    parts = windows(own, room - tokens_of(context))
    values = _standing_values(profile)
    call = values | _call_values(material, words)
    schema, system = answer_schema(profile), render(profile.prompts.system, call)
    user = render(profile.prompts.user, call)
    return tuple(
        CompletionRequest(
            messages=(
                Message(role="system", content=system),
                Message(role="user", content=_told(user, number, len(parts), words)),
                Message(
                    role="user",
                    content=_fenced(part, before if number == 1 else (), context, words),
                ),
            ),
            schema_name=SCHEMA_NAME,
            json_schema=schema,
            max_output_tokens=profile.model.max_output_tokens,
            deadline_ms=deadline_ms,
            cache_key=_cache_key(profile, system),
        )
        for number, part in enumerate(parts, start=1)
    )


def room_for(profile: Profile, context_tokens: int) -> int:
    """How many tokens of a transcript a model with this context can take beside everything else; may be negative."""
    return context_tokens - instruction_tokens(profile) - profile.model.max_output_tokens


def instruction_tokens(profile: Profile) -> int:
    """What every request of the profile costs before a word of the call: instructions, schema, envelope."""
    return most_tokens(instructions(profile)) + ENVELOPE_TOKENS


def instructions(profile: Profile) -> str:
    """All that a request of this profile sends whatever the call, its schema included."""
    known = dict.fromkeys(("today", "call_date", "agent_name"), "") | _standing_values(profile)
    told = render(profile.prompts.system, known) + render(profile.prompts.user, known)
    return told + json.dumps(answer_schema(profile), ensure_ascii=False)


def spoken_tokens(material: Material) -> int:
    """At most so many tokens has the transcript, earlier legs included."""
    return tokens_of(lines_of(material)) + tokens_of(lines_of(material, earlier=True))


def render(template: str, values: Mapping[str, str]) -> str:
    """Puts values in place of `{{name}}`, in one pass: what a value contains is never rendered again.

    Raises KeyError for a name without a value.
    """
    return PLACEHOLDER.sub(lambda found: values[found.group(1)], template)


def fenced(material: Material, language: str = "en") -> str:
    """The transcript as JSON between two lines that carry a mark nobody on the call could know.

    The mark is a hash of the transcript itself, so that it cannot be spoken, and a second request for the
    same call is the same.
    """
    before = lines_of(material, earlier=True)
    return _fenced(lines_of(material), before, before, words_for(language))


def _fenced(part: Sequence[Line], before: Sequence[Line], context: Sequence[Line], words: PromptWords) -> str:
    """The agent's own leg first; then, as far as there is room, what was said before it."""
    shown = [line.json for line in part]
    if before:
        shown.append(json.dumps({"earlier": words.earlier}, ensure_ascii=False))
        left_out = before[: len(before) - len(context)]
        if left_out:
            told = words.left_out.format(left_out[0].turn, left_out[-1].turn)
            shown.append(json.dumps({"left_out": told}, ensure_ascii=False))
        shown += [line.json for line in context]
    body = "[" + ",\n".join(shown) + "]"
    mark = hashlib.sha256(body.encode()).hexdigest()[:16]
    return f"{words.fence.format(mark)}\n<<<TRANSCRIPT {mark}\n{body}\nTRANSCRIPT {mark}>>>"


def _told(user: str, number: int, count: int, words: PromptWords) -> str:
    return user if count == 1 else f"{user.rstrip()}\n{words.part.format(number, count)}"


def _cache_key(profile: Profile, system: str) -> str:
    return f"{profile.name}-{hashlib.sha256(system.encode()).hexdigest()[:16]}"


def _standing_values(profile: Profile) -> dict[str, str]:
    return {
        "profile_name": profile.name,
        "language": language_name(profile.language),
        "sections": section_lines(profile),
        "dispositions": disposition_lines(profile),
        "fields": field_lines(profile),
        "topics": topic_lines(profile),
    }


def _call_values(material: Material, words: PromptWords) -> dict[str, str]:
    day = _day(material.day, words)
    return {
        "today": day,
        "call_date": day,
        "agent_name": clean(material.agent_name)[:LONGEST_NAME] or words.unknown,
    }


def _day(day: date, words: PromptWords) -> str:
    return f"{words.days[day.weekday()]}, {day.isoformat()}"
