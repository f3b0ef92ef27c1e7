"""Floors below what is measured (`python -m tests.bench.topics`), by topic and by language."""

from functools import cache

import pytest

from service.domain.profile import BUILT_IN_TOPICS
from service.drafting.topics.folded import tokens
from service.drafting.topics.likeness import known_ways
from service.drafting.topics.recognition import lexicon
from tests.bench.topic_lines import DATA, Line, lines
from tests.bench.topics import ALL, Share, Shares, false_alarms, recall

UNSEEN = "unseen_second.tsv"


@cache
def found() -> Shares:
    return recall(lines(DATA / UNSEEN))[0]


def clean(name: str) -> Share:
    share, _ = false_alarms((line.language, line.call) for line in lines(DATA / name))
    return share


@pytest.mark.parametrize("topic", sorted(BUILT_IN_TOPICS))
def test_most_unseen_ways_of_raising_a_topic_are_found(topic: str) -> None:
    share = found()[topic, ALL]

    assert share.of == 50
    assert share.right >= 43


@pytest.mark.parametrize("language", ["en", "es", "fr", "de"])
def test_most_unseen_lines_of_each_language_are_found(language: str) -> None:
    share = found()[ALL, language]

    assert share.of >= 90
    assert share.right >= 0.93 * share.of


def test_nearly_all_unseen_lines_are_found_over_all() -> None:
    share = found()[ALL, ALL]

    assert (share.of, share.right >= 430) == (450, True)


def test_few_clean_lines_and_near_misses_raise_anything() -> None:
    raising, count = clean("unseen_second_clean.tsv")

    assert count == 200
    assert raising <= 40


def test_hardly_any_line_that_taught_what_is_ordinary_raises_anything() -> None:
    raising, count = clean("clean.tsv")

    assert count > 700
    assert raising <= 0.03 * count


def test_rules_and_likeness_each_find_what_the_other_does_not() -> None:
    said = [line for line in lines(DATA / UNSEEN) if line.language == "en"]
    by_rule = {line for line in said if line.topic in lexicon().topics(words(line), ("English",))[0]}
    alike = known_ways().scores([words(line) for line in said]) > 1
    at = [known_ways().topics.index(line.topic) for line in said]
    by_likeness = {line for line, topic, found in zip(said, at, alike, strict=True) if found[topic]}

    assert by_rule - by_likeness
    assert by_likeness - by_rule


def words(line: Line) -> list[str]:
    return tokens(line.text)
