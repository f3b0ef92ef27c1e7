import json

import pytest

from connectors.telephony.generic import Generic
from tests.bench.figures import figures
from tests.bench.load import Calls
from tests.bench.processes import Process, cpu_ms, parts


def test_percentiles_are_values_that_were_measured() -> None:
    assert figures(range(1, 101)) == {"p50": 50, "p90": 90, "p99": 99, "max": 100}


def test_no_values_give_no_percentiles() -> None:
    assert figures([]) == {}


@pytest.mark.parametrize("words", [1, 200, 1000, 5000])
def test_calls_have_the_words_asked_for_and_can_be_read(words: int) -> None:
    (call,) = Generic().parse(Calls(words).body())

    spoken = sum(len(turn.text.split()) for turn in call.turns)
    longest = max(len(turn.text.split()) for turn in call.turns)
    assert words <= spoken < words + longest


def test_no_two_calls_are_the_same() -> None:
    calls = Calls(100)

    bodies = [json.loads(calls.body()) for _ in range(20)]

    assert len({body["call"]["external_id"] for body in bodies}) == 20
    assert len({json.dumps(body["transcript"]) for body in bodies}) > 5


def test_processes_are_counted_under_the_part_they_belong_to() -> None:
    table = {
        one.pid: one
        for one in (
            Process(1, 0, 9.0, "python -m service.cli up --json"),
            Process(2, 1, 1.0, "python -m service.cli.guard /bin/valkey-server valkey.conf"),
            Process(3, 2, 2.0, "/bin/valkey-server 127.0.0.1:6379"),
            Process(4, 1, 4.0, "python -m service.cli.sandbox salesforce --port 1"),
            Process(5, 1, 5.0, "python -m service.cli.processes worker"),
            Process(6, 0, 7.0, "python -m service.cli.processes worker"),
        )
    }

    found = {name: cpu_ms(each) for name, each in parts(1, table).items()}

    assert found == {"supervisor": 9000, "broker": 3000, "sandbox": 4000, "worker": 5000}
