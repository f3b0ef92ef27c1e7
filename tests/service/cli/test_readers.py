"""Files → calls: the same for the same file, and one clear line for what cannot be read."""

import json
from pathlib import Path

import pytest

from connectors.sandbox.salesforce import SEED_CONTACTS
from connectors.telephony.generic import Generic
from service.cli.errors import CliError
from service.cli.readers import Outgoing, read
from tests.e2e.calls import call, conversation, conversations

TRANSCRIPTS = Path(__file__).resolve().parents[2] / "data" / "transcripts"

TRANSFERRED = {
    "vcon": "0.3.0",
    "uuid": "u-1",
    "parties": [{"role": "customer"}, {"role": "agent", "id": "t-1"}, {"role": "agent", "id": "t-2"}],
    "dialog": [
        {"type": "text", "start": "2026-01-05T09:00:00Z", "parties": [1], "body": "Hello."},
        {"type": "text", "start": "2026-01-05T09:05:00Z", "parties": [2], "body": "Billing here."},
    ],
}


def _sent(folder: Path, body: bytes) -> list[Outgoing]:
    file = folder / "call.json"
    file.write_bytes(body)
    return list(read(file))


def test_the_same_file_is_the_same_calls_byte_for_byte(tmp_path: Path) -> None:
    file = conversations(tmp_path / "calls.jsonl", "reader", 20)

    assert list(read(file)) == list(read(file))


def test_each_line_has_ids_of_its_own_and_a_contact_that_shares_no_phone(tmp_path: Path) -> None:
    calls = list(read(conversations(tmp_path / "calls.jsonl", "reader", 60)))

    parsed = [one for call in calls for one in Generic().parse(call.body)]
    phones = [contact.phone for contact in SEED_CONTACTS]
    assert [call.external_id for call in calls] == [f"reader:{number:03d}" for number in range(60)]
    assert len({call.webhook_id for call in calls}) == 60
    assert {phones.count(one.customer.phone or "") for one in parsed} == {1}
    assert {one.agent.id for one in parsed} == {f"agent-{number}" for number in range(1, 6)}


def test_a_line_keeps_its_turns_and_their_times(tmp_path: Path) -> None:
    line = conversation("reader", 1)
    line["utterances"][0] |= {"speaker": "system", "start_s": None}
    file = tmp_path / "calls.jsonl"
    file.write_text("\n" + json.dumps(line) + "\n\n")

    [sent] = read(file)

    [parsed] = Generic().parse(sent.body)
    assert [turn.text for turn in parsed.turns] == [one["text"] for one in line["utterances"]]
    assert (parsed.turns[0].speaker, parsed.turns[0].start_ms) == ("unknown", None)
    assert parsed.turns[1].start_ms == 7_000


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '{"id": "1", "source": "s"}',
        '{"id": "1", "source": "s", "utterances": [7]}',
        '{"id": "1", "source": "s", "utterances": [{"speaker": "agent"}]}',
        '{"id": "1", "source": "s", "utterances": [{"speaker": "agent", "text": null}]}',
        '{"id": "1", "source": "s", "utterances": [{"speaker": "agent", "text": "a", "start_s": Infinity}]}',
        '{"id": "1", "source": "s", "utterances": [{"speaker": "agent", "text": "a", "start_s": NaN}]}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_line_that_is_no_conversation_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "calls.jsonl"
    good = json.dumps(conversation("reader", 1))
    file.write_bytes(f"{good}\n{line}\n".encode(errors="surrogateescape"))

    with pytest.raises(CliError, match=r"calls\.jsonl: line 2 is not a conversation"):
        list(read(file))


@pytest.mark.parametrize("name", ["names.vtt", "numbered.srt", "labels.txt", "deepgram.vcon"])
def test_a_transcript_file_is_a_call_with_a_customer_and_an_agent(name: str) -> None:
    [sent] = read(TRANSCRIPTS / name)

    [parsed] = Generic().parse(sent.body)
    assert parsed.turns
    assert parsed.agent.id
    assert parsed.customer.phone or parsed.customer.crm_id
    assert list(read(TRANSCRIPTS / name)) == [sent]


def test_a_call_in_our_own_shape_keeps_its_customer(tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text(json.dumps(call("mine")))

    [sent] = read(file)

    [parsed] = Generic().parse(sent.body)
    assert (sent.external_id, parsed.customer.phone, parsed.agent.id) == ("mine", "+12025550143", "agent-1")


def test_a_vendors_json_is_read_by_its_shape_whatever_its_name(tmp_path: Path) -> None:
    for name in ("contact-lens.json", "genesys.json", "twilio-sentences.json"):
        [sent] = _sent(tmp_path, (TRANSCRIPTS / name).read_bytes())

        [parsed] = Generic().parse(sent.body)
        assert parsed.turns, name
        assert parsed.customer.phone, name


def test_a_vcon_of_several_agents_is_sent_leg_by_leg(tmp_path: Path) -> None:
    file = tmp_path / "transfer.json"
    file.write_text(json.dumps(TRANSFERRED))

    sent = list(read(file))

    parsed = [one for call in sent for one in Generic().parse(call.body)]
    assert [one.external_id for one in parsed] == ["u-1", "u-1"]
    assert [[turn.text for turn in one.turns] for one in parsed] == [["Hello."], ["Billing here."]]
    assert parsed[0].customer == parsed[1].customer
    assert len({one.leg.id for one in parsed}) == len({call.webhook_id for call in sent}) == 2
    assert [call.leg_id for call in sent] == [one.leg.id for one in parsed]


def test_a_machines_leg_gets_no_agent(tmp_path: Path) -> None:
    leg = {"id": "bot-1", "kind": "bot"}
    body = json.dumps({"call": {"external_id": "c", "leg": leg}}).encode()
    assert Generic().parse(body)[0].leg.kind == "bot"

    [sent] = _sent(tmp_path, body)

    [parsed] = Generic().parse(sent.body)
    assert (parsed.agent.id, parsed.leg.id) == ("", "bot-1")
    assert parsed.customer.phone


def test_a_call_without_legs_keeps_the_webhook_id_and_the_bytes_that_it_always_had(tmp_path: Path) -> None:
    [sent] = _sent(
        tmp_path, b'{"call": {"external_id": "c-1", "agent": {"id": "a"}, "customer": {"phone": "1"}}}'
    )

    assert sent.webhook_id == "8f15714a-ff21-5708-9e9b-f6c7409ce537"
    assert sent.body == (
        b'{"call": {"external_id": "c-1", "direction": "unknown", "customer": {"phone": "1"},'
        b' "agent": {"id": "a", "name": ""}, "after_call_work": {}}, "transcript": {"turns": []}}'
    )


def test_a_file_that_is_not_there_and_one_of_another_kind_are_named(tmp_path: Path) -> None:
    picture = tmp_path / "call.png"
    picture.write_bytes(b"\x89PNG")

    with pytest.raises(CliError, match=r"cannot read .*none\.vtt: No such file or directory"):
        list(read(tmp_path / "none.vtt"))
    with pytest.raises(CliError, match=r"cannot read .*: Is a directory"):
        list(read(tmp_path))
    with pytest.raises(CliError, match=r"call\.png: file: its ending is none of"):
        list(read(picture))
