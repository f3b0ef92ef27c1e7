"""How `aftercall eval` drafts: without a model, or asking the tenant's model as the worker would."""

from collections.abc import Sequence

from connectors.contracts import LanguageModel
from service.cli.errors import CliError
from service.cli.keys import settings_here
from service.connections import ConfiguredConnections
from service.domain.errors import Failure
from service.domain.profile import Profile
from service.drafting.evaluation.labelled import Labelled
from service.flows.evaluate import Drafter, learnt, with_model, without_model
from service.tenants import Tenants


class Drafters:
    """Makes a drafter for each fold. `ask` says whether a model is asked; it is never asked unbidden."""

    def __init__(self, profile: Profile, tenant: str | None, *, ask: bool) -> None:
        self._profile = profile
        self._model: LanguageModel | None = None
        if ask:
            settings = settings_here(None)
            self._deadline_ms = settings.model_deadline_ms
            self._model = _model(Tenants(settings.config_dir, settings.secrets_file), tenant)

    def fitted_on(self, calls: Sequence[Labelled]) -> Drafter:
        """Without calls to fit on, the catalogue speaks alone."""
        learned = learnt(calls, self._profile) if calls else None
        if self._model is None:
            return without_model(self._profile, learned)
        return with_model(self._model, self._profile, learned, deadline_ms=self._deadline_ms)


def _model(tenants: Tenants, tenant: str | None) -> LanguageModel:
    """Raises `CliError` where there is none, or where it is not clear whose."""
    names = [one.id for one in tenants.all().values() if one.llm is not None]
    if tenant is None and len(names) > 1:
        raise CliError(f"several tenants have a language model: give --tenant {' or '.join(sorted(names))}")
    name = tenant or next(iter(names), "")
    try:
        model = ConfiguredConnections(tenants).model(name) if name else None
    except Failure:
        raise CliError(f"the language model of {name} is off: `aftercall doctor` says why") from None
    if model is None:
        raise CliError("no tenant's file configures a language model (`llm:`)")
    return model
