import numpy as np
import pytest

from service.domain.profile import BUILT_IN_TOPICS, Topic
from service.drafting.spoken import listen
from service.drafting.topics import flags
from service.drafting.topics.folded import tokens
from service.drafting.topics.languages import LANGUAGES, of_each
from service.drafting.topics.likeness import BUCKETS, LEAST_WORDS, known_ways, traits
from service.drafting.topics.recognition import lexicon
from service.drafting.topics.rules import Rule, parse
from tests.service.drafting.calls import call

TOPICS = tuple(Topic(topic=name) for name in sorted(BUILT_IN_TOPICS))


def holds(rule: Rule, said: str) -> bool:
    return rule.matches(f" {' '.join(tokens(said))} ")


def test_the_shipped_weights_are_of_the_built_in_topics_and_whole() -> None:
    known = known_ways()

    assert set(known.topics) == BUILT_IN_TOPICS
    assert known.weights.shape == (BUCKETS, len(known.topics))
    assert np.isfinite(known.weights).all()
    assert (known.limits > 0).all()
    assert (np.count_nonzero(known.weights, axis=0) > 1_000).all()


def test_every_built_in_topic_has_rules_in_each_language() -> None:
    known = lexicon()

    assert set(known.indexes) == set(LANGUAGES)
    assert set(known.idioms) == BUILT_IN_TOPICS
    for index in known.indexes.values():
        assert {entry.topic for entry in index.entries} == BUILT_IN_TOPICS


def test_an_empty_call_and_empty_words_raise_nothing() -> None:
    assert flags(listen(call()), TOPICS) == ()
    assert flags(listen(call("c: ", "a: …", "c: 123 456")), TOPICS) == ()
    assert known_ways().scores([]).shape == (0, len(BUILT_IN_TOPICS))
    assert np.isnan(known_ways().scores([[], ["hello"]])).all()


@pytest.mark.parametrize(
    "said",
    [
        "a" * 200_000,
        "my card " * 20_000,
        "not my husband " * 10_000,
        "ﷺ\u0301🙂 " * 5_000,
        "\u200b\u202e\u0000" * 99,
    ],
    ids=["one word", "two words", "many rules begin", "odd letters", "invisible"],
)
def test_a_hostile_turn_is_read_and_what_follows_it_still_raises_its_topic(said: str) -> None:
    raised = flags(listen(call(f"c: {said}", "c: I will call my lawyer.")), TOPICS)

    legal = next(flag for flag in raised if flag.topic == "legal")
    assert legal.evidence[-1].quote == "I will call my lawyer."


@pytest.mark.parametrize(
    "said",
    [
        "i want to make a com\u200bplaint",
        "ＩＷＡＮＴ to make a ｃｏｍｐｌａｉｎｔ",
        "I WANT TO MAKE A COMPLÁINT",
    ],
    ids=["zero width", "full width", "accent"],
)
def test_odd_writing_hides_no_topic(said: str) -> None:
    assert "complaint" in [flag.topic for flag in flags(listen(call(f"c: {said}")), TOPICS)]


def test_words_that_are_not_written_with_latin_letters_say_nothing_by_chance() -> None:
    assert traits(tokens("здравствуйте мне нужна помощь с моим заказом пожалуйста")) == []


def test_the_same_call_always_raises_the_same_with_the_same_evidence() -> None:
    heard = call("c: I lost my job, my wife died and I want to complain to a lawyer.", "a: I'm sorry.")

    assert flags(listen(heard), TOPICS) == flags(listen(heard), TOPICS)
    assert len(flags(listen(heard), TOPICS)) >= 3


def test_a_long_sentence_needs_more_than_a_short_one_to_be_like_something() -> None:
    like = tokens("i want to complain about how rudely i was treated by your staff")
    ordinary = tokens("the blue box is on the table") * 40
    at = known_ways().topics.index("complaint")

    alone, among = known_ways().scores([like, [*ordinary, *like]])[:, at]

    assert alone > 1 > among


def test_a_sentence_of_few_words_is_not_judged_by_likeness() -> None:
    words = tokens("i want to make a complaint")

    few, enough = known_ways().scores([words[: LEAST_WORDS - 1], words[:LEAST_WORDS]])

    assert np.isnan(few).all()
    assert np.isfinite(enough).all()


def test_pairs_of_words_keep_their_order_apart() -> None:
    assert set(traits(["let", "go"])) != set(traits(["go", "let"]))
    assert traits(["12", "34"]) == []


def test_a_sentence_takes_its_language_from_its_small_words_or_from_the_call() -> None:
    english, german = "how can i help you with your order", "ich habe das nicht bekommen"

    assert of_each([english.split(), german.split(), ["bose"]])[:2] == [("English",), ("German",)]
    assert of_each([english.split(), ["main"]]) == [("English",), ("English",)]
    assert of_each([["xyz"]]) == [LANGUAGES]


def test_a_rule_wants_all_its_parts_with_their_gaps_and_none_it_forbids() -> None:
    rule = parse("never|not .. call*|@back & promise* & !a_joke", {"back": ("ring back", "reply")})

    assert holds(rule, "You promised and never ever called.")
    assert holds(rule, "They did not ring back as promised.")
    assert not holds(rule, "They never called.")
    assert not holds(rule, "Promised, and never in all of these weeks called.")
    assert not holds(rule, "It is a joke: promised, never called.")


@pytest.mark.parametrize("line", ["!only_what_is_forbidden", "maybe?", "a*b", "..."])
def test_a_line_that_demands_nothing_or_no_word_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"nothing that must be said|not a word"):
        parse(line, {})


def test_an_unknown_concept_is_refused() -> None:
    with pytest.raises(KeyError):
        parse("@nobody died", {})
