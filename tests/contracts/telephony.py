"""What every telephony adapter keeps, whatever its vendor: one suite, run on each by its own test module.

A rule is a function of a `Case`; a test module runs `@pytest.mark.parametrize("rule", RULES)`.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contracts import Answer, ParsedCall, Received, SourceRefused, Telephony, Unreadable, Verified

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STORABLE_ID = re.compile(r"[!-~]{1,200}")
MOST_ANSWER = 1_000  # bytes of headers and body: the strictest sender takes 1,024 with what the server adds
REASONS = frozenset(
    {"no_secret", "bad_secret", "missing_header", "bad_timestamp", "stale", "future", "bad_signature"}
    | {"bad_token", "expired", "bad_id", "no_public_url"}
)
HOSTILE_BODIES = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"\xff\xfe\x00",
    b"[" * 50_000,
    b'{"a": NaN}',
    b'{"a": ' + b"9" * 5_000 + b"}",
    b'{"a": 1, "a": 2}',
    b"a=1&b=%ZZ&a=",
    b"e30.e30.e30",
)
HOSTILE_TEXTS = (
    "",
    " ",
    "\x00",
    "é",
    "\xff\xfe",
    "\ud800",
    "Bearer",
    "v0=",
    "t=,v0=",
    "v1,",
    "a.b.c",
    "x" * 10_000,
)


@dataclass(frozen=True)
class Case:
    """An adapter under test, and what its family of verifiers can notice.

    `unsigned` is a whole request but for its signature; its body is one that `parse` reads as calls.
    `proofs` are the headers that carry the signature or secret, empty where the body does. `altered_body`
    is noticed where the body is signed, `address` where it is, `age` where a time is. `handshakes` are
    whole requests that must be answered at once, under `secret`.
    """

    adapter: Telephony
    secret: str
    other_secret: str
    unsigned: Received
    proofs: tuple[str, ...] = ()
    body_is_signed: bool = True
    address_is_signed: bool = False
    time_is_signed: bool = False
    hostile: tuple[bytes, ...] = ()
    handshakes: Mapping[str, Received] = field(default_factory=dict)
    now: datetime = NOW

    def signed(
        self, secret: str = "", *, delivery_id: str = "delivery-1", now: datetime | None = None
    ) -> Received:
        made = self.adapter.sign(
            self.unsigned, secret or self.secret, delivery_id=delivery_id, now=now or self.now
        )
        # As a server gives them.
        return made.model_copy(
            update={"headers": {name.lower(): text for name, text in made.headers.items()}}
        )

    def verify(
        self, received: Received, secrets: tuple[str, ...] = (), *, now: datetime | None = None
    ) -> Verified:
        return self.adapter.verify(received, secrets or (self.secret,), now=now or self.now)

    def reason(
        self, received: Received, secrets: tuple[str, ...] | None = None, *, now: datetime | None = None
    ) -> str:
        live = (self.secret,) if secrets is None else secrets
        with pytest.raises(SourceRefused) as refused:
            self.adapter.verify(received, live, now=now or self.now)
        assert refused.value.reason in REASONS
        return refused.value.reason


def changed(received: Received, **changes: object) -> Received:
    return received.model_copy(update=changes)


def with_header(received: Received, name: str, text: str | None) -> Received:
    left = {key: held for key, held in received.headers.items() if key != name}
    return changed(received, headers=left if text is None else {**left, name: text})


def what_is_signed_is_accepted_and_read(case: Case) -> None:
    received = case.signed()

    verified = case.verify(received)

    assert verified.answer is None
    assert STORABLE_ID.fullmatch(verified.delivery_id)
    calls = case.adapter.parse(received.body)
    assert calls
    assert all(isinstance(call, ParsedCall) for call in calls)


def a_delivery_keeps_its_id_when_it_comes_again(case: Case) -> None:
    first, again = case.signed(), case.signed(now=case.now + timedelta(seconds=30))

    assert case.verify(first) == case.verify(again) == case.verify(first)


def a_rotation_has_two_live_secrets_and_one_id(case: Case) -> None:
    live = (case.other_secret, case.secret)

    assert case.verify(case.signed(), live) == case.verify(case.signed(case.other_secret), live)


def another_secret_is_refused(case: Case) -> None:
    case.reason(case.signed(), (case.other_secret,))
    case.reason(case.signed(case.other_secret))


def without_a_secret_nothing_is_accepted(case: Case) -> None:
    assert case.reason(case.signed(), ()) == "no_secret"
    assert case.reason(case.signed(), ("",)) == "bad_secret"
    for received in case.handshakes.values():
        with suppress(SourceRefused):
            assert case.adapter.verify(received, (), now=case.now).answer


def a_missing_or_altered_proof_is_refused(case: Case) -> None:
    received = case.signed()
    for name in case.proofs:
        held = received.headers[name]
        middle = len(held) // 2
        flipped = held[:middle] + ("b" if held[middle] == "a" else "a") + held[middle + 1 :]

        assert case.reason(with_header(received, name, None)) == "missing_header"
        for text in (flipped, held[: middle // 2], *HOSTILE_TEXTS):
            case.reason(with_header(received, name, text))


def a_body_that_carries_its_own_proof_cannot_lose_it(case: Case) -> None:
    if not case.proofs:
        case.reason(changed(case.signed(), body=case.unsigned.body))
        case.reason(changed(case.signed(), body=b""))


def an_altered_body_is_refused(case: Case) -> None:
    received = case.signed()
    middle = len(received.body) // 2
    flipped = received.body[:middle] + bytes([received.body[middle] ^ 1]) + received.body[middle + 1 :]
    if case.body_is_signed:
        for body in (flipped, received.body[:-1], received.body + b"&x=1", b"", *HOSTILE_BODIES):
            case.reason(changed(received, body=body))


def an_altered_address_is_refused(case: Case) -> None:
    received = case.signed()
    if case.address_is_signed:
        altered = {"query": received.query + "&x=1", "path": received.path + "/", "base": "https://x.example"}
        for name, text in altered.items():
            case.reason(changed(received, **{name: text}))
        assert case.reason(changed(received, base="")) == "no_public_url"


def old_and_early_deliveries_are_refused(case: Case) -> None:
    if case.time_is_signed:
        assert case.reason(case.signed(), now=case.now + timedelta(hours=1)) in {"stale", "expired"}
        assert case.reason(case.signed(), now=case.now - timedelta(hours=1)) == "future"


def odd_headers_and_bodies_are_refused_and_nothing_else(case: Case) -> None:
    names = (*case.proofs, "content-type", "authorization", "validation-token", "verification-token")
    for body in (*HOSTILE_BODIES, *case.hostile):
        for text in HOSTILE_TEXTS:
            received = changed(case.unsigned, body=body, headers=dict.fromkeys(names, text), query=text)
            with suppress(SourceRefused):
                assert case.verify(received).answer


def what_cannot_be_read_is_unreadable_and_nothing_else(case: Case) -> None:
    for body in (*HOSTILE_BODIES, *case.hostile):
        with suppress(Unreadable):
            assert isinstance(case.adapter.parse(body), tuple)


def the_same_body_is_read_the_same(case: Case) -> None:
    body = case.signed().body

    assert case.adapter.parse(body) == case.adapter.parse(body)


def handshakes_are_answered_small_and_carry_no_secret(case: Case) -> None:
    for received in case.handshakes.values():
        answer = case.verify(received).answer

        assert isinstance(answer, Answer)
        written = answer.body + "".join(f"{k}: {v}\r\n" for k, v in answer.headers.items()).encode("ascii")
        assert len(written) < MOST_ANSWER
        assert case.secret.encode() not in written


RULES: tuple[Callable[[Case], None], ...] = (
    what_is_signed_is_accepted_and_read,
    a_delivery_keeps_its_id_when_it_comes_again,
    a_rotation_has_two_live_secrets_and_one_id,
    another_secret_is_refused,
    without_a_secret_nothing_is_accepted,
    a_missing_or_altered_proof_is_refused,
    a_body_that_carries_its_own_proof_cannot_lose_it,
    an_altered_body_is_refused,
    an_altered_address_is_refused,
    old_and_early_deliveries_are_refused,
    odd_headers_and_bodies_are_refused_and_nothing_else,
    what_cannot_be_read_is_unreadable_and_nothing_else,
    the_same_body_is_read_the_same,
    handshakes_are_answered_small_and_carry_no_secret,
)
