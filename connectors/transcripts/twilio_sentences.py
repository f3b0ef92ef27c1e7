"""Sentences of Twilio Conversational Intelligence v2 into turns.

https://www.twilio.com/docs/conversational-intelligence/api/transcript-sentence-resource
"""

from collections.abc import Iterator
from typing import Any

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts.decoding import Document, load_json
from connectors.transcripts.lenient import SECOND, Object, number, required_objects, text_of
from connectors.transcripts.reading import NO_ROLES, Reading, Roles, role_of
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import in_order, make_turn


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The sentences of a page, of several in a list, or a bare list of them. Raises `Unreadable`.

    Which party speaks on a `media_channel` depends on the call's direction and on SIP trunks: only `roles`
    tell it. The sentences name no call.
    """
    found = sorted(_sentences(load_json(data)), key=_index)
    return Reading(
        turns=in_order(
            make_turn(
                f"{place}/transcript",
                role_of(sentence.get("media_channel"), roles) or Speaker.UNKNOWN,
                text_of(sentence.get("transcript")),
                scaled_ms(sentence.get("start_time"), SECOND),
                scaled_ms(sentence.get("end_time"), SECOND),
            )
            for place, sentence in found
        )
    )


def _sentences(body: Any) -> Iterator[tuple[str, Object]]:
    if isinstance(body, dict):
        yield from _page(body, "")
    elif isinstance(body, list):
        for index, item in enumerate(body):
            if isinstance(item, dict) and "sentences" in item:
                yield from _page(item, f"/{index}")
            elif isinstance(item, dict):
                yield f"/{index}", item
    else:
        raise Unreadable("body: neither an object nor a list")


def _page(page: Object, pointer: str) -> Iterator[tuple[str, Object]]:
    for index, sentence in enumerate(required_objects(page, "sentences", pointer)):
        yield f"{pointer}/sentences/{index}", sentence


def _index(found: tuple[str, Object]) -> float:
    """Twilio's own order; a sentence without an index comes first, since the order is kept among equals."""
    return number(found[1].get("sentence_index")) or 0
