"""What a model of a laptop's size writes, and what the checks make of it: `python -m tests.local_llm.quality`.

Writes one JSON object a call, for a person to read beside the transcript: the model's own answer, the draft
that was made of it, and the masked turns. It judges nothing. `--again` takes the answers of an earlier run, so that
a change of the checks can be read without asking the model again.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectors import registry
from connectors.contracts import Completion, CompletionRequest, LanguageModel
from service.domain.profile import Profile
from service.drafting.evaluation.labelled import Labelled, profile_of, read_line, with_slugs
from service.drafting.profiles import load_shipped
from service.flows.evaluate import with_model
from tests.local_llm.fetch import QWEN_CODER, SMOLLM2, fetch
from tests.local_llm.server import serving

ROOT = Path(__file__).resolve().parents[2]
CONTEXT = 12_000
DEADLINE_MS = 900_000


class Recorded:
    """Answers of an earlier run, in its order."""

    name = "recorded"
    context_tokens = CONTEXT

    def __init__(self, run: Path) -> None:
        told = [json.loads(line) for line in run.read_text(encoding="utf-8").splitlines()]
        self.ids = [one["id"] for one in told]
        self._answers = iter(told)

    def complete(self, request: CompletionRequest) -> Completion:
        del request
        told = next(self._answers)
        tokens = {f"{kind}_tokens": count for kind, count in told["tokens"].items()}
        return Completion(text=json.dumps(told["answer"]), model=self.name, **tokens)

    def check(self) -> None:
        """Nothing to reach."""


class Overheard:
    """The model, and the last answer it gave, as it gave it."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.last: Completion | None = None

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context_tokens(self) -> int:
        return self._model.context_tokens

    def complete(self, request: CompletionRequest) -> Completion:
        self.last = None
        self.last = self._model.complete(request)
        return self.last

    def check(self) -> None:
        self._model.check()


def asked_of(calls: list[Labelled], profile: Profile, *, large: bool) -> Iterator[dict[str, Any]]:
    weights = fetch(QWEN_CODER if large else SMOLLM2)
    with (
        tempfile.TemporaryDirectory(prefix="quality-") as folder,
        serving(weights, Path(folder) / "model.log", slots=1, context=CONTEXT) as url,
    ):
        settings = {"base_url": url, "model": weights.name, "context_tokens": CONTEXT}
        yield from drafts(calls, profile, registry.llm("openai", settings))


def drafts(calls: list[Labelled], profile: Profile, answering: LanguageModel) -> Iterator[dict[str, Any]]:
    model = Overheard(answering)
    drafter = with_model(model, profile, None, deadline_ms=DEADLINE_MS)
    for call in calls:
        started = time.monotonic()
        drafted = drafter(call.material)
        yield {
            "id": call.id,
            "labelled": {"codes": call.codes, "fields": call.fields},
            "seconds": round(time.monotonic() - started, 1),
            "reason": drafted.reason,
            "tokens": drafted.tokens,
            "answer": _json(model.last.text) if model.last else None,
            "draft": drafted.proposal.model_dump(mode="json", exclude_defaults=True),
            "turns": [f"{turn.speaker.value}: {turn.text}" for turn in call.material.turns],
        }


def with_codes_of(profile: Profile, calls: list[Labelled]) -> Profile:
    """The profile with the codes of these labels for its catalogue, and no fields."""
    codes = profile_of(calls).dispositions
    return profile.model_copy(update={"dispositions": codes, "fields": ()})


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _read(file: Path) -> list[Labelled]:
    return list(with_slugs(read_line(line) for line in file.read_bytes().splitlines()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="labelled calls, JSONL")
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--every", type=int, default=1, help="take one call in so many")
    parser.add_argument("--profile", default="default")
    parser.add_argument("--codes", type=Path, help="labelled calls whose codes are the catalogue")
    parser.add_argument("--first", type=int, default=0, help="skip so many lines before")
    parser.add_argument("--again", type=Path, help="what an earlier run of the same calls wrote")
    parser.add_argument("--small", action="store_true", help="the small model of the tests")
    asked = parser.parse_args()
    calls = _read(asked.file)[asked.first :: asked.every][: asked.calls]
    profile = load_shipped(ROOT / "prompts" / asked.profile)
    if asked.codes:
        profile = with_codes_of(profile, _read(asked.codes))
    again = Recorded(asked.again) if asked.again else None
    if again is None:
        told = asked_of(calls, profile, large=not asked.small)
    else:
        told = drafts([call for call in calls if call.id in again.ids], profile, again)
    for one in told:
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
