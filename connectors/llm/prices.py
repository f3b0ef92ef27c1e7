"""What an answer costs, by the prices that a tenant's file states; nothing is assumed of anybody's prices."""

from pydantic import BaseModel, ConfigDict, Field

from connectors.contracts import Completion

PER = 1_000_000


class Prices(BaseModel):
    """For a million tokens each, in one currency. `cached` tokens cost what prompt tokens do, unless it is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)
    cached: float | None = Field(default=None, ge=0)

    def cost(self, completion: Completion) -> float:
        """Cached tokens are among the prompt's."""
        cached = min(completion.cached_tokens, completion.prompt_tokens)
        of_cached = self.prompt if self.cached is None else self.cached
        fresh = completion.prompt_tokens - cached
        return (
            fresh * self.prompt + cached * of_cached + completion.completion_tokens * self.completion
        ) / PER


def priced(completion: Completion, prices: Prices | None) -> Completion:
    return completion if prices is None else completion.model_copy(update={"cost": prices.cost(completion)})
