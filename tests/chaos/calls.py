"""Generated conversations for storms: our own, varied, and the same for the same seed."""

import json
import random
from pathlib import Path
from typing import Any

from tests.chaos.plots import CHATTER, FILLERS, PLOTS, Line

MOST_CHATTER = 4


def conversation(source: str, number: int, seed: int = 0) -> dict[str, Any]:
    """One line in the shape of labelled conversations."""
    chance = random.Random(f"{seed}/{source}/{number}")  # noqa: S311  # repeatable, not secret
    told = list(chance.choice(PLOTS))
    for line in chance.sample(CHATTER, chance.randrange(MOST_CHATTER)):
        told.insert(chance.randrange(1, len(told)), line)
    said = [("agent", "Thank you for calling, how can I help?"), *told, ("customer", "Thank you, goodbye.")]
    words = {name: chance.choice(choices) for name, choices in FILLERS.items()}
    utterances = [_utterance(place, line, words) for place, line in enumerate(said)]
    return {"id": f"{number:04d}", "source": source, "utterances": utterances}


def written_to(path: Path, source: str, count: int, seed: int = 0) -> Path:
    """A file for `aftercall send`; the external ids are `{source}:{number}`."""
    lines = [json.dumps(conversation(source, number, seed)) for number in range(count)]
    path.write_text("\n".join(lines) + "\n")
    return path


def _utterance(place: int, line: Line, words: dict[str, str]) -> dict[str, Any]:
    speaker, text = line
    return {"speaker": speaker, "text": text.format(**words), "start_s": 6 * place}
