"""What Contact Lens and Transcribe Call Analytics write alike: participants' roles, turns in milliseconds."""

from collections.abc import Mapping

from connectors.contracts import Speaker, Turn
from connectors.transcripts.lenient import Object, part, text_of
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import make_turn

# https://docs.aws.amazon.com/connect/latest/APIReference/API_RealTimeContactAnalysisSegmentTranscript.html;
# a supervisor is none of our roles.
MACHINES: Mapping[str, Speaker] = {"SYSTEM": Speaker.IVR, "CUSTOM_BOT": Speaker.IVR}


def speaker_in(role: object, roles: Roles) -> Speaker:
    """The role that the settings give Amazon's word for it, else the one that it names."""
    return role_of(role, roles) or MACHINES.get(text_of(role)) or speaker_of(role)


def turn_in(place: str, speaker: Speaker, entry: Object, key: str = "Content") -> Turn | None:
    start, end = scaled_ms(entry.get("BeginOffsetMillis"), 1), scaled_ms(entry.get("EndOffsetMillis"), 1)
    return make_turn(f"{place}/{key}", speaker, text_of(entry.get(key)), start, end)


def is_redacted(body: Object) -> bool:
    return part(body, "ContentMetadata").get("Output") == "Redacted"
