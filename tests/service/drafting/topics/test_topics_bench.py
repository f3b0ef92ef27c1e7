import json
from pathlib import Path

from tests.bench.topic_lines import Line
from tests.bench.topics import ALL, Share, as_json, false_alarms, free_calls, listed, recall, table

SAID = [
    Line("complaint", "en", "I want to make a complaint."),
    Line("complaint", "es", "Quiero poner una queja."),
    Line("legal", "en", "Which drinks do you have?"),
]


def written(folder: Path, **calls: str) -> Path:
    path = folder / "calls.jsonl"
    rows = [
        {"id": name, "utterances": [{"speaker": "customer", "text": said}]} for name, said in calls.items()
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_recall_is_by_topic_and_language_and_over_all_with_what_was_missed() -> None:
    shares, missed = recall(SAID)

    assert shares["complaint", ALL] == Share(2, 2)
    assert shares["legal", "en"] == Share(0, 1)
    assert shares[ALL, "en"] == Share(1, 2)
    assert shares[ALL, ALL] == Share(2, 3)
    assert [(alarm.topic, alarm.said) for alarm in missed] == [("legal", "Which drinks do you have?")]


def test_only_listed_calls_count_as_free_and_each_once(tmp_path: Path) -> None:
    free = tmp_path / "free.txt"
    free.write_text("# read by hand\nquiet\nloud # wrongly\n\n", encoding="utf-8")
    calls = written(
        tmp_path, quiet="A coffee, please.", loud="I will complain and call my lawyer.", other="My wife died."
    )

    share, alarms = false_alarms(free_calls([calls], listed(free)))

    assert share == Share(1, 2)
    assert {(alarm.where, alarm.topic) for alarm in alarms} == {("loud", "complaint"), ("loud", "legal")}


def test_the_figures_are_printed_with_counts_and_intervals() -> None:
    shares, missed = recall(SAID)
    result = {"recall": shares, "missed": missed, "clean": Share(1, 4), "ms_per_1000_words": 2.5, "words": 10}

    told = json.loads(as_json(result))
    lines = list(table(result))

    assert told["clean"]["right"] == 1
    assert told["clean"]["interval"][0] < 0.25 < told["clean"]["interval"][1]
    assert {key: value for key, value in told["recall"][-1].items() if key != "interval"} == {
        "topic": "legal",
        "language": "en",
        "right": 0,
        "count": 1,
    }
    assert any("2/3" in line for line in lines)
    assert any("missed en legal: Which drinks" in line for line in lines)
