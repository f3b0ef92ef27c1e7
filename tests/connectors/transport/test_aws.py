"""S3 and the JSON APIs: signed with what the default chain gives, named buckets only, errors without names."""

import sys

import pytest

from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.transport.aws import S3, Credentials, SignedApi, check_installed, checked_key
from connectors.transport.http import Deadline, Limits
from tests.connectors.transport.peers import drip, peer
from tests.vendors.amazon_connect import StubConnect
from tests.vendors.aws_server import ACCOUNT, Said
from tests.vendors.s3 import StubS3, refusal

REGION = "eu-central-1"
BUCKET, KEY = "calls-bucket", "Analysis/Voice/2026/01/05/a b+c_analysis_2026-01-05T09:10:00Z.json"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)


def soon() -> Deadline:
    return Deadline(5_000)


def s3_at(url: str, max_bytes: int = 10_000) -> S3:
    return S3(REGION, Credentials(), frozenset({BUCKET}), endpoint=url, limits=Limits(max_bytes=max_bytes))


def failure(said: Said) -> ConnectorError:
    with StubS3({(BUCKET, KEY): b"{}"}) as server:
        server.answers.append(said)
        with pytest.raises(ConnectorError) as caught:
            s3_at(server.url).get(BUCKET, KEY, soon())
    return caught.value


def test_an_object_is_read_with_a_signed_request() -> None:
    with StubS3({(BUCKET, KEY): b'{"a": 1}'}) as server:
        found = s3_at(server.url).get(BUCKET, KEY, soon())

    [asked] = server.asked
    assert found == b'{"a": 1}'
    assert asked.path == f"/{BUCKET}/{KEY}"


def test_keys_are_listed_by_prefix() -> None:
    with StubS3({(BUCKET, KEY): b"", (BUCKET, "other.json"): b""}) as server:
        assert s3_at(server.url).keys(BUCKET, "Analysis/Voice/", soon()) == (KEY,)


def test_a_bucket_that_nobody_named_is_not_asked() -> None:
    with StubS3({("other", KEY): b""}) as server, pytest.raises(Permanent, match="foreign_bucket"):
        s3_at(server.url).get("other", KEY, soon())

    assert not server.asked


@pytest.mark.parametrize("key", ["", "/a", "../a", "a/../b", "a/./b", "a\nb", "a\x00", "\ud800", "x" * 1_025])
def test_a_key_that_could_be_read_as_another_is_refused(key: str) -> None:
    with pytest.raises(Permanent, match="bad_key"):
        checked_key(key)


@pytest.mark.parametrize(
    ("status", "word", "kind", "code"),
    [
        (404, "NoSuchKey", Transient, "not_ready"),
        (404, "", Transient, "not_ready"),
        (404, "NoSuchBucket", Permanent, "no_bucket"),
        (403, "AccessDenied", Auth, "forbidden"),
        (403, "SignatureDoesNotMatch", Auth, "bad_credentials"),
        (403, "RequestTimeTooSkewed", Auth, "clock"),
        (403, "InvalidObjectState", Permanent, "archived"),
        (400, "ExpiredToken", Auth, "expired"),
        (301, "PermanentRedirect", Permanent, "wrong_region"),
        (307, "TemporaryRedirect", Permanent, "redirect"),
        (503, "SlowDown", Transient, "throttled"),
        (500, "InternalError", Transient, "server_error"),
    ],
)
def test_what_s3_refuses_is_told_in_our_words(
    status: int, word: str, kind: type[ConnectorError], code: str
) -> None:
    error = failure(refusal(status, word))

    assert (type(error), error.code) == (kind, code)
    assert "SECRET" not in repr(error)


def test_an_object_that_is_too_large_is_not_read() -> None:
    with StubS3({(BUCKET, KEY): b"x" * 2_000}) as server, pytest.raises(Permanent, match="answer_too_large"):
        s3_at(server.url, max_bytes=1_000).get(BUCKET, KEY, soon())


def test_a_dripped_object_ends_at_the_deadline() -> None:
    with peer(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")) as origin:
        store = s3_at(origin)
        with pytest.raises(Transient, match="timeout"):
            store.get(BUCKET, KEY, Deadline(400))


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in ACCOUNT:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{tmp_path}/none")
    monkeypatch.setenv("AWS_CONFIG_FILE", f"{tmp_path}/none")

    with StubS3({(BUCKET, KEY): b"{}"}) as server, pytest.raises(Auth, match="no_credentials"):
        s3_at(server.url).get(BUCKET, KEY, soon())

    assert not server.asked


def test_a_json_api_gets_signed_bodies() -> None:
    with StubConnect([]) as server:
        api = SignedApi("connect", REGION, Credentials(), endpoint=server.url)
        body = {"InitialContactId": "c1", "InstanceId": "i1", "Attributes": {"code": "é"}}

        api.post("/contact/attributes", body, deadline=soon())

    assert server.attributes == {"c1": {"code": "é"}}


def test_the_simulator_refuses_a_signature_by_another_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")

    with StubS3({(BUCKET, KEY): b"{}"}) as server, pytest.raises(Auth, match="forbidden"):
        s3_at(server.url).get(BUCKET, KEY, soon())


def test_usual_addresses_are_made_from_region_and_bucket() -> None:
    plain = S3("us-west-2", Credentials(), frozenset({"calls", "dotted.name"}))
    china = S3("cn-north-1", Credentials(), frozenset({"calls"}))

    assert plain._roots == {
        "calls": ("https://calls.s3.us-west-2.amazonaws.com", "/"),
        "dotted.name": ("https://s3.us-west-2.amazonaws.com", "/dotted.name/"),
    }
    assert china._roots["calls"][0] == "https://calls.s3.cn-north-1.amazonaws.com.cn"


def test_an_endpoint_must_be_https_or_this_machine() -> None:
    with pytest.raises(ValueError, match="must be https"):
        s3_at("http://s3.example")


def test_a_source_says_which_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    check_installed("buckets")
    monkeypatch.setitem(sys.modules, "botocore", None)

    with pytest.raises(Permanent, match="bad_settings") as caught:
        check_installed("buckets")

    assert "extra `aws`" in caught.value.issues[0].message
