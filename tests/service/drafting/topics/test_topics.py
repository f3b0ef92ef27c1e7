import pytest

from service.domain.profile import BUILT_IN_TOPICS, Topic
from service.drafting.spoken import listen
from service.drafting.topics import MOST_EVIDENCE, flags
from tests.service.drafting.calls import call

TOPICS = tuple(Topic(topic=name) for name in sorted(BUILT_IN_TOPICS))


def topics(*said: str, asked: tuple[Topic, ...] = TOPICS) -> list[str]:
    return [flag.topic for flag in flags(listen(call(*said)), asked)]


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("c: I want to make a complaint.", "complaint"),
        ("c: Quiero poner una queja.", "complaint"),
        ("c: Ich bin stocksauer auf Sie.", "complaint"),
        ("c: I want to speak to a supervisor.", "escalation"),
        ("c: Je veux parler à votre responsable.", "escalation"),
        ("c: I'm switching to another provider, cancel my contract.", "retention"),
        ("c: Ich kündige meinen Vertrag.", "retention"),
        ("c: My husband passed away in March.", "bereavement"),
        ("c: Mi esposo falleció el mes pasado.", "bereavement"),
        ("c: I have cancer and start chemo on Monday.", "medical"),
        ("c: J'ai une maladie du cœur.", "medical"),
        ("c: I lost my job last week.", "job_loss"),
        ("c: On m'a licencié hier.", "job_loss"),
        ("c: Someone used my card without my permission.", "fraud"),
        ("c: Han usado mi tarjeta sin permiso.", "fraud"),
        ("c: I will take you to court.", "legal"),
        ("c: I can't pay the rent and feed my children.", "vulnerable_customer"),
    ],
)
def test_what_a_customer_says_raises_its_topic_in_each_language(said: str, topic: str) -> None:
    assert topic in topics(said)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("a: I'm so sorry to hear that your mother died.", "bereavement"),
        ("a: I've logged your complaint.", "complaint"),
        ("a: Let me put you through to my supervisor.", "escalation"),
        ("a: It looks as if your account was hacked.", "fraud"),
    ],
)
def test_the_agents_words_raise_a_topic_as_well(said: str, topic: str) -> None:
    assert topic in topics(said)


@pytest.mark.parametrize(
    "said",
    [
        "c: I have no complaints at all.",
        "c: I am not complaining, everything was fine.",
        "c: tell me a joke",
        "a: That was a good joke!",
        "c: do i get something in writing",
        "c: The battery died.",
        "c: We're opposite the police station, you can't miss it.",
        "c: C'est rue de l'Hôpital, au trois.",
        "c: Se me murió la batería.",
        "c: Ich sterbe vor Hunger.",
        "c: Please cancel the second pizza.",
    ],
)
def test_what_only_sounds_like_a_topic_or_denies_it_raises_none(said: str) -> None:
    assert topics(said) == []


def test_a_word_of_another_language_raises_nothing_in_a_call_of_this_one() -> None:
    assert topics("c: I need a ride to 5th and Main, my seat is bose 5698.") == []
    assert topics("c: Je me suis cassé la main.") == ["medical"]


def test_a_sentence_in_another_language_is_read_in_its_own() -> None:
    said = topics(
        "a: How can I help you today, is it about your bill?", "c: Mi marido ha fallecido en el hospital."
    )

    assert "bereavement" in said


def test_a_curse_by_itself_is_no_complaint_and_two_signs_of_one_are() -> None:
    assert topics("c: Damn, I forgot it.") == []
    assert topics("c: Damn, I forgot it.", "a: Sorry?", "c: Book the bloody thing.") == ["complaint"]
    assert topics("c: This is frustrating.", "c: I want to complain.") == ["complaint"]


def test_a_flag_shows_the_first_sentences_that_raise_it_word_for_word() -> None:
    angry = [f"c: Complaint number {number}, I want to complain." for number in range(MOST_EVIDENCE + 2)]

    (flag,) = flags(listen(call("a: Hello.", *angry)), (Topic(topic="complaint"),))

    assert flag.kind == "never_automate"
    assert [proof.turn for proof in flag.evidence] == [1, 2, 3]
    assert flag.evidence[0].quote == "Complaint number 0, I want to complain."


def test_weak_signs_stand_in_the_order_of_the_call_among_the_others() -> None:
    heard = listen(call("c: I am so frustrated.", "a: Why?", "c: I want to make a complaint."))

    (flag,) = flags(heard, (Topic(topic="complaint"),))

    assert [proof.turn for proof in flag.evidence] == [0, 2]


def test_only_the_profiles_topics_are_raised_in_its_order() -> None:
    said = "c: My husband died and I want to make a complaint."

    assert topics(said, asked=(Topic(topic="complaint"), Topic(topic="bereavement"))) == [
        "complaint",
        "bereavement",
    ]
    assert topics(said, asked=(Topic(topic="fraud"),)) == []
    assert topics(said, asked=()) == []
