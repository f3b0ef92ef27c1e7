"""What is known of the caller on its way to the model and back, and what goes to the CRM."""

import json
from collections.abc import Callable

from connectors.contracts import CompletionRequest
from connectors.errors import Transient
from service.domain.draft import DraftKind
from tests.fakes.llm import FakeModel
from tests.service.flows.test_draft import _answer
from tests.service.flows.world import ADMIN, World

TALK = (
    ("agent", "Thank you for calling, who am I speaking with?"),
    ("customer", "My name is Amara Okafur, and my order has not arrived."),
    ("agent", "Thank you, Ms. Okafor. I will look into it."),
    ("customer", "It was a lamp, and I want to know where it is."),
)


def remembering(seen: list[str]) -> Callable[[CompletionRequest], str]:
    def answer(request: CompletionRequest) -> str:
        seen.append(" ".join(message.content for message in request.messages))
        told = json.loads(_answer(request))
        quote = {"turn": 1, "quote": "My name is [[NAME_1]], and my order has not arrived."}
        told["summary"]["reason"] = [{"text": "[[NAME_1]] asks for an order.", "evidence": [quote]}]
        return json.dumps(told)

    return answer


def test_the_model_sees_no_name_that_the_record_knows_and_the_agent_sees_it(world: World) -> None:
    seen: list[str] = []
    world.connections.language_model = FakeModel(remembering(seen))

    wrapup = world.ready(talk=TALK)

    assert "Okaf" not in seen[0]
    assert "[[NAME_1]]" in seen[0]
    sentence = wrapup.content.summary[0].sentences[0]
    assert sentence.text == "Amara Okafor asks for an order."
    assert sentence.evidence[0].quote == "My name is Amara Okafur, and my order has not arrived."


def test_a_second_run_asks_the_record_again_since_nothing_of_it_is_stored(world: World) -> None:
    seen: list[str] = []
    world.connections.language_model = FakeModel(Transient("busy"), remembering(seen))
    asked = world.ready(talk=TALK)

    world.clock.advance(120_000)
    world.work_off()

    wrapup = world.review.get(ADMIN, asked.id)
    assert wrapup.draft.kind is DraftKind.LLM
    assert len(seen) == 1
    assert "Okaf" not in seen[0]
    assert '"known"' not in wrapup.model_dump_json()
