"""Fields by type, normaliser and speaker, without anything learnt."""

from datetime import UTC, date, datetime

import pytest

from service.domain.content import Doubt, FieldValue, Support
from service.domain.draft import Material
from service.domain.edits import value_problem
from service.domain.profile import FieldSpec, Profile
from service.drafting.extractive import extract
from service.drafting.field_values import fits, tidy
from tests.service.drafting.calls import call


def spec(**settings: object) -> FieldSpec:
    return FieldSpec.model_validate({"name": "it", "title": "It", **settings})


def filled(profile: Profile, field: FieldSpec, *said: str) -> FieldValue | None:
    content = extract(call(*said), profile.model_copy(update={"fields": (field,)})).content
    return next(iter(content.fields), None)


def value(profile: Profile, field: FieldSpec, *said: str) -> str | None:
    found = filled(profile, field, *said)
    return found.value if found else None


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("time", "half past three in the afternoon", "15:30"),
        ("time", "at 9 o'clock", "09:00"),
        ("time", "at 3 o'clock", "15:00"),
        ("time", "noon would be best", "12:00"),
        ("date", "the day after tomorrow", "2026-11-20"),
        ("date", "am kommenden Montag", "2026-11-23"),
        ("date", "le 3 mars", "2027-03-03"),
        ("date", "pasado mañana", "2026-11-20"),
        ("email", "it is maria dot jones at example dot com", "maria.jones@example.com"),
        ("email", "es maria guion jones arroba ejemplo punto es", "maria-jones@ejemplo.es"),
        ("email", "It's Maria_Jones@Example.com.", "maria_jones@example.com"),
        ("email", "that is [[EMAIL_1]]", "[[EMAIL_1]]"),
        ("phone", "it is 555 010 4477", "5550104477"),
        ("phone", "[[PHONE_2]] please", "[[PHONE_2]]"),
        ("number", "it was $1,250.40", "1250.40"),
    ],
)
def test_each_type_is_read_from_the_answer_to_its_question(
    profile: Profile, kind: str, said: str, expected: str
) -> None:
    field = spec(type=kind, cues=["tell me it"])

    assert value(profile, field, "a: Please tell me it.", f"c: {said}") == expected


@pytest.mark.parametrize(
    ("normaliser", "given", "kept"),
    [
        ("upper", "ab12", "AB12"),
        ("lower", "ABC", "abc"),
        ("name", "maría o'neill-diaz", "María O'neill-Diaz"),
        ("digits", "No. 12-34", "1234"),
        ("compact", "AB 12 - 3", "AB123"),
        (None, "as It Is", "as It Is"),
    ],
)
def test_a_normaliser_says_how_a_value_is_kept(normaliser: str | None, given: str, kept: str) -> None:
    assert tidy(spec(normaliser=normaliser), given) == kept


def test_an_example_of_a_free_text_is_a_value_where_it_is_said(profile: Profile) -> None:
    field = spec(cues=["plan"], examples=["Family Plus", "Solo"])

    told = value(
        profile, field, "c: I would like to change my plan to family plus next month, if that is all right."
    )

    assert told == "Family Plus"


def test_a_pattern_is_matched_after_the_normaliser(profile: Profile) -> None:
    field = spec(pattern="[A-Z]{2}[0-9]{4}", normaliser="compact", cues=["booking"])

    assert value(profile, field, "a: Your booking?", "c: it is AB-12-34") == "AB1234"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("time", "15:30", "3 pm"),
        ("time", "00:00", "24:00"),
        ("email", "a.b@example.org", "a.b at example.org"),
        ("email", "[[EMAIL_1]]", "[[PHONE_1]]"),
        ("date", "2026-11-24", "24.11.2026"),
        ("phone", "+34 555 010 447", "12"),
        ("number", "12.5", "12,5"),
    ],
)
def test_a_value_fits_its_type_or_it_does_not(kind: str, good: str, bad: str) -> None:
    assert fits(spec(type=kind), good)
    assert not fits(spec(type=kind), bad)


@pytest.mark.parametrize(
    ("kind", "given", "complaint"),
    [
        ("time", "3 pm", "must be a time such as 15:30"),
        ("time", "15:30", None),
        ("email", "maria at example.com", "must be an address such as name@example.com"),
        ("email", "maria@example.com", None),
    ],
)
def test_what_an_agent_types_must_have_the_fields_form(kind: str, given: str, complaint: str | None) -> None:
    assert value_problem(spec(type=kind), given) == complaint


@pytest.mark.parametrize("given", ["3 pm", "15:30", "3:30 PM"])
def test_a_time_is_kept_as_hours_and_minutes(given: str) -> None:
    assert fits(spec(type="time"), tidy(spec(type="time"), given))


def test_a_required_field_that_nobody_tells_is_shown_empty(profile: Profile) -> None:
    found = filled(profile, spec(type="date", required=True, cues=["visit"]), "c: Hello there.")

    assert found is not None
    assert (found.value, found.doubt, found.support) == ("", Doubt.MISSING, Support.UNSUPPORTED)
    assert found.evidence == ()


def test_a_field_that_is_not_required_and_not_told_is_left_out(profile: Profile) -> None:
    assert filled(profile, spec(type="date", cues=["visit"]), "c: Hello there.") is None


def test_what_only_the_agent_said_is_not_the_customers_value(profile: Profile) -> None:
    field = spec(type="date", said_by="customer", required=True, cues=["visit"])

    found = filled(profile, field, "a: The visit is on Friday.", "c: No, that does not suit me.")

    assert found is not None
    assert (found.value, found.doubt) == ("", Doubt.SPEAKER)


def test_what_the_customer_affirmed_counts_as_said_by_them(profile: Profile) -> None:
    field = spec(type="date", said_by="customer", cues=["visit"])

    assert value(profile, field, "a: So the visit is on Friday?", "c: Yes, that's right.") == "2026-11-20"


def test_what_only_the_customer_said_is_not_the_agents_value(profile: Profile) -> None:
    field = spec(type="number", said_by="agent", cues=["refund"])

    assert filled(profile, field, "c: I want a refund of $90.") is None
    assert value(profile, field, "c: A refund of $90!", "a: I can refund $40.") == "40"


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", 18), ("America/Los_Angeles", 17), ("Pacific/Auckland", 19)]
)
def test_days_are_reckoned_where_the_call_was_held(zone: str, day: int) -> None:
    hour = 20 if zone == "Pacific/Auckland" else 3
    material = Material(turns=(), started_at=datetime(2026, 11, 18, hour, tzinfo=UTC), zone=zone)

    assert material.day == date(2026, 11, day)


def test_a_zone_that_is_not_known_here_is_reckoned_by_utc() -> None:
    material = Material(turns=(), started_at=datetime(2026, 11, 18, 3, tzinfo=UTC), zone="Nowhere/At_All")

    assert material.day == date(2026, 11, 18)


def test_a_profile_with_a_zone_that_there_is_not_is_refused(profile: Profile) -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        Profile.model_validate(profile.model_dump() | {"zone": "Europe/Nowhere"})
