import pytest

from connectors.contracts import Speaker
from service.domain.draft import Material
from service.domain.profile import DispositionSpec, Profile, PromptTexts, SectionSpec
from service.drafting.extractive import extract
from tests.service.drafting.calls import call

PROFILE = Profile(
    name="ours",
    sections=(
        SectionSpec(id="why", title="Why", role="reason"),
        SectionSpec(id="handled", title="Handled", role="actions", max_sentences=3),
        SectionSpec(id="ended", title="Ended", role="outcome"),
        SectionSpec(id="later", title="Later", role="next", max_sentences=3),
    ),
    dispositions=(DispositionSpec(code="other", label="Other"),),
    prompts=PromptTexts(system="{{sections}}", user="{{call_date}}"),
)
WEATHER = call(
    "a: Hello, how can I help?",
    "c: Can you help me please?",
    "c: I want to know what my parcel costs if it goes to Norway.",
    "a: A parcel of two kilos to Norway costs 31 euros.",
    "c: Oh, all right.",
    "a: Is there anything else I can do for you?",
    "c: Yes, the label printer in your shop is broken.",
    "a: I've opened a ticket for that printer.",
    "c: Thanks, bye.",
    "a: Goodbye.",
)


def _told(material: Material) -> dict[str, list[str]]:
    content = extract(material, PROFILE).content
    return {
        section.section: [one.evidence[0].quote for one in section.sentences] for section in content.summary
    }


def test_a_section_takes_its_role_from_the_profile_whatever_its_id() -> None:
    told = _told(WEATHER)

    assert told["handled"] == ["A parcel of two kilos to Norway costs 31 euros."]
    assert told["ended"] == ["I've opened a ticket for that printer."]


def test_a_second_reason_is_told_beside_the_first_and_an_empty_request_is_not() -> None:
    assert _told(WEATHER)["why"] == [
        "I want to know what my parcel costs if it goes to Norway.",
        "Yes, the label printer in your shop is broken.",
    ]


def test_an_answer_is_the_outcome_where_nothing_was_done() -> None:
    told = _told(
        call(
            "a: Hello.",
            "c: What is the balance of my savings account?",
            "a: The balance is 512 euros and 20 cents.",
            "c: Thank you very much, that was all.",
            "a: Goodbye.",
        )
    )

    assert told["ended"] == ["The balance is 512 euros and 20 cents."]
    assert told["handled"] == []


@pytest.mark.parametrize(
    ("need", "done"),
    [
        ("Quiero cancelar mi cita del lunes.", "He cancelado la cita."),
        ("No funciona mi teléfono desde ayer.", "La línea queda activada."),
        ("Je voudrais déplacer mon rendez-vous.", "J'ai déplacé votre rendez-vous."),
        ("Ma carte ne fonctionne pas.", "La carte a été remplacée."),
        ("Ich möchte meinen Vertrag verlängern.", "Ich habe den Vertrag für Sie verlängert."),
        ("Mein Internet funktioniert nicht.", "Der Anschluss ist jetzt aktiviert."),
    ],
)
def test_reason_and_outcome_are_found_in_other_languages(need: str, done: str) -> None:
    told = _told(call("a: Hallo.", f"c: {need}", "a: OK.", f"a: {done}", "c: Gracias, merci, danke."))

    assert told["why"] == [need]
    assert told["ended"] == [done]


def test_every_sentence_is_a_quote_of_its_turn() -> None:
    content = extract(WEATHER, PROFILE).content

    for section in content.summary:
        for sentence in section.sentences:
            (evidence,) = sentence.evidence
            assert evidence.quote in WEATHER.turns[evidence.turn].text
            assert WEATHER.turns[evidence.turn].speaker in {Speaker.AGENT, Speaker.CUSTOMER}
