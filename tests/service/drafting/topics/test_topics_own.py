import pytest

from service.domain.profile import Topic
from service.drafting.spoken import listen
from service.drafting.topics import flags
from tests.service.drafting.calls import call

PRESS = Topic(
    topic="press",
    title="Somebody asks for the press",
    cues=("journalist*", "newsroom"),
    examples=(
        "I am calling from the evening paper about an article",
        "Ich schreibe einen Artikel für die Zeitung",
    ),
)


def raised(said: str, *topics: Topic) -> list[str]:
    return [flag.topic for flag in flags(listen(call(said)), topics)]


@pytest.mark.parametrize(
    "said",
    [
        "c: Hello, I'm calling from the evening paper, it's about an article of mine.",
        "c: I write articles, and I call you from the evening papers.",
        "c: Ich schreibe gerade einen Artikel für unsere Zeitung.",
    ],
)
def test_a_topic_of_ones_own_is_found_by_what_its_examples_say_nearly(said: str) -> None:
    assert raised(said, PRESS) == ["press"]


@pytest.mark.parametrize("said", ["c: There are journalists outside.", "a: Are you from the newsroom?"])
def test_a_topic_of_ones_own_is_found_by_its_cues(said: str) -> None:
    assert raised(said, PRESS) == ["press"]


@pytest.mark.parametrize(
    "said",
    [
        "c: I'm calling about my bill.",
        "c: The evening delivery is fine.",
        "c: I read an article.",
        "c: Ich schreibe eine Mail.",
    ],
)
def test_part_of_an_example_is_not_enough(said: str) -> None:
    assert raised(said, PRESS) == []


def test_a_title_alone_raises_nothing() -> None:
    named = Topic(topic="press", title="Somebody asks for the press")

    assert raised("c: Somebody asks for the press.", named) == []


def test_a_built_in_topic_is_also_raised_by_the_profiles_own_words() -> None:
    said = "c: Your drone landed in my pond."
    plain, told = (
        Topic(topic="complaint"),
        Topic(topic="complaint", examples=("Your drone fell into my pond", "drone in the pond")),
    )

    assert raised(said, plain) == []
    assert raised(said, told) == ["complaint"]
