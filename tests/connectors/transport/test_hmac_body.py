"""HMAC over body and timestamp: each named scheme against all that can be wrong with a delivery."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contracts import SourceRefused
from connectors.transport.hmac_body import AZURE, ELEVENLABS, RETELL, ZOOM, Scheme, headers, signer, verify
from connectors.transport.signatures import body_id

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET, OTHER = "s3cret-señal-日本", "another"
BODY = '{"event": "señal-日本"}'.encode()
DEFAULT = Scheme(
    signature="x-signature", timestamp="x-timestamp", payload="{ts}.{body}", digest="sha512", prefix="sha512="
)
NAMED = {"zoom": ZOOM, "elevenlabs": ELEVENLABS, "retell": RETELL, "azure": AZURE, "sha512": DEFAULT}
TIMED = {name: scheme for name, scheme in NAMED.items() if scheme.timed}

every_scheme = pytest.mark.parametrize("scheme", NAMED.values(), ids=NAMED)
every_timed_scheme = pytest.mark.parametrize("scheme", TIMED.values(), ids=TIMED)


def reason_of(
    scheme: Scheme,
    sent: dict[str, str],
    body: bytes = BODY,
    secrets: tuple[str, ...] = (SECRET,),
    now: datetime = NOW,
) -> str:
    with pytest.raises(SourceRefused) as refused:
        verify(scheme, sent, body, secrets, now=now)
    return refused.value.reason


def signed(scheme: Scheme, body: bytes = BODY, secret: str = SECRET, now: datetime = NOW) -> dict[str, str]:
    return headers(scheme, body, secret, now=now)


@every_scheme
@pytest.mark.parametrize("body", [BODY, b"", b"\xff\xfe\x00"], ids=["text", "empty", "no text"])
def test_what_a_scheme_signs_it_accepts(scheme: Scheme, body: bytes) -> None:
    verify(scheme, signed(scheme, body), body, (SECRET,), now=NOW)


def test_the_zoom_digest_is_over_version_time_and_body() -> None:
    digest = hmac.new(SECRET.encode(), b"v0:1767603600:" + BODY, hashlib.sha256).hexdigest()

    assert signed(ZOOM) == {"x-zm-signature": f"v0={digest}", "x-zm-request-timestamp": "1767603600"}


def test_times_among_parts_stand_in_the_signature_header() -> None:
    eleven = hmac.new(SECRET.encode(), b"1767603600." + BODY, hashlib.sha256).hexdigest()
    retell = hmac.new(SECRET.encode(), BODY + b"1767603600000", hashlib.sha256).hexdigest()

    assert signed(ELEVENLABS) == {"elevenlabs-signature": f"t=1767603600,v0={eleven}"}
    assert signed(RETELL) == {"x-retell-signature": f"v=1767603600000,d={retell}"}


@every_scheme
def test_a_wrong_key_is_refused(scheme: Scheme) -> None:
    assert reason_of(scheme, signed(scheme), secrets=(OTHER,)) == "bad_signature"


@every_scheme
@pytest.mark.parametrize("body", [BODY + b" ", BODY[:-1], b""], ids=["longer", "shorter", "empty"])
def test_an_altered_body_is_refused(scheme: Scheme, body: bytes) -> None:
    assert reason_of(scheme, signed(scheme), body) == "bad_signature"


@every_scheme
def test_an_altered_signature_is_refused(scheme: Scheme) -> None:
    value = signed(scheme)[scheme.signature]
    middle = len(value) - 20
    flipped = value[:middle] + ("0" if value[middle] != "0" else "1") + value[middle + 1 :]

    for altered in (flipped, value[:-4], value + "00", value + "é", "x" * 5_000):
        assert reason_of(scheme, signed(scheme) | {scheme.signature: altered}) in {
            "bad_signature",
            "bad_timestamp",
        }


@pytest.mark.parametrize("scheme", [ZOOM, DEFAULT], ids=["zoom", "sha512"])
def test_a_digest_without_its_prefix_is_refused(scheme: Scheme) -> None:
    bare = signed(scheme)[scheme.signature].removeprefix(scheme.prefix)

    assert reason_of(scheme, signed(scheme) | {scheme.signature: bare}) == "bad_signature"


@every_scheme
def test_a_missing_header_is_refused(scheme: Scheme) -> None:
    for name in signed(scheme):
        without = {key: value for key, value in signed(scheme).items() if key != name}

        assert reason_of(scheme, without) == "missing_header"
        assert reason_of(scheme, without | {name: ""}) == "missing_header"


@every_timed_scheme
def test_the_window_is_closed_on_both_sides(scheme: Scheme) -> None:
    edge, past = scheme.tolerance, scheme.tolerance + timedelta(seconds=1)

    verify(scheme, signed(scheme), BODY, (SECRET,), now=NOW + edge)
    verify(scheme, signed(scheme), BODY, (SECRET,), now=NOW - edge)
    assert reason_of(scheme, signed(scheme), now=NOW + past) == "stale"
    assert reason_of(scheme, signed(scheme), now=NOW - past) == "future"


@every_timed_scheme
def test_a_replay_under_a_fresh_time_is_refused(scheme: Scheme) -> None:
    later = NOW + timedelta(hours=1)
    old, fresh = signed(scheme), signed(scheme, b"another body", now=later)
    if scheme.timestamp:
        replay = {scheme.signature: old[scheme.signature], scheme.timestamp: fresh[scheme.timestamp]}
    else:
        time, digest = fresh[scheme.signature].split(",")[0], old[scheme.signature].split(",")[1]
        replay = {scheme.signature: f"{time},{digest}"}

    assert reason_of(scheme, replay, now=later) == "bad_signature"


@pytest.mark.parametrize("sent", ["now", "-1", "1767603600.0", "1e9", "١٧٦٧٦٠٣٦٠٠", "9" * 16, "0x10", "1 2"])
def test_a_malformed_time_is_refused(sent: str) -> None:
    digest = signed(ELEVENLABS)["elevenlabs-signature"].split(",")[1]

    assert reason_of(ZOOM, signed(ZOOM) | {"x-zm-request-timestamp": sent}) == "bad_timestamp"
    assert reason_of(ELEVENLABS, {"elevenlabs-signature": f"t={sent},{digest}"}) == "bad_timestamp"


@pytest.mark.parametrize("part", ["", "t=1767603600,t=1767603600,"], ids=["none", "two"])
def test_a_time_among_parts_stands_there_once(part: str) -> None:
    digest = signed(ELEVENLABS)["elevenlabs-signature"].split(",")[1]

    assert reason_of(ELEVENLABS, {"elevenlabs-signature": part + digest}) == "bad_timestamp"


def test_one_good_digest_among_several_is_enough() -> None:
    time, good = signed(ELEVENLABS)["elevenlabs-signature"].split(",")

    verify(ELEVENLABS, {"elevenlabs-signature": f"{time}, v0=00, {good}, v1=zz"}, BODY, (SECRET,), now=NOW)


@every_scheme
def test_both_secrets_of_a_rotation_are_live(scheme: Scheme) -> None:
    secrets = (OTHER, SECRET)

    assert signer(scheme, signed(scheme), BODY, secrets, now=NOW) == SECRET
    assert signer(scheme, signed(scheme, secret=OTHER), BODY, secrets, now=NOW) == OTHER


@every_scheme
def test_without_a_usable_secret_nothing_is_accepted(scheme: Scheme) -> None:
    assert reason_of(scheme, signed(scheme), secrets=()) == "no_secret"
    assert reason_of(scheme, signed(scheme), secrets=("", " \n")) == "bad_secret"


def test_an_empty_secret_beside_a_good_one_opens_nothing() -> None:
    digest = hmac.new(b"", b"v0:1767603600:" + BODY, hashlib.sha256).hexdigest()
    forged = {"x-zm-signature": f"v0={digest}", "x-zm-request-timestamp": "1767603600"}

    assert reason_of(ZOOM, forged, secrets=("", SECRET)) == "bad_signature"


def test_the_same_bytes_have_the_same_id_and_others_another() -> None:
    assert body_id(BODY) == f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert body_id(BODY) != body_id(BODY + b" ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"payload": "{ts}"},
        {"payload": "{body}{body}"},
        {"payload": "{ts}.{body}"},
        {"timestamp": "x-timestamp"},
        {"timestamp_part": "t", "payload": "{ts}{body}"},
        {"digest_part": "d", "timestamp_part": "t", "timestamp": "x-t", "payload": "{ts}{body}"},
    ],
    ids=["no body", "two bodies", "time from nowhere", "time not signed", "no digest part", "two times"],
)
def test_a_scheme_that_would_check_too_little_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"time|body"):
        Scheme(signature="x-signature", **wrong)
