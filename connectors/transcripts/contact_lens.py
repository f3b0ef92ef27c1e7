"""Contact Lens post-call files of Amazon Connect into turns.

https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files.html. Marks of redaction
stay in the text. Summaries and categories are the vendor's analysis, not what was said: they are not read.
"""

from collections.abc import Iterator, Mapping

from connectors.contracts import Turn
from connectors.transcripts.amazon import is_redacted, speaker_in, turn_in
from connectors.transcripts.decoding import Document
from connectors.transcripts.lenient import (
    Object,
    id_of,
    load_object,
    objects,
    part,
    required_objects,
)
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import language_tag
from connectors.transcripts.turns import in_order


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The transcript of one contact, which is one leg. Raises `Unreadable`.

    `call_id` is the contact's id; newer files lack it, and only the file's name tells it.
    """
    body = load_object(data)
    return Reading(
        turns=in_order(_turns(body, roles)),
        language=language_tag(body.get("LanguageCode")),
        call_id=id_of(part(body, "CustomerMetadata").get("ContactId")),
        redacted=is_redacted(body),
    )


def _turns(body: Object, roles: Roles) -> Iterator[Turn | None]:
    words = _role_words(body)
    for index, entry in enumerate(_entries(body)):
        participant = id_of(entry.get("ParticipantId"))
        # Newer files write the role in the place of the id.
        word = words.get(participant) or entry.get("ParticipantRole") or participant
        yield turn_in(f"/Transcript/{index}", speaker_in(word, roles), entry)


def _entries(body: Object) -> list[Object]:
    """What was said; nothing where the job says that it left out some of its analysis, and the transcript too."""
    skipped = objects(part(body, "JobDetails"), "SkippedAnalysis", "/JobDetails")
    return objects(body, "Transcript") if skipped else required_objects(body, "Transcript")


def _role_words(body: Object) -> Mapping[str, str]:
    """Amazon's word for the role of each participant, by id; older files give real ids."""
    return {
        participant: role
        for one in objects(body, "Participants")
        if (participant := id_of(one.get("ParticipantId"))) and (role := id_of(one.get("ParticipantRole")))
    }
