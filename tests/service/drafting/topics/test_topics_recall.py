"""Floors below what is measured (`python -m tests.bench.topics`), by topic and by language."""

import json
from functools import cache
from pathlib import Path

import pytest

from connectors.contracts import Turn
from service.domain.draft import Material
from service.domain.profile import BUILT_IN_TOPICS
from service.drafting.topics.folded import tokens
from service.drafting.topics.likeness import known_ways
from service.drafting.topics.recognition import lexicon
from tests.bench.masking_cases import marked
from tests.bench.topic_lines import DATA, OF_MASKING, WHEN, Line, lines, raised
from tests.bench.topics import ALL, Share, Shares, false_alarms, recall

UNSEEN = "unseen_second.tsv"
SAMPLES = Path(__file__).resolve().parents[4] / "service" / "samples"
ORDINARY = OF_MASKING.parent / "unseen_fourth"


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
    assert share.right >= 42


@pytest.mark.parametrize("language", ["en", "es", "fr", "de"])
def test_most_unseen_lines_of_each_language_are_found(language: str) -> None:
    share = found()[ALL, language]

    assert share.of >= 90
    assert share.right >= 0.86 * share.of


def test_nearly_all_unseen_lines_are_found_over_all() -> None:
    share = found()[ALL, ALL]

    assert (share.of, share.right >= 412) == (450, True)


def test_the_sample_calls_raise_what_is_in_them_and_little_else() -> None:
    raised_by = {
        path.stem: {flag.topic for flag in raised(sample(path))} for path in sorted(SAMPLES.glob("*.json"))
    }

    assert raised_by.pop("03-bank-fee-complaint") == {"complaint", "legal"}
    # "I live there alone" is about a small bill here; it could be about somebody who needs care.
    assert {name: topics for name, topics in raised_by.items() if topics} == {
        "10-meter-reading": {"vulnerable_customer"}
    }


def test_most_ordinary_dialogues_of_trades_that_no_weight_knows_raise_nothing() -> None:
    calls = [
        Material(turns=one.turns, started_at=WHEN, language=one.language)
        for one in marked(ORDINARY)
        if len(one.turns) > 1
    ]

    assert len(calls) > 100
    assert sum(bool(raised(call)) for call in calls) < 0.5 * len(calls)


def sample(path: Path) -> Material:
    told = json.loads(path.read_text(encoding="utf-8"))
    turns = [Turn(speaker=one["speaker"], text=one["text"]) for one in told["transcript"]["turns"]]
    return Material(turns=tuple(turns), started_at=WHEN, language=told["call"]["language"])


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
