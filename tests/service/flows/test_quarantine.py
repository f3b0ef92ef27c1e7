"""From quarantine back into the flow: a form is listed, explained, mended by configuration, and replayed."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest

from connectors.contracts import Received
from service.connections import ConfiguredConnections
from service.domain.delivery import DeliveryState
from service.drafting.masking import as_sent
from service.flows.calls import CallDesk
from service.flows.erase import Erase
from service.flows.intake import Intake, Receipt
from service.storage.erasure_journal import FileJournal
from service.tenants import Tenants
from tests.service.flows.world import ADMIN, TENANT, World

SOURCE = "acme-lines"
SECRET = "an auth token made for these tests"
URL = "https://calls.acme.example"
FILE = """
sources:
  acme-lines:
    adapter: twilio
    secrets: ["{secret}"]
    settings: {{public_url: "{url}", agent_parameter: {parameter}}}
"""
SID = "CA" + "12345678" * 4
# What the first configuration takes for the agent's id is the worker's whole record.
FIELDS = {
    "CallSid": SID,
    "AccountSid": "AC" + "0" * 32,
    "From": "+12025550101",
    "To": "+12025550102",
    "Direction": "inbound",
    "CallStatus": "completed",
    "Timestamp": "Wed, 18 Nov 2026 10:05:00 +0000",
    "CallDuration": "300",
    "WorkerAttributes": '{"skills": ["' + "x" * 200 + '"], "note": "card 4111 1111 1111 1111"}',
    "WorkerSid": "WK" + "87654321" * 4,
    "Token": "s3cret",
}
FORM = urlencode(FIELDS).encode()


class Line:
    """A Twilio account's source, configured by a tenant's file that a test rewrites."""

    def __init__(self, world: World, folder: Path) -> None:
        ticks = count()
        self._file = folder / f"{TENANT}.yaml"
        self.configure("WorkerAttributes")
        tenants = Tenants(folder, None, monotonic=lambda: float(next(ticks) * 10))
        self.connections = ConfiguredConnections(tenants)
        self.intake = Intake(world.storage.work, self.connections, clock=lambda: datetime.now(UTC))

    def configure(self, parameter: str) -> None:
        self._file.write_text(FILE.format(secret=SECRET, url=URL, parameter=parameter))

    def receive(self, body: bytes) -> Receipt:
        source = self.connections.source(SOURCE)
        path = f"/v1/webhooks/{SOURCE}"
        kind = {"content-type": "application/x-www-form-urlencoded"}
        unsigned = Received(headers=kind, body=body, base=URL, path=path)
        signed = source.adapter.sign(unsigned, SECRET, delivery_id="", now=datetime.now(UTC))
        receipt = self.intake.receive(SOURCE, signed)
        assert isinstance(receipt, Receipt)
        return receipt


@pytest.fixture
def line(world: World, tmp_path: Path) -> Line:
    return Line(world, tmp_path)


def test_a_form_that_cannot_be_read_is_listed_with_the_field_that_is_wrong(world: World, line: Line) -> None:
    receipt = line.receive(FORM)

    desk = CallDesk(world.storage.work)
    [delivery] = desk.deliveries(ADMIN, state=DeliveryState.QUARANTINED, cursor=None, limit=9).items
    assert delivery.id == receipt.delivery_id
    assert delivery.reason == "/WorkerAttributes: longer than 200 characters"
    assert delivery.replayable


def test_what_is_kept_of_it_has_no_card_number_and_no_secret(world: World, line: Line) -> None:
    receipt = line.receive(FORM)

    with world.storage.work.read(TENANT) as unit:
        kept = unit.deliveries.body(receipt.delivery_id) or b""
    assert SID.encode() in kept
    assert b"4111" not in kept
    assert b"s3cret" not in kept


def test_it_stays_until_the_configuration_is_mended_and_then_becomes_its_call(
    world: World, line: Line
) -> None:
    receipt = line.receive(FORM)
    still = line.intake.replay(ADMIN, receipt.delivery_id)
    line.configure("WorkerSid")

    replayed = line.intake.replay(ADMIN, receipt.delivery_id)

    assert still.state is DeliveryState.QUARANTINED
    assert replayed.state is DeliveryState.PROCESSED
    with world.storage.work.read(TENANT) as unit:
        call = unit.calls.get(replayed.call_ids[0])
        [leg] = call.legs
    assert (call.facts.external_id, leg.key) == (SID, SID)
    assert call.facts.customer_phone == "+12025550101"
    assert leg.started_at == datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    assert [report.agent_id for report in call.facts.reports] == [FIELDS["WorkerSid"]]


def test_what_was_sent_and_what_was_kept_make_the_same_call(world: World, line: Line) -> None:
    receipt = line.receive(FORM)
    with world.storage.work.read(TENANT) as unit:
        kept = unit.deliveries.body(receipt.delivery_id) or b""
    line.configure("WorkerSid")
    source = line.connections.source(SOURCE)

    assert source.adapter.parse(as_sent(kept)) == source.adapter.parse(FORM)


def test_erasing_a_call_takes_the_forms_that_name_it_and_no_others(
    world: World, line: Line, tmp_path: Path
) -> None:
    mine, other = line.receive(FORM), line.receive(FORM.replace(SID.encode(), b"CA" + b"9" * 32))
    line.configure("WorkerSid")
    [call_id] = line.receive(FORM + b"&x=1").call_ids

    Erase(world.storage.work, FileJournal(tmp_path / "erasures.jsonl"), world.storage.scrub).call(
        ADMIN, call_id
    )

    with world.storage.work.read(TENANT) as unit:
        assert unit.deliveries.body(mine.delivery_id) is None
        assert unit.deliveries.body(other.delivery_id) is not None
