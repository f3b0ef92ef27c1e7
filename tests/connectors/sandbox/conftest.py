"""One org for all tests of a module, back at its seed before each; simple-salesforce and plain HTTP to it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce

from tests.vendors.salesforce import Sandbox, running_sandbox

VERSION = "62.0"
_TIMEOUT = 10


class PlainHttp(HTTPAdapter):
    """simple-salesforce always speaks https: this sends its requests to the org as they are, but for that."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.url = f"{self._url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        kwargs["timeout"] = _TIMEOUT
        return super().send(request, *args, **kwargs)


class Rest:
    """The data API by plain requests."""

    def __init__(self, url: str, token: str) -> None:
        self.url = f"{url}/services/data/v{VERSION}"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        return self._session.request(method, f"{self.url}/{path}", timeout=_TIMEOUT, **more)

    def close(self) -> None:
        self._session.close()


@pytest.fixture(scope="module")
def org() -> Iterator[Sandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(org: Sandbox) -> Sandbox:
    org.control.reset()
    return org


@pytest.fixture
def token(sandbox: Sandbox) -> str:
    form = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
    answer = requests.post(f"{sandbox.url}/services/oauth2/token", form, timeout=_TIMEOUT)
    return str(answer.json()["access_token"])


@pytest.fixture
def rest(sandbox: Sandbox, token: str) -> Iterator[Rest]:
    client = Rest(sandbox.url, token)
    yield client
    client.close()


@pytest.fixture
def sf(sandbox: Sandbox) -> Iterator[Any]:
    session = requests.Session()
    session.mount("https://", PlainHttp(sandbox.url))
    yield Salesforce(
        consumer_key="id", consumer_secret="secret", domain="acme.my", session=session, version=VERSION
    )
    session.close()
