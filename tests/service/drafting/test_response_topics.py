"""Topics in a model's answer: what it may add to what the call itself raises."""

import pytest

from service.domain.draft import Material
from service.domain.profile import Profile, Topic
from service.drafting.response import read_response
from tests.service.drafting.answers import answer, quote
from tests.service.drafting.calls import DOUBLE_CHARGE, call

HINT = call(
    "a: Hello, how can I help?",
    "c: My husband used to see to all of this, and now it is all on me.",
    "a: I see. I have sent you the form.",
    "c: Thanks, bye.",
)


def raised(
    profile: Profile, material: Material, turn: int, quoted: str, topic: str = "bereavement"
) -> set[str]:
    body = answer(profile, never_automate=[{"topic": topic, "evidence": [quote(turn, quoted)]}])
    return {flag.topic for flag in read_response(body, material, profile).flags}


def test_a_model_may_raise_a_topic_that_nobody_named(profile: Profile) -> None:
    unaided = read_response(answer(profile), HINT, profile).flags

    assert "bereavement" in raised(profile, HINT, 1, "now it is all on me")
    assert "bereavement" not in {flag.topic for flag in unaided}


@pytest.mark.parametrize(("turn", "quoted"), [(3, "Thanks, bye."), (2, "I am so sorry for your loss.")])
def test_a_model_that_cries_wolf_raises_nothing(profile: Profile, turn: int, quoted: str) -> None:
    assert raised(profile, HINT, turn, quoted) == set()


def test_of_a_topic_of_ones_own_and_a_language_we_do_not_know_a_model_is_believed(profile: Profile) -> None:
    own = profile.model_copy(update={"never_automate": (Topic(topic="press"), Topic(topic="legal"))})
    dutch = HINT.model_copy(update={"language": "nl"})

    assert raised(own, HINT, 3, "Thanks, bye.", "press") == {"press"}
    assert raised(own, dutch, 3, "Thanks, bye.", "legal") == {"legal"}


def test_a_model_never_lowers_a_topic(profile: Profile) -> None:
    assert "complaint" in {
        flag.topic for flag in read_response(answer(profile), DOUBLE_CHARGE, profile).flags
    }
