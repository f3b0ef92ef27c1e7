"""The contract of language models, on the fake and on the real client over the stub."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from connectors.contracts import LanguageModel
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.llm.openai import connect
from tests.contracts.llm import CONTRACT, Rig
from tests.fakes.llm import FakeModel
from tests.vendors.model import StubModel, running_model

ERRORS: dict[str, ConnectorError] = {
    "rate_limit": Transient("rate_limited", retry_after_ms=2_000),
    "server_error": Transient("unavailable"),
    "timeout": Transient("timeout"),
    "connection": Transient("connection"),
    "bad_key": Auth("refused"),
    "refusal": Permanent("refusal"),
    "truncated": Permanent("truncated"),
    "empty": Permanent("empty"),
    "bad_request": Permanent("bad_request"),
}
BEHAVIOURS = {
    "rate_limit": "429",
    "server_error": "500",
    "timeout": "hang",
    "connection": "drop",
    "bad_key": "401",
    "bad_request": "400",
}


@dataclass
class FakeRig:
    fake: FakeModel

    @property
    def model(self) -> LanguageModel:
        return self.fake

    def stage(self, what: str) -> None:
        trouble = ERRORS.get(what)
        self.fake.script('{"note": ""}' if trouble is None else trouble)
        self.fake.trouble = trouble


@dataclass
class RealRig:
    stub: StubModel
    model: LanguageModel

    def stage(self, what: str) -> None:
        if what == "text":
            self.stub.script()
        else:
            self.stub.script(BEHAVIOURS.get(what, what))


@pytest.fixture(params=["fake", "real"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "fake":
        yield FakeRig(FakeModel())
        return
    with running_model() as stub:
        yield RealRig(stub, connect({"base_url": stub.url, "model": "small"}))


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
def test_every_language_model_keeps_the_contract(rig: Rig, clause: Callable[[Rig], None]) -> None:
    clause(rig)
