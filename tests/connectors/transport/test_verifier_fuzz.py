"""Whatever headers and bodies come, a verifier ends in accepted or `SourceRefused`, and accepts only what was signed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Answer, Received, SourceRefused, Unreadable
from connectors.transport import handshakes, hmac_body, jwt_token, static_secret, twilio_url
from connectors.transport.hmac_body import AZURE, ELEVENLABS, RETELL, ZOOM, Scheme
from connectors.transport.jwt_keys import Algorithm
from connectors.transport.jwt_token import Rules

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET = "s3cret-señal"
BODY = b'{"event": "endpoint.url_validation", "token": "s3cret", "payload": {"plainToken": "p"}}'
SCHEMES = {"zoom": ZOOM, "elevenlabs": ELEVENLABS, "retell": RETELL, "azure": AZURE}
BASE = "https://calls.example.com"

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)

# Lone surrogates too: what a header holds need not be text.
TEXT = st.text(st.characters(codec=None)) | st.text("vtd=,:. \x00\xff\ud8000129aAé+/_-", max_size=40)
BODIES = (
    st.binary(max_size=60) | st.just(BODY) | st.just(b"") | TEXT.map(lambda t: t.encode("utf-8", "replace"))
)
SECRETS = st.lists(TEXT | st.just(SECRET), max_size=3).map(tuple)


def some_of(held: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """The true headers, some altered, swapped or dropped."""
    values = TEXT | st.sampled_from(list(held.values())) | st.none()
    altered = st.dictionaries(st.sampled_from(list(held)), values, max_size=len(held))
    return altered.map(lambda given: {k: v for k, v in (held | given).items() if v is not None})


def verdict(check: Callable[[], object]) -> bool:
    with suppress(SourceRefused):
        check()
        return True
    return False


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@relaxed
@given(data=st.data(), body=BODIES, secrets=SECRETS)
def test_hmac_over_a_body(scheme: Scheme, data: st.DataObject, body: bytes, secrets: tuple[str, ...]) -> None:
    sent = data.draw(some_of(hmac_body.headers(scheme, BODY, SECRET, now=NOW)))

    accepted = verdict(lambda: hmac_body.verify(scheme, sent, body, secrets, now=NOW))

    assert not accepted or (body == BODY and SECRET in secrets)


SIGNED = twilio_url.sign(
    Received(
        headers={"content-type": twilio_url.FORM}, body=b"a=1&b=2", base=BASE, path="/hook", query="q=1"
    ),
    SECRET,
)


@relaxed
@given(
    sent=some_of(dict(SIGNED.headers)),
    body=BODIES | st.just(SIGNED.body),
    url=TEXT | st.just(SIGNED.url) | TEXT.map(lambda text: BASE + text),
    secrets=SECRETS,
)
def test_twilios_addresses(sent: dict[str, str], body: bytes, url: str, secrets: tuple[str, ...]) -> None:
    content_type = sent.get("content-type", "")

    accepted = verdict(lambda: twilio_url.verify(url, body, content_type, sent, secrets))

    assert not accepted or (url == SIGNED.url and SECRET in secrets)


@relaxed
@given(given_body=BODIES, base=TEXT | st.just(BASE), query=TEXT, content_type=TEXT)
def test_whatever_twilio_would_send_can_be_signed_or_is_refused(
    given_body: bytes, base: str, query: str, content_type: str
) -> None:
    headers = {"content-type": content_type}
    unsigned = Received(headers=headers, body=given_body, base=BASE, path="/hook", query="")
    odd = unsigned.model_copy(update={"base": base, "query": query})

    verdict(lambda: twilio_url.sign(odd, SECRET))


PARTS = jwt_token.sign("HS256", b'{"exp": 1767603700}', SECRET).decode().split(".")
PART = TEXT | st.sampled_from([*PARTS, "e30", "", "bnVsbA"])
TOKENS = st.lists(PART, max_size=4).map(".".join) | st.just(".".join(PARTS))


@relaxed
@given(token=TOKENS | BODIES, secrets=SECRETS)
def test_tokens(token: str | bytes, secrets: tuple[str, ...]) -> None:
    accepted = verdict(lambda: jwt_token.verify(Rules("HS256"), token, secrets, now=NOW))

    assert not accepted or SECRET in secrets


@relaxed
@given(payload=st.recursive(st.none() | st.floats() | st.integers() | TEXT, st.lists).map(repr) | BODIES)
def test_what_a_token_says(payload: str | bytes) -> None:
    data = payload.encode("utf-8", "replace") if isinstance(payload, str) else payload
    rules = Rules("HS256", audience="a", email="e", body_hash="h", must_expire=True)

    assert not verdict(
        lambda: jwt_token.verify(rules, jwt_token.sign("HS256", data, SECRET), (SECRET,), now=NOW)
    )


@relaxed
@given(token=TOKENS, keys=st.lists(TEXT | st.just('{"keys": [{"kty": "RSA"}]}'), max_size=2).map(tuple))
def test_tokens_under_what_should_be_public_keys(token: str, keys: tuple[str, ...]) -> None:
    algorithms: tuple[Algorithm, ...] = ("RS256", "ES256")
    for algorithm in algorithms:
        assert not verdict(partial(jwt_token.verify, Rules(algorithm), token, keys, now=NOW))


@relaxed
@given(body=BODIES)
def test_a_body_read_as_a_token(body: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(jwt_token.payload_of(body), bytes)


@relaxed
@given(value=TEXT | st.just(SECRET), secrets=SECRETS, style=st.sampled_from(["bare", "bearer", "basic"]))
def test_secrets_in_headers(value: str, secrets: tuple[str, ...], style: static_secret.Style) -> None:
    for header in (value, f"Bearer {value}", f"Basic {value}"):
        verdict(partial(static_secret.verify_header, {"x": header}, "x", secrets, style=style))


@relaxed
@given(body=BODIES, field=TEXT, secrets=SECRETS)
def test_secrets_in_bodies(body: bytes, field: str, secrets: tuple[str, ...]) -> None:
    accepted = verdict(lambda: static_secret.verify_field(body, "token", secrets))
    verdict(lambda: static_secret.strip(body, field))

    assert not accepted or (body == BODY and "s3cret" in [secret.strip() for secret in secrets])


@relaxed
@given(body=BODIES, text=TEXT, secrets=SECRETS)
def test_handshakes(body: bytes, text: str, secrets: tuple[str, ...]) -> None:
    signed = hmac_body.headers(ZOOM, body, SECRET, now=NOW)
    asked: list[Callable[[], Answer | None]] = [
        lambda: handshakes.zoom(signed, body, secrets, now=NOW),
        lambda: handshakes.ringcentral({"validation-token": text}),
        lambda: handshakes.azure_speech({}, f"validationToken={text}", secrets, now=NOW),
        lambda: handshakes.event_grid(body),
        lambda: handshakes.cloud_events({"webhook-request-origin": text}),
    ]

    for ask in asked:
        with suppress(SourceRefused):
            answer = ask()
            assert answer is None or all(value.isascii() for value in answer.headers.values())
