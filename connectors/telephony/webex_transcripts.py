"""Webex's transcript files: vCons, and the older lists of recognition results that they replace.

https://developer.webex.com/webex-contact-center/docs/guide-for-contact-center-transcripts
"""

from collections.abc import Iterator

from connectors.contracts import Customer, ParsedCall, Speaker, Turn
from connectors.transcripts import vcon
from connectors.transcripts.decoding import load_json
from connectors.transcripts.lenient import Object, number, objects, part, text_of
from connectors.transcripts.reading import Roles
from connectors.transcripts.speech import language_tag, speaker_for
from connectors.transcripts.times import offset_ms
from connectors.transcripts.turns import in_order, make_turn

RESULTS = "responseContents"
# The vendor calls the caller so; role words spelled with hyphens are taken at their word, too.
WORDS: Roles = {
    "user": Speaker.CUSTOMER,
    "User": Speaker.CUSTOMER,
    "USER": Speaker.CUSTOMER,
    "human-agent": Speaker.AGENT,
    "ai-agent": Speaker.IVR,
    "virtual-agent": Speaker.IVR,
}


def reports(data: bytes, call: ParsedCall, language: object, roles: Roles) -> tuple[ParsedCall, ...]:
    """The announced call with what its file tells: a report of each leg. Raises `Unreadable`."""
    roles = {**WORDS, **roles}
    value = load_json(data)
    if isinstance(value, dict) and RESULTS in value:
        turns = in_order(_results(value, roles))
        return (_told(call, language_tag(language)).model_copy(update={"turns": turns, "reference": None}),)
    return tuple(_joined(call, leg, language) for leg in vcon.legs(data, roles))


def _told(call: ParsedCall, language: str | None) -> ParsedCall:
    return call.model_copy(update={"language": language or call.language})


def _joined(call: ParsedCall, leg: ParsedCall, language: object) -> ParsedCall:
    """A vCon has an id of its own and may mask the caller's number; the task is what joins all reports."""
    ids = dict.fromkeys((*call.other_ids, leg.external_id, *leg.other_ids))
    return leg.model_copy(
        update={
            "external_id": call.external_id,
            "other_ids": tuple(one for one in ids if one != call.external_id)[: vcon.MAX_OTHER_IDS],
            "direction": call.direction if leg.direction == "unknown" else leg.direction,
            "queue": leg.queue or call.queue,
            "language": leg.language or language_tag(language),
            "customer": Customer(phone=call.customer.phone or leg.customer.phone, name=leg.customer.name),
        }
    )


def _results(body: Object, roles: Roles) -> Iterator[Turn | None]:
    for index, item in enumerate(objects(body, RESULTS)):
        result = part(item, "recognitionResult")
        best = next(iter(objects(result, "alternatives", f"/{RESULTS}/{index}/recognitionResult")), {})
        words = objects(best, "words", f"/{RESULTS}/{index}/recognitionResult/alternatives/0")
        yield make_turn(
            f"/{RESULTS}/{index}",
            speaker_for((result.get("role"),), roles),
            text_of(best.get("transcript")) or " ".join(text_of(word.get("word")) for word in words),
            _ms(words[0], "start_time") if words else None,
            _ms(words[-1], "end_time") if words else None,
        )


def _ms(word: Object, key: str) -> int | None:
    """Whole seconds, as text or a number, and nanoseconds beyond them."""
    seconds, nanos = number(part(word, key).get("seconds", 0)), number(part(word, key).get("nanos", 0))
    if key not in word or seconds is None or nanos is None:
        return None
    return offset_ms(seconds * 1000 + nanos / 1_000_000)
