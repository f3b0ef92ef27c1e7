"""Amazon Web Services: S3 objects and JSON APIs, by requests that are signed with the usual credentials.

botocore finds the credentials (environment, profile, container, web identity, instance) and signs; the
requests themselves go through our own sessions, so that the same deadlines, caps and errors hold as for
every other vendor. botocore is the optional extra `aws` and is imported when first needed.
"""

import re
import threading
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, unquote_plus

import requests
from requests.auth import AuthBase

from connectors.errors import Auth, ConnectorError, FieldIssue, Permanent, Transient
from connectors.transport.http import Deadline, Limits, OneOriginSession, clean_origin
from connectors.transport.retry_after import retry_after_ms
from connectors.transport.vendor_api import VendorApi, failure_of

REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
MAX_KEY_BYTES = 1024
BAD_IN_KEY = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
MAX_OBJECT = 50_000_000
# One page of a listing, some 400 bytes a key.
MAX_KEYS = 1000

S3_LIMITS = Limits(total_s=60.0, max_bytes=MAX_OBJECT)
ERROR_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,64})</Code>")
LISTED_KEY = re.compile(rb"<Key>([^<]{1,4096})</Key>")
S3_ERRORS: dict[str, ConnectorError] = {
    "NoSuchKey": Transient("not_ready"),
    "NoSuchBucket": Permanent("no_bucket"),
    "InvalidObjectState": Permanent("archived"),
    "ExpiredToken": Auth("expired"),
    "InvalidToken": Auth("bad_credentials"),
    "InvalidAccessKeyId": Auth("bad_credentials"),
    "SignatureDoesNotMatch": Auth("bad_credentials"),
    "RequestTimeTooSkewed": Auth("clock"),
    "AuthorizationHeaderMalformed": Permanent("wrong_region"),
    "PermanentRedirect": Permanent("wrong_region"),
    "SlowDown": Transient("throttled"),
}
PROVIDER_TIMEOUT_S = 3


def check_installed(setting: str) -> None:
    """Raise what the registry shows as a problem of this setting, unless botocore is there."""
    if find_spec("botocore") is None:
        issue = FieldIssue(setting, "missing_extra", "needs the extra `aws`: pip install 'aftercall[aws]'")
        raise Permanent("bad_settings", issues=(issue,))


def dns_suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


class Credentials:
    """What the default chain gives, looked for at the first request and renewed by botocore. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Any = None

    def frozen(self) -> Any:
        """Key, secret and session token of this moment. Raises `Auth` or `Transient`."""
        from botocore import exceptions  # noqa: PLC0415  # an optional extra

        try:
            with self._lock:
                self._found = self._found or self._look()
            return self._found.get_frozen_credentials()
        except (exceptions.HTTPClientError, exceptions.MetadataRetrievalError):
            raise Transient("connection") from None
        except (exceptions.BotoCoreError, exceptions.ClientError):
            raise Auth("no_credentials") from None

    def _look(self) -> Any:
        from botocore.config import Config  # noqa: PLC0415  # an optional extra
        from botocore.session import Session  # noqa: PLC0415  # the same

        session = Session()
        session.set_default_client_config(
            Config(
                connect_timeout=PROVIDER_TIMEOUT_S,
                read_timeout=PROVIDER_TIMEOUT_S,
                retries={"total_max_attempts": 2},
            )
        )
        found = session.get_credentials()
        if found is None:
            raise Auth("no_credentials")
        return found


class Signing(AuthBase):
    """Signature version 4 over a request that is otherwise ready."""

    def __init__(self, service: str, region: str, credentials: Credentials) -> None:
        self._service = service
        self._region = region
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        from botocore.auth import S3SigV4Auth, SigV4Auth  # noqa: PLC0415  # an optional extra
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415  # the same

        kind: Any = S3SigV4Auth if self._service == "s3" else SigV4Auth
        headers = {"Content-Type": request.headers["Content-Type"]} if request.body else {}
        signed = AWSRequest(request.method, request.url, data=request.body or b"", headers=headers)
        kind(self._credentials.frozen(), self._service, self._region).add_auth(signed)
        request.headers.update({name: str(value) for name, value in signed.headers.items()})
        return request


class SignedApi(VendorApi):
    """A JSON API of AWS, such as `connect`, in one region. `endpoint` replaces its usual address."""

    def __init__(
        self,
        service: str,
        region: str,
        credentials: Credentials,
        *,
        endpoint: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        usual = f"https://{service}.{region}.{dns_suffix(region)}"
        super().__init__(endpoint or usual, _Unnamed(), limits=limits)
        self._session.auth = Signing(service, region, credentials)


class S3:
    """Objects of the named buckets, and of no others. Thread-safe.

    Raises `Transient` (not_ready for an object that is not there), `Auth` where S3 refuses us, which it also
    does for a missing object if we may not list the bucket, or `Permanent`; none names bucket or key.
    """

    def __init__(
        self,
        region: str,
        credentials: Credentials,
        buckets: frozenset[str],
        *,
        endpoint: str | None = None,
        limits: Limits = S3_LIMITS,
    ) -> None:
        self._roots = {bucket: _root(bucket, region, endpoint) for bucket in buckets}
        origins = {origin for origin, _ in self._roots.values()}
        self._sessions = {origin: OneOriginSession(origin, limits) for origin in origins}
        for session in self._sessions.values():
            session.auth = Signing("s3", region, credentials)

    def get(self, bucket: str, key: str, deadline: Deadline) -> bytes:
        return self._ask(bucket, checked_key(key), "", deadline)

    def keys(self, bucket: str, prefix: str, deadline: Deadline) -> tuple[str, ...]:
        """Keys that begin with the prefix, in order, a thousand at most."""
        query = f"?encoding-type=url&list-type=2&max-keys={MAX_KEYS}&prefix={quote(prefix, safe='')}"
        listing = self._ask(bucket, "", query, deadline)
        return tuple(unquote_plus(key.decode("ascii", "replace")) for key in LISTED_KEY.findall(listing))

    def _ask(self, bucket: str, key: str, query: str, deadline: Deadline) -> bytes:
        if bucket not in self._roots:
            raise Permanent("foreign_bucket")
        origin, path = self._roots[bucket]
        url = f"https://{origin.partition('://')[2]}{path}{quote(key, safe='/-_.~')}{query}"
        answer = self._sessions[origin].get(url, timeout=deadline.left_s())
        if answer.status_code != requests.codes.ok:
            raise _refusal(answer)
        return answer.content


def checked_key(key: str) -> str:
    """The key, unless some step on its way could read it as another."""
    parts = key.split("/")
    if not parts[0] or {".", ".."} & set(parts) or BAD_IN_KEY.search(key):
        raise Permanent("bad_key")
    if len(key.encode()) > MAX_KEY_BYTES:
        raise Permanent("bad_key")
    return key


def _root(bucket: str, region: str, endpoint: str | None) -> tuple[str, str]:
    """Origin and path of a bucket. A dot in its name fits no certificate, so that it goes into the path."""
    if endpoint:
        return clean_origin(endpoint), f"/{bucket}/"
    host = f"s3.{region}.{dns_suffix(region)}"
    return (f"https://{host}", f"/{bucket}/") if "." in bucket else (f"https://{bucket}.{host}", "/")


def _refusal(answer: requests.Response) -> ConnectorError:
    told = ERROR_CODE.search(answer.content[:4096])
    known = S3_ERRORS.get(told.group(1).decode()) if told else None
    if known is None:
        return failure_of(answer, missing="not_ready", writes=False)
    return type(known)(known.code, retry_after_ms=retry_after_ms(answer.headers.get("Retry-After")))


class _Unnamed:
    """Implements `Authorize` where the signature says who we are."""

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> dict[str, str]:
        del fresh, deadline
        return {}
