"""Amazon Transcribe into turns: Call Analytics, which gives turns, and standard jobs, which give words.

https://docs.aws.amazon.com/transcribe/latest/dg/tca-output-batch.html and .../how-input.html#how-output
"""

from connectors.contracts import Unreadable
from connectors.transcripts.amazon import is_redacted, speaker_in, turn_in
from connectors.transcripts.decoding import Document
from connectors.transcripts.lenient import Object, load_object, part, required_objects
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import language_tag
from connectors.transcripts.transcribe_words import turns_of
from connectors.transcripts.turns import in_order


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The transcript of one job, whose file names no call. Raises `Unreadable`.

    `roles` speak of `spk_0`, `ch_0` or Amazon's own words, as the file has them.
    """
    body = load_object(data)
    if "Transcript" in body:
        return _call_analytics(body, roles)
    if not isinstance(body.get("results"), dict):
        raise Unreadable("/results: missing")
    results = part(body, "results")
    return Reading(
        turns=in_order(turns_of(results, roles)),
        language=language_tag(results.get("language_code")),
        redacted=body.get("isRedacted") is True,
    )


def _call_analytics(body: Object, roles: Roles) -> Reading:
    return Reading(
        turns=in_order(
            turn_in(f"/Transcript/{index}", speaker_in(entry.get("ParticipantRole"), roles), entry)
            for index, entry in enumerate(required_objects(body, "Transcript"))
        ),
        language=language_tag(body.get("LanguageCode")),
        redacted=is_redacted(body),
    )
