import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from connectors.contracts import ParsedCall, Received, Speaker
from connectors.telephony.generic import Generic, connect
from tests.bench.bare import DeepgramBody, GenericBody
from tests.bench.bodies import LARGE, ROLES, SMALL, Bodies
from tests.bench.extractive import measured
from tests.bench.figures import figures
from tests.bench.load import Calls, press, signed
from tests.bench.processes import Process, cpu_ms, parts
from tests.bench.wire import Wire

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"


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


def test_drafts_without_a_model_are_timed_with_every_shipped_profile() -> None:
    found = dict(measured(None, 0))

    assert set(found) == {folder.name for folder in PROMPTS.iterdir() if (folder / "profile.yaml").exists()}
    assert min(found.values()) > 0


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


@pytest.mark.parametrize(("size", "kilobytes", "words"), [(SMALL, 4, 340), (LARGE, 109, 740)])
def test_webhook_bodies_are_of_their_size_and_read_as_calls_of_two_speakers(
    size: str, kilobytes: int, words: int
) -> None:
    bodies = Bodies(size)
    adapter = connect({"roles": ROLES})

    made = [bodies.body() for _ in range(16)]

    calls = [adapter.parse(body)[0] for body in made]
    assert all(abs(len(body) / 1000 - kilobytes) < 0.1 * max(kilobytes, 5) for body in made)
    assert all(abs(_words(call) - words) < 30 for call in calls)
    assert all({Speaker.AGENT, Speaker.CUSTOMER} <= {turn.speaker for turn in call.turns} for call in calls)
    assert len({call.external_id for call in calls}) == 16


def test_the_large_body_times_every_word() -> None:
    body = json.loads(Bodies(LARGE).body())

    channels = body["transcript"]["content"]["results"]["channels"]

    times = [word["start"] for one in channels for word in one["alternatives"][0]["words"]]
    assert len(times) > 700
    assert len(set(times)) == len(times)


def test_webhooks_are_signed_as_their_source_wants_it_each_under_an_id_of_its_own() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    wire, bodies = Wire("http://127.0.0.1:1"), Bodies(SMALL)

    requests = [signed(wire, "bench", secret, bodies.body()) for _ in range(3)]

    verified = {Generic().verify(_received(one), (secret,), now=datetime.now(UTC)) for one in requests}
    assert len({one.delivery_id for one in verified}) == 3


@pytest.mark.parametrize(("size", "model"), [(SMALL, GenericBody), (LARGE, DeepgramBody)])
def test_the_bare_route_reads_the_whole_body_into_its_model(size: str, model: type[BaseModel]) -> None:
    body = Bodies(size).body()

    told = json.loads(model.model_validate_json(body).model_dump_json())

    assert told["transcript"].keys() == json.loads(body)["transcript"].keys()
    assert len(json.dumps(told)) > 0.9 * len(body)


def test_a_closed_loop_sends_every_request_once_over_so_many_connections() -> None:
    # A thread of its own: the browser's tests leave a loop running in the one they share with others.
    with ThreadPoolExecutor(max_workers=1) as aside:
        pressed = aside.submit(lambda: asyncio.run(_pressed(requests=50, connections=4)))
        seen, connections = pressed.result(timeout=60)

    assert sorted(seen) == list(range(50))
    assert connections == 4


async def _pressed(requests: int, connections: int) -> tuple[list[int], int]:
    """The numbers that a server on loopback was asked for, and over how many connections."""
    seen: list[int] = []
    answering: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError):
            while True:
                seen.append(int((await reader.readuntil(b"\r\n\r\n")).split()[1].removeprefix(b"/")))
                writer.write(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    wire = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    sent = await press(
        wire, [wire.request("GET", f"/{number}", {}) for number in range(requests)], connections
    )
    wire.close()
    await asyncio.gather(*(task for task in answering if task))
    server.close()
    await server.wait_closed()
    assert {one.status for one in sent} == {202}
    return seen, len(answering)


def _words(call: ParsedCall) -> int:
    return sum(len(turn.text.split()) for turn in call.turns)


def _received(request: bytes) -> Received:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    return Received(headers=dict(line.split(": ", 1) for line in lines), body=body)
