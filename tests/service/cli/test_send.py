"""Sending over a scripted API: what is waited for, what is confirmed again, and what is left to a person."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from connectors.contracts import Received
from service.cli.client import Api, Moved
from service.cli.errors import CliError
from service.cli.readers import Outgoing
from service.cli.send import SECRET, Sender, Signing, signing_from_environment

SIGNING = Signing(source="line", adapter="generic", secret="whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw==")
CALL = Outgoing(webhook_id="msg_1", external_id="call-1", body=b"{}")
MATCHED = {"id": "t1", "match": "matched", "reason": ""}


def wrapup(state: str = "ready", status: str = "ready", **target: str) -> dict[str, Any]:
    return {
        "id": "w1",
        "version": 3,
        "state": state,
        "draft": {"number": 1, "status": status},
        "targets": [MATCHED | target],
    }


class Scripted(Api):
    """`seen` are the wrap-up's bodies in the order in which they are asked for; the last one stays."""

    def __init__(self, *seen: dict[str, Any], confirms: tuple[Exception | None, ...] = (None,)) -> None:
        self.url = "http://127.0.0.1:8080"
        self.seen = deque(seen)
        self.confirms = deque(confirms)
        self.confirmed: list[tuple[str, dict[str, Any], int | None]] = []
        self.looks = 0
        self.receipt: dict[str, Any] = {"delivery_id": "d1", "call_ids": ["c1"]}
        self.wrapup_ids = ["w1"]

    def webhook(self, source: str, make: Callable[[], Received]) -> dict[str, Any]:
        made = make()
        assert (source, made.body, made.path) == ("line", CALL.body, "/v1/webhooks/line")
        assert {"webhook-id", "webhook-timestamp", "webhook-signature"} == set(made.headers)
        return self.receipt

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        if path == "/v1/calls/c1":
            return {"wrapup_ids": self.wrapup_ids}
        assert path == "/v1/wrapups/w1"
        self.looks += 1
        return self.seen.popleft() if len(self.seen) > 1 else self.seen[0]

    def post(self, path: str, body: object, *, version: int | None = None) -> dict[str, Any]:
        assert isinstance(body, dict)
        self.confirmed.append((path, body, version))
        failure = self.confirms.popleft()
        if failure is not None:
            raise failure
        return wrapup("confirmed")


def states(api: Scripted, *, wait: bool = True, confirm: bool = True) -> list[str]:
    sender = Sender(api, SIGNING, wait=wait, confirm=confirm)
    return [sent.state for sent in sender.send_all([CALL], lambda _: None)]


def test_without_a_word_of_waiting_a_call_is_only_sent() -> None:
    api = Scripted()

    assert states(api, wait=False, confirm=False) == ["sent"]
    assert api.looks == 0


def test_waiting_ends_with_a_draft_that_is_no_longer_pending() -> None:
    api = Scripted(wrapup("drafting", "pending"), wrapup("ready", "pending"), wrapup("ready", "ready"))

    assert states(api, confirm=False) == ["ready"]
    assert (api.looks, api.confirmed) == (3, [])


def test_a_draft_is_confirmed_as_it_stands_and_the_crm_waited_for() -> None:
    api = Scripted(wrapup(), wrapup("confirmed"), wrapup("written"))

    assert states(api) == ["written"]
    body = {"draft": 1, "edits": {}, "timings_ms": {}, "undo_ms": 0}
    assert api.confirmed == [("/v1/wrapups/w1/confirm", body, 3)]


def test_a_wrapup_that_is_written_already_is_left_alone() -> None:
    api = Scripted(wrapup("written"))

    assert states(api) == ["written"]
    assert api.confirmed == []


def test_one_that_was_blocked_is_confirmed_again() -> None:
    assert states(Scripted(wrapup("blocked"), wrapup("written"))) == ["written"]


def test_a_wrapup_that_moved_meanwhile_is_read_and_confirmed_again() -> None:
    api = Scripted(wrapup(), wrapup(), wrapup("written"), confirms=(Moved("412"), None))

    assert states(api) == ["written"]
    assert len(api.confirmed) == 2


def test_one_that_moves_each_time_is_given_up() -> None:
    api = Scripted(wrapup(), confirms=(Moved("412"),) * 9)

    with pytest.raises(CliError, match="changed each time"):
        states(api)


@pytest.mark.parametrize("reason", ["looking_up", "crm_unavailable"])
def test_a_record_that_is_still_looked_for_is_waited_for(reason: str) -> None:
    api = Scripted(wrapup(match="unknown", reason=reason), wrapup(), wrapup("written"))

    assert states(api) == ["written"]
    assert len(api.confirmed) == 1


@pytest.mark.parametrize("match", ["ambiguous", "unknown"])
def test_a_record_that_a_person_must_choose_is_left_to_that_person(match: str) -> None:
    api = Scripted(wrapup(match=match, reason="two contacts"))

    assert states(api) == ["ready"]
    assert api.confirmed == []


def test_a_call_that_no_agent_took_has_nothing_to_wait_for() -> None:
    api = Scripted()
    api.wrapup_ids = []

    assert states(api) == ["sent"]


def test_a_delivery_that_was_set_aside_is_an_error_with_its_reason() -> None:
    api = Scripted()
    api.receipt = {"delivery_id": "d1", "call_ids": [], "state": "quarantined", "reason": "/call: missing"}

    with pytest.raises(CliError, match=r"call-1 was not taken: /call: missing \(delivery d1\)"):
        states(api)


def test_an_error_ends_the_waiting_of_the_others_too() -> None:
    waiting = threading.Event()

    class Hanging(Scripted):
        def webhook(self, source: str, make: Callable[[], Received]) -> dict[str, Any]:
            if make().body == b"bad":
                assert waiting.wait(10)
                raise CliError("refused")
            return self.receipt

        def get(self, path: str, **query: str | int) -> dict[str, Any]:
            found = super().get(path, **query)
            waiting.set()
            return found

    sender = Sender(Hanging(wrapup("drafting", "pending")), SIGNING, wait=True, confirm=False)
    bad = CALL.model_copy(update={"body": b"bad"})

    with pytest.raises(CliError, match="refused"):
        sender.send_all([bad, CALL, CALL], lambda _: None)


def test_a_source_elsewhere_needs_its_secret_in_the_environment() -> None:
    with pytest.raises(CliError, match=f"set {SECRET} to a live secret of source 'line'"):
        signing_from_environment("line")


def test_an_adapter_that_nobody_has_is_one_clear_line() -> None:
    signing = SIGNING.model_copy(update={"adapter": "telegraph"})

    with pytest.raises(CliError, match="no telephony connector 'telegraph'"):
        Sender(Scripted(), signing, wait=False, confirm=False)


def test_settings_that_the_adapter_refuses_are_one_clear_line() -> None:
    signing = SIGNING.model_copy(update={"settings": {"hosts": ["https://files.example.com/x"]}})

    with pytest.raises(
        CliError, match=r"settings of the telephony connector 'generic': settings: .*give hosts"
    ):
        Sender(Scripted(), signing, wait=False, confirm=False)


def test_an_adapter_that_signs_by_changing_body_or_address_is_sent_as_it_signed() -> None:
    made: list[Received] = []

    class Keeping(Scripted):
        def webhook(self, source: str, make: Callable[[], Received]) -> dict[str, Any]:
            made.append(make())
            return self.receipt

    for adapter, settings in (("aircall", {}), ("twilio", {"public_url": "https://calls.example/aftercall"})):
        signing = Signing(source="line", adapter=adapter, secret="s3cret", settings=settings)
        Sender(Keeping(), signing, wait=False, confirm=False).send(CALL)

    aircall, twilio = made
    assert aircall.body == b'{"token": "s3cret"}'
    assert twilio.query.startswith("bodySHA256=")
    assert twilio.headers["x-twilio-signature"]


def test_of_a_call_sent_leg_by_leg_every_wrapup_is_followed_once() -> None:
    class TwoLegs(Scripted):
        def get(self, path: str, **query: str | int) -> dict[str, Any]:
            if path.startswith("/v1/calls/"):
                return {"wrapup_ids": ["w1", "w2"]}
            return wrapup("written") | {"id": path.rsplit("/", 1)[-1]}

    api = TwoLegs()
    legs = [CALL.model_copy(update={"leg_id": leg}) for leg in ("a", "b", "ivr")]

    sent = Sender(api, SIGNING, wait=True, confirm=False).send_all(legs, lambda _: None)

    assert sorted(one.wrapup.get("id", "none") for one in sent) == ["none", "w1", "w2"]
