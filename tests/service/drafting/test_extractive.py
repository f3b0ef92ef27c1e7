import time

import pytest

from connectors.contracts import Turn
from service.domain.content import Content, FieldValue, Support
from service.domain.draft import Material, Proposal
from service.domain.profile import FieldSpec, Profile, Topic
from service.drafting.extractive import extract
from tests.service.drafting.calls import DOUBLE_CHARGE, WEDNESDAY, call, proofs, supports


def texts(content: Content, section: str) -> list[str]:
    return [
        sentence.text for part in content.summary if part.section == section for sentence in part.sentences
    ]


def field(content: Content, name: str) -> FieldValue | None:
    return next((one for one in content.fields if one.name == name), None)


def value(content: Content, name: str) -> str | None:
    found = field(content, name)
    return found.value if found else None


def test_a_call_is_told_in_its_own_words(profile: Profile) -> None:
    content = extract(DOUBLE_CHARGE, profile).content

    assert texts(content, "reason") == [
        "Customer said: “I was charged twice for my internet in October, twenty four fifty each time.”"
    ]
    assert texts(content, "outcome") == [
        "Agent said: “I've refunded the second charge of 24 dollars and 50 cents.”"
    ]
    assert texts(content, "next_steps")[:2] == [
        "Agent said: “You'll receive the money within three to five business days.”",
        "Agent said: “Yes, I'll call you back on Friday.”",
    ]


def test_codes_fields_promises_and_flags_come_without_a_model(profile: Profile) -> None:
    proposal = extract(DOUBLE_CHARGE, profile)

    content = proposal.content
    assert [one.code for one in content.dispositions] == ["billing_dispute"]
    assert "billing_question" in {one.code for one in content.disposition_alternatives}
    assert value(content, "order_number") == "NW4421"
    assert value(content, "callback_number") == "[[NUMBER_1]]"
    assert value(content, "amount") == "24.50"
    assert value(content, "product") == "Internet"
    assert [(one.who, one.due) for one in content.commitments] == [
        ("company", "2026-11-25"),
        ("agent", "2026-11-20"),
        ("customer", "2026-11-19"),
    ]
    # Whoever threatens with the ombudsman complains, and means the regulator.
    assert {"complaint", "legal"} <= {flag.topic for flag in proposal.flags}


def test_every_statement_is_grounded_in_a_verbatim_quote(profile: Profile) -> None:
    content = extract(DOUBLE_CHARGE, profile).content

    assert supports(content) == {Support.GROUNDED}
    assert proofs(content)
    for proof in proofs(content):
        assert proof.quote in DOUBLE_CHARGE.turns[proof.turn].text


def test_ids_are_unique_and_the_same_again(profile: Profile) -> None:
    first, second = extract(DOUBLE_CHARGE, profile), extract(DOUBLE_CHARGE, profile)

    content = first.content
    ids = [part.id for part in content.summary] + [one.id for one in content.dispositions]
    ids += [one.id for one in content.fields] + [one.id for one in content.commitments]
    ids += [sentence.id for part in content.summary for sentence in part.sentences]
    assert len(ids) == len(set(ids))
    assert first == second


@pytest.mark.parametrize("said", [(), ("a: ",), ("i: Press one for sales.",), ("c: \u200b",)])
def test_a_silent_call_claims_nothing(profile: Profile, said: tuple[str, ...]) -> None:
    proposal = extract(call(*said), profile)

    content = proposal.content
    assert [part.section for part in content.summary] == [spec.id for spec in profile.sections]
    assert not any(part.sentences for part in content.summary)
    assert [(one.code, one.confidence) for one in content.dispositions] == [("none", None)]
    assert (content.fields, content.commitments, proposal.flags) == ((), (), ())


def test_a_very_short_call_has_a_reason_and_no_outcome(profile: Profile) -> None:
    content = extract(
        call("a: Hello?", "c: Sorry, I dialled the wrong person.", "a: All done."), profile
    ).content

    assert texts(content, "reason") == ["Customer said: “Sorry, I dialled the wrong person.”"]
    assert texts(content, "outcome") == []
    assert content.dispositions[0].code == "none"


def test_a_call_about_nothing_in_the_catalogue_is_none_of_these(profile: Profile) -> None:
    content = extract(
        call(
            "c: I would like to know whether the moon is made of cheese",
            "a: I am afraid that I do not know anything about that at all",
            "c: then who does, I have been asking everybody in this town",
            "a: You could try the observatory up on the hill",
        ),
        profile,
    ).content

    assert [one.code for one in content.dispositions] == ["none"]


def test_two_clear_reasons_give_two_codes(profile: Profile) -> None:
    content = extract(
        call(
            "c: First, I forgot my password and I'm locked out of the website.",
            "a: I've reset it for you.",
            "c: Also my parcel never arrived, it's a lost package.",
            "a: I've started a search for it.",
        ),
        profile,
    ).content

    assert {one.code for one in content.dispositions} == {"account_access", "delivery_problem"}


def test_cues_match_whole_words_only(profile: Profile) -> None:
    own = profile.model_copy(update={"never_automate": (Topic(topic="own", cues=("court", "bill")),)})

    proposal = extract(call("c: The courteous courtier billed himself as a sergeant of the debills."), own)

    assert proposal.flags == ()
    assert proposal.content.dispositions[0].code == "none"


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("c: My late husband had this account.", "bereavement"),
        ("c: I lost my job last month.", "job_loss"),
        ("a: I'll pass you to my supervisor.", "escalation"),
        ("c: You will hear from my lawyer.", "legal"),
        ("c: I want to close my account.", "retention"),
        ("c: I never bought that, it's fraudulent.", "fraud"),
        ("c: I just came out of hospital.", "medical"),
        ("c: I can't afford the heating.", "vulnerable_customer"),
        ("c: This is unacceptable.", "complaint"),
    ],
)
def test_every_never_automate_topic_is_raised_by_its_cues(profile: Profile, line: str, topic: str) -> None:
    assert topic in {flag.topic for flag in extract(call(line), profile).flags}


@pytest.mark.parametrize(
    ("line", "who", "due"),
    [
        ("a: I'll call you back tomorrow.", "agent", "2026-11-19"),
        ("a: We will send a new router by the 5th.", "company", "2026-12-05"),
        ("a: A technician will visit on Monday.", "company", "2026-11-23"),
        ("a: You'll receive an email within 24 hours.", "company", "2026-11-19"),
        ("c: I'll pay it next week.", "customer", "2026-11-27"),
        ("a: I will escalate this.", "agent", None),
    ],
)
def test_promises_have_a_maker_and_a_day(profile: Profile, line: str, who: str, due: str | None) -> None:
    commitments = extract(call(line), profile).content.commitments

    assert [(one.who, one.due) for one in commitments] == [(who, due)]


@pytest.mark.parametrize(
    "line",
    [
        "a: Will you send it tomorrow?",
        "a: We will not refund that.",
        "a: I'll put you on hold.",
        "a: I'll check that for you.",
        "a: I could call you back.",
        "a: If it fails I'll call you back.",
        "c: They said they will refund me.",
        "c: You will send me a refund today.",
    ],
)
def test_what_binds_nobody_is_no_promise(profile: Profile, line: str) -> None:
    assert extract(call(line), profile).content.commitments == ()


def test_the_agents_question_says_what_the_answer_is(profile: Profile) -> None:
    content = extract(
        call("a: What is your order number?", "c: one moment", "c: it is 7 7 1 0 9", "a: Thanks."), profile
    ).content

    assert value(content, "order_number") == "77109"


def test_a_correction_wins(profile: Profile) -> None:
    content = extract(
        call("a: Your order number please?", "c: My order number is 4410. Sorry, my order number is 4412."),
        profile,
    ).content

    assert value(content, "order_number") == "4412"


def test_a_pattern_meets_speech_recognition_halfway(profile: Profile) -> None:
    plate = FieldSpec(name="plate", title="Plate", pattern="[A-Z]{2}[0-9]{2}[A-Z]{3}", cues=("plate",))
    custom = profile.model_copy(update={"fields": (plate,)})

    content = extract(call("a: Your plate?", "c: it's a b one two x y z"), custom).content

    assert value(content, "plate") == "AB12XYZ"


def test_a_card_mask_is_never_a_value(profile: Profile) -> None:
    content = extract(call("a: What is your phone number?", "c: it's [number] or [card]"), profile).content

    assert field(content, "callback_number") is None


@pytest.mark.parametrize(
    ("language", "start"), [("es", "El cliente dijo"), ("de-DE", "Kunde sagte"), ("xx", "Customer said")]
)
def test_the_frame_of_a_sentence_is_in_the_calls_language(
    profile: Profile, language: str, start: str
) -> None:
    content = extract(call("c: quiero cambiar mi dirección ahora mismo", language=language), profile).content

    assert texts(content, "reason")[0].startswith(start)


def test_the_agents_words_are_not_the_customers_reason(profile: Profile) -> None:
    content = extract(
        call(
            "a: I have a problem with my screen, one moment, can you help yourself to some patience",
            "c: My bill is too high this month and I want to know why that is",
            "a: I see",
            "c: thanks",
        ),
        profile,
    ).content

    assert texts(content, "reason") == [
        "Customer said: “My bill is too high this month and I want to know why that is”"
    ]


def test_a_thousand_words_take_no_time(profile: Profile) -> None:
    long = Material(turns=DOUBLE_CHARGE.turns * 8, started_at=WEDNESDAY)
    extract(long, profile)  # patterns are compiled at first use

    started = time.process_time()
    extract(long, profile)

    assert time.process_time() - started < 0.25  # 0.02 on an idle machine


def test_a_call_of_five_hours_and_a_turn_without_end_are_survived(profile: Profile) -> None:
    endless = Turn(speaker=DOUBLE_CHARGE.turns[1].speaker, text="order number 4 " * 5_000)
    proposal = extract(Material(turns=(*DOUBLE_CHARGE.turns * 100, endless), started_at=WEDNESDAY), profile)

    assert isinstance(proposal, Proposal)
    assert len(proposal.content.commitments) <= 8
