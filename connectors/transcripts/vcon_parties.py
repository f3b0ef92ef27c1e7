"""Parties of a vCon: who took part, and in which role where the sender says so."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from connectors.contracts import Speaker
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.reading import NO_ROLES, Roles, role_of
from connectors.transcripts.speakers import speaker_of

MAX_LINE = 200
MAX_PHONE = 40


class Party(NamedTuple):
    speaker: Speaker
    name: str | None
    phone: str | None
    id: str | None


NOBODY = Party(Speaker.UNKNOWN, None, None, None)


def parties_of(values: Sequence[Mapping[str, Any]], roles: Roles = NO_ROLES) -> tuple[Party, ...]:
    """Parties in their roles: as the settings say of the place (`party:0`) or the role's word, else as it reads."""
    return tuple(_party(value, f"party:{index}", roles) for index, value in enumerate(values))


def party_at(parties: Sequence[Party], index: object) -> Party:
    """The party of an index, or of the first of a list of them; nobody where there is none such."""
    while isinstance(index, list) and index:
        index = index[0]
    known = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(parties)
    return parties[index] if known and isinstance(index, int) else NOBODY


def only(parties: Sequence[Party], speaker: Speaker) -> Party | None:
    """The party in a role where just one has it: of two customers none is chosen."""
    found = [party for party in parties if party.speaker is speaker]
    return found[0] if len(found) == 1 else None


def speakers_by_name(parties: Sequence[Party]) -> dict[str, Speaker]:
    """Roles by lower-case name; a name that two parties share says nothing of the role."""
    found: dict[str, Speaker] = {}
    for party in parties:
        if party.name:
            name = party.name.lower()
            same = found.get(name, party.speaker) is party.speaker
            found[name] = party.speaker if same else Speaker.UNKNOWN
    return found


def _party(value: Mapping[str, Any], place: str, roles: Roles) -> Party:
    meta = value.get("meta")
    role = value.get("role") or (meta.get("role") if isinstance(meta, dict) else None)
    name = lenient_line(value.get("name"), MAX_LINE)
    ids = (lenient_line(value.get(key), MAX_LINE) for key in ("id", "uuid", "mailto", "tel"))
    told = role_of(place, roles) or role_of(role, roles) or speaker_of(role)
    return Party(told, name, _phone(value.get("tel")), next(filter(None, ids), None))


def _phone(value: object) -> str | None:
    """A number of the `tel` parameter, which may be a tel: URI with parameters."""
    line = lenient_line(value, MAX_LINE)
    return lenient_line(line.removeprefix("tel:").partition(";")[0], MAX_PHONE) if line else None
