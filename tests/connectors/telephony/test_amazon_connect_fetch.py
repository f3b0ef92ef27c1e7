"""References of Amazon Connect lead to files of the named buckets, and to SNS of the own region."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contracts import (
    Fetches,
    Leg,
    ParsedCall,
    Reference,
    Speaker,
    Telephony,
    Turn,
    Unreadable,
)
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.amazon_connect_files import ABOVE_ORIGINALS
from tests.connectors.telephony.amazon_connect_bodies import (
    AT,
    BUCKET,
    FIRST,
    LATER,
    ORIGINAL,
    REDACTED,
    SECOND,
    analysis,
    notified,
    source,
)
from tests.connectors.transport.fetching import target
from tests.vendors.amazon_connect import StubTranscribe
from tests.vendors.aws_server import ACCOUNT
from tests.vendors.s3 import StubS3, refusal


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def store() -> Iterator[StubS3]:
    objects = {(BUCKET, ORIGINAL): analysis(), (BUCKET, REDACTED): analysis(redacted=True)}
    with StubS3(objects) as server:
        yield server


def at(server: Any, **more: Any) -> Any:
    return source(endpoints={server.service: server.url}, **more)


def fetched(adapter: Fetches, call: ParsedCall) -> ParsedCall:
    [found] = adapter.fetch(call, deadline_ms=5_000)
    return found


def referring(kind: str, id_: str = "", url: str = "", **more: str) -> ParsedCall:
    reference = Reference(kind=kind, id=id_, url=url, more=more)
    return ParsedCall(external_id=FIRST, leg=Leg(id=FIRST), reference=reference)


def announced(adapter: Telephony, *keys: str) -> ParsedCall:
    [call] = adapter.parse(json.dumps(notified(*keys)).encode())
    return call


def test_an_announced_file_is_fetched_into_turns(store: StubS3) -> None:
    adapter = at(store)

    call = fetched(adapter, announced(adapter, ORIGINAL))

    assert call.turns == (
        Turn(speaker=Speaker.AGENT, text="Fernhill Garden Tools, Ava speaking.", start_ms=0, end_ms=2000),
        Turn(speaker=Speaker.CUSTOMER, text="Amara here.", start_ms=2100, end_ms=3000),
    )
    assert (call.leg.id, call.language, call.revision, call.reference) == (FIRST, "en-US", AT, None)


def test_a_redacted_file_keeps_its_higher_revision(store: StubS3) -> None:
    adapter = at(store)

    call = fetched(adapter, announced(adapter, REDACTED))

    assert call.turns[1].text == "[NAME] here."
    assert call.revision == LATER + ABOVE_ORIGINALS


def test_a_file_that_says_itself_that_it_is_redacted_rises(store: StubS3) -> None:
    store.objects[BUCKET, ORIGINAL] = analysis(redacted=True)
    adapter = at(store)

    assert fetched(adapter, announced(adapter, ORIGINAL)).revision == AT + ABOVE_ORIGINALS


@pytest.mark.parametrize(
    ("status", "word", "kind", "code"),
    [(404, "NoSuchKey", Transient, "not_ready"), (403, "AccessDenied", Auth, "forbidden")],
)
def test_a_file_that_is_not_there_yet_comes_later(
    store: StubS3, status: int, word: str, kind: type[ConnectorError], code: str
) -> None:
    adapter = at(store)
    store.answers.append(refusal(status, word))

    with pytest.raises(kind, match=code):
        adapter.fetch(announced(adapter, ORIGINAL), deadline_ms=5_000)


def test_a_file_that_is_no_transcript_is_unreadable(store: StubS3) -> None:
    store.objects[BUCKET, ORIGINAL] = b"[1, 2"

    with pytest.raises(Unreadable):
        at(store).fetch(announced(source(), ORIGINAL), deadline_ms=5_000)


@pytest.mark.parametrize(
    "call",
    [
        referring("file", "k.json", bucket="evil", format="contact_lens"),
        referring("file", "../k.json", bucket=BUCKET, format="contact_lens"),
        referring("file", "k.json", bucket=BUCKET, format="pickle"),
        referring("elsewhere", "k.json"),
        ParsedCall(external_id=FIRST),
    ],
    ids=["bucket", "key", "format", "kind", "none"],
)
def test_a_reference_that_this_source_did_not_make_is_not_followed(store: StubS3, call: ParsedCall) -> None:
    with pytest.raises(Permanent):
        at(store).fetch(call, deadline_ms=5_000)

    assert not store.asked


@pytest.mark.parametrize(
    ("redaction", "revision"),
    [("any", LATER + ABOVE_ORIGINALS), ("redacted", LATER + ABOVE_ORIGINALS), ("raw", AT)],
)
def test_a_contact_s_best_file_is_looked_for_by_its_days(
    store: StubS3, redaction: str, revision: int
) -> None:
    call = fetched(at(store, redaction=redaction), referring("contact", FIRST, days="2026/01/04,2026/01/05"))

    assert call.revision == revision
    assert len(call.turns) == 2


def test_a_contact_without_a_file_may_get_one(store: StubS3) -> None:
    with pytest.raises(Transient, match="not_ready"):
        at(store).fetch(referring("contact", SECOND, days="2026/01/05"), deadline_ms=5_000)


@pytest.mark.parametrize(
    "uri",
    [
        f"https://s3.eu-central-1.amazonaws.com/{BUCKET}/out/j.json",
        f"https://{BUCKET}.s3.eu-central-1.amazonaws.com/out/j.json",
        f"s3://{BUCKET}/out/j.json",
    ],
)
def test_a_job_of_transcribe_is_asked_where_its_file_is(store: StubS3, uri: str) -> None:
    store.objects[BUCKET, "out/j.json"] = analysis()
    jobs = {
        ("Transcribe.GetCallAnalyticsJob", "j"): {
            "CallAnalyticsJob": {"Transcript": {"TranscriptFileUri": uri}}
        }
    }

    with StubTranscribe(jobs) as transcribe:
        adapter = source(endpoints={"s3": store.url, "transcribe": transcribe.url})
        call = fetched(adapter, referring("job", "j", job="CallAnalyticsJob"))

    assert len(call.turns) == 2


@pytest.mark.parametrize(
    ("uri", "kind", "code"),
    [
        ("https://s3.eu-central-1.amazonaws.com/evil/out/j.json", Permanent, "foreign_bucket"),
        ("https://evil.example/out/j.json", Transient, "not_ready"),
        ("http://[", Transient, "not_ready"),
        ("", Transient, "not_ready"),
    ],
)
def test_a_job_s_file_elsewhere_is_not_fetched(
    store: StubS3, uri: str, kind: type[ConnectorError], code: str
) -> None:
    jobs = {
        ("Transcribe.GetTranscriptionJob", "j"): {
            "TranscriptionJob": {"Transcript": {"TranscriptFileUri": uri}}
        }
    }

    with StubTranscribe(jobs) as transcribe, pytest.raises(kind, match=code):
        source(endpoints={"s3": store.url, "transcribe": transcribe.url}).fetch(
            referring("job", "j", job="TranscriptionJob"), deadline_ms=5_000
        )

    assert not store.asked


def test_a_subscription_is_confirmed_at_sns_of_our_region_alone() -> None:
    with target() as (port, requests):
        query = "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:1:calls&Token=t"
        own = source(endpoints={"sns": f"http://127.0.0.1:{port}"})

        told = own.fetch(
            referring("sns_confirmation", url=f"http://127.0.0.1:{port}/{query}"), deadline_ms=5_000
        )

        for url in (f"https://sns.us-east-1.amazonaws.com/{query}", f"http://127.0.0.1:{port}/{query}"):
            with pytest.raises(Permanent, match="foreign_host"):
                source().fetch(referring("sns_confirmation", url=url), deadline_ms=5_000)
        with pytest.raises(Permanent, match="bad_url"):
            own.fetch(
                referring("sns_confirmation", url=f"http://127.0.0.1:{port}/?Action=Publish"),
                deadline_ms=5_000,
            )

    assert told == ()
    assert len(requests) == 1
    assert requests[0].startswith("GET /?Action=ConfirmSubscription&TopicArn=arn:aws:sns:")
