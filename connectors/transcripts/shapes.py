"""Which vendor's JSON a body is, told by keys that no other format here has; what leaves a doubt is none."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.transcripts.lenient import Object, part
from connectors.transcripts.vcon import is_vcon

Shape = Callable[[Any], bool]


def shape_of(value: object) -> str | None:
    """The one format whose keys a JSON value has; None where none or several would do."""
    found = [name for name, fits in SHAPES.items() if fits(value)]
    return found[0] if len(found) == 1 else None


def _objects(value: object) -> list[Object]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _all_have(value: object, *keys: str) -> bool:
    """Whether a list holds something, and each of it has the keys."""
    found = _objects(value)
    return bool(found) and all(key in item for item in found for key in keys)


def _some_has(value: object, *keys: str) -> bool:
    return any(all(key in item for key in keys) for item in _objects(value))


def _is_object(holds: Callable[[Object], bool]) -> Shape:
    return lambda value: isinstance(value, dict) and holds(value)


def _is_contact_lens(body: Object) -> bool:
    named = _some_has(body.get("Participants"), "ParticipantId", "ParticipantRole")
    return "Segments" not in body and (named or _some_has(body.get("Transcript"), "ParticipantId", "Content"))


def _is_transcribe(body: Object) -> bool:
    if "Transcript" in body:
        return _all_have(body["Transcript"], "ParticipantRole", "Content") and not _is_contact_lens(body)
    return isinstance(part(body, "results").get("transcripts"), list)


def _is_genesys(body: Object) -> bool:
    return "conversationId" in body and _some_has(body.get("transcripts"), "phrases")


def _is_twilio_sentences(value: object) -> bool:
    if isinstance(value, dict):
        empty = value.get("sentences") == [] and part(value, "meta").get("key") == "sentences"
        return empty or _is_twilio_sentences(value.get("sentences"))
    if _some_has(value, "sentences"):
        return all(_is_twilio_sentences(page) for page in _objects(value))
    return _all_have(value, "media_channel", "transcript")


def _is_ringsense(body: Object) -> bool:
    told = body if "insights" in body else part(body, "body")
    return isinstance(told.get("insights"), dict) and "sourceSessionId" in told


def _is_dialpad(body: Object) -> bool:
    return "call_id" in body and _all_have(body.get("lines"), "content", "type")


def _is_azure_speech(value: object) -> bool:
    if isinstance(value, list):
        return _all_have(value, "RecognitionStatus", "NBest")
    if not isinstance(value, dict):
        return False
    conversations = _objects(part(value, "analysisInput").get("conversations"))
    return isinstance(value.get("recognizedPhrases"), list) or _some_has(conversations, "conversationItems")


def _is_google_insights(body: Object) -> bool:
    return _all_have(body.get("entries"), "role", "text", "user_id")


def _is_deepgram(body: Object) -> bool:
    return isinstance(part(body, "results").get("channels"), list)


def _is_assemblyai(body: Object) -> bool:
    return "audio_url" in body and "status" in body and ("utterances" in body or "words" in body)


def _is_whisper(body: Object) -> bool:
    return "task" in body and isinstance(body.get("text"), str) and isinstance(body.get("segments"), list)


SHAPES: Mapping[str, Shape] = {
    "vcon": is_vcon,
    "contact_lens": _is_object(_is_contact_lens),
    "transcribe": _is_object(_is_transcribe),
    "genesys": _is_object(_is_genesys),
    "twilio_sentences": _is_twilio_sentences,
    "ringsense": _is_object(_is_ringsense),
    "dialpad": _is_object(_is_dialpad),
    "azure_speech": _is_azure_speech,
    "google_insights": _is_object(_is_google_insights),
    "deepgram": _is_object(_is_deepgram),
    "assemblyai": _is_object(_is_assemblyai),
    "whisper": _is_object(_is_whisper),
}
