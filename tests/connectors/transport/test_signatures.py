"""Standard Webhooks signatures: fixed vectors, the reference package as oracle, and everything hostile."""

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from connectors.contracts import SourceRefused
from connectors.transport.signatures import (
    any_match,
    body_id,
    live_secrets,
    standard_webhooks_headers,
    standard_webhooks_key,
    verify_standard_webhooks,
)

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony" / "signature-vectors.json"
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(1, 33))).decode()
BODY = '{"call": {"external_id": "señal-日本"}}'.encode()
SIGNED = standard_webhooks_headers(BODY, SECRET, delivery_id="msg_1", now=NOW)

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reason_of(
    headers: dict[str, str], body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOW
) -> str:
    with pytest.raises(SourceRefused) as refused:
        verify_standard_webhooks(headers, body, secrets, now=now)
    return refused.value.reason


def test_a_signed_body_is_accepted_under_its_own_id() -> None:
    assert verify_standard_webhooks(SIGNED, BODY, (SECRET,), now=NOW) == "msg_1"


def test_our_own_fixed_vector_keeps_its_signature() -> None:
    headers = standard_webhooks_headers(b'{"a": 1}', SECRET, delivery_id="vector-1", now=NOW)

    # echo -n 'vector-1.1767603600.{"a": 1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001..1f -binary | base64
    assert headers == {
        "webhook-id": "vector-1",
        "webhook-timestamp": "1767603600",
        "webhook-signature": "v1,NPOeH+m1nz6+OQVh65POev5e0s8I3QJDjOCJhHOre7g=",
    }


@pytest.mark.shared
@pytest.mark.skipif(not VECTORS.exists(), reason="the shared samples are not beside the checkout")
def test_the_published_vector_verifies_and_is_what_we_sign() -> None:
    vector = json.loads(VECTORS.read_text("utf-8"))["standard-webhooks"]
    now = datetime.fromtimestamp(vector["ts"], UTC)
    body = vector["body"].encode()

    headers = standard_webhooks_headers(body, vector["secret"], delivery_id=vector["id"], now=now)

    assert headers["webhook-signature"] == vector["sig"]
    assert verify_standard_webhooks(headers, body, (vector["secret"],), now=now) == vector["id"]


@relaxed
@given(
    body=st.text(),
    key=st.binary(min_size=1, max_size=64),
    delivery=st.from_regex(r"[!-~]{1,40}", fullmatch=True),
)
def test_the_reference_package_signs_alike(body: str, key: bytes, delivery: str) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    data = body.encode("utf-8", "ignore")

    headers = standard_webhooks_headers(data, secret, delivery_id=delivery, now=NOW)

    assert headers["webhook-signature"] == Webhook(secret).sign(delivery, NOW, data.decode())


def test_the_reference_package_accepts_what_we_sign() -> None:
    headers = standard_webhooks_headers(BODY, SECRET, delivery_id="msg_2", now=datetime.now(UTC))

    assert Webhook(SECRET).verify(BODY, headers) == json.loads(BODY)


def test_an_empty_body_can_be_signed() -> None:
    headers = standard_webhooks_headers(b"", SECRET, delivery_id="msg_1", now=NOW)

    assert verify_standard_webhooks(headers, b"", (SECRET,), now=NOW) == "msg_1"


def test_bytes_that_are_no_text_can_be_signed() -> None:
    headers = standard_webhooks_headers(b"\xff\xfe\x00", SECRET, delivery_id="msg_1", now=NOW)

    assert verify_standard_webhooks(headers, b"\xff\xfe\x00", (SECRET,), now=NOW) == "msg_1"


def test_a_wrong_key_is_refused() -> None:
    assert reason_of(SIGNED, secrets=(OTHER,)) == "bad_signature"


def test_an_altered_body_is_refused() -> None:
    assert reason_of(SIGNED, body=BODY + b" ") == "bad_signature"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-timestamp", str(int(NOW.timestamp()) + 1)),
        ("webhook-timestamp", "0" + SIGNED["webhook-timestamp"]),
        ("webhook-signature", SIGNED["webhook-signature"].replace("v1,", "v1a,")),
        ("webhook-signature", SIGNED["webhook-signature"].removeprefix("v1,")),
        ("webhook-signature", SIGNED["webhook-signature"][:-4]),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,é"),
        ("webhook-signature", ",,, v1,*** v1"),
        ("webhook-signature", ("v1,AAAA " * 600) + SIGNED["webhook-signature"]),
    ],
)
def test_an_altered_header_is_refused(name: str, value: str) -> None:
    assert reason_of(SIGNED | {name: value}) == "bad_signature"


@pytest.mark.parametrize("name", list(SIGNED))
def test_a_missing_header_is_refused(name: str) -> None:
    without = {key: value for key, value in SIGNED.items() if key != name}

    assert reason_of(without) == "missing_header"
    assert reason_of(SIGNED | {name: ""}) == "missing_header"


@pytest.mark.parametrize("delivery", ["two words", "x" * 201, "tab\t", "é", "a\n", "\x00"])
def test_an_id_that_should_not_be_stored_is_refused(delivery: str) -> None:
    assert reason_of(SIGNED | {"webhook-id": delivery}) == "bad_id"


@pytest.mark.parametrize("sent", ["now", "1767603600.0", "-1767603600", "١٧٦٧٦٠٣٦٠٠", "9" * 13, "1e9", " 1"])
def test_a_malformed_timestamp_is_refused(sent: str) -> None:
    assert reason_of(SIGNED | {"webhook-timestamp": sent}) == "bad_timestamp"


def test_the_window_is_five_minutes_both_ways() -> None:
    edge, past = timedelta(minutes=5), timedelta(minutes=5, seconds=1)

    assert verify_standard_webhooks(SIGNED, BODY, (SECRET,), now=NOW + edge)
    assert verify_standard_webhooks(SIGNED, BODY, (SECRET,), now=NOW - edge)
    assert reason_of(SIGNED, now=NOW + past) == "stale"
    assert reason_of(SIGNED, now=NOW - past) == "future"


def test_a_replay_under_a_fresh_timestamp_is_refused() -> None:
    later = NOW + timedelta(hours=1)

    assert (
        reason_of(SIGNED | {"webhook-timestamp": str(int(later.timestamp()))}, now=later) == "bad_signature"
    )


def test_both_secrets_of_a_rotation_are_live() -> None:
    under_other = standard_webhooks_headers(BODY, OTHER, delivery_id="msg_2", now=NOW)

    assert verify_standard_webhooks(SIGNED, BODY, (OTHER, SECRET), now=NOW) == "msg_1"
    assert verify_standard_webhooks(under_other, BODY, (OTHER, SECRET), now=NOW) == "msg_2"


def test_one_good_signature_among_several_is_enough() -> None:
    under_other = standard_webhooks_headers(BODY, OTHER, delivery_id="msg_1", now=NOW)
    both = f"{under_other['webhook-signature']} v1a,ZWQyNTUxOQ== {SIGNED['webhook-signature']}"

    assert verify_standard_webhooks(SIGNED | {"webhook-signature": both}, BODY, (SECRET,), now=NOW) == "msg_1"


def test_a_broken_secret_does_not_stop_the_other() -> None:
    assert verify_standard_webhooks(SIGNED, BODY, ("whsec_???", SECRET), now=NOW) == "msg_1"


def test_without_a_usable_secret_nothing_is_accepted() -> None:
    assert reason_of(SIGNED, secrets=()) == "no_secret"
    assert reason_of(SIGNED, secrets=("whsec_???", "")) == "bad_secret"


@pytest.mark.parametrize("secret", ["", "whsec_", "====", "whsec_é", "a", "sp ace"])
def test_a_secret_that_is_no_key_is_refused(secret: str) -> None:
    with pytest.raises(SourceRefused, match="bad_secret"):
        standard_webhooks_key(secret)


def test_prefix_and_padding_of_a_secret_may_be_missing() -> None:
    bare = SECRET.removeprefix("whsec_")

    assert standard_webhooks_key(bare) == standard_webhooks_key(bare.rstrip("=")) == bytes(range(32))


def test_signing_refuses_an_id_it_would_not_verify() -> None:
    with pytest.raises(SourceRefused, match="bad_id"):
        standard_webhooks_headers(BODY, SECRET, delivery_id="two words", now=NOW)


def test_a_sender_without_ids_gets_one_from_its_bytes() -> None:
    # printf '' | sha256sum
    assert body_id(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert body_id(BODY) == body_id(bytes(BODY)) != body_id(BODY + b" ")


def test_secrets_that_hold_nothing_are_not_live() -> None:
    assert live_secrets((" a\n", "", "b", "\t")) == ("a", "b")
    with pytest.raises(SourceRefused, match="no_secret"):
        live_secrets(())
    with pytest.raises(SourceRefused, match="bad_secret"):
        live_secrets(("", " "))


def test_no_digest_matches_none() -> None:
    assert not any_match([], [b"a"])
    assert not any_match([b"a"], [])
    assert any_match([b"b", b"a"], [b"c", b"a"])


@relaxed
@given(
    headers=st.dictionaries(
        st.sampled_from(list(SIGNED)), st.one_of(st.text(), st.sampled_from(list(SIGNED.values())))
    ),
    body=st.one_of(st.binary(), st.just(BODY)),
    secrets=st.lists(st.one_of(st.text(), st.just(SECRET)), max_size=3).map(tuple),
)
def test_whatever_comes_is_accepted_or_refused(
    headers: dict[str, str], body: bytes, secrets: tuple[str, ...]
) -> None:
    accepted = None
    with suppress(SourceRefused):
        accepted = verify_standard_webhooks(SIGNED | headers, body, secrets, now=NOW)

    assert accepted is None or (accepted, body) == ("msg_1", BODY)
