"""What is known of the caller, put under tokens before a language model sees it, and put back into its answer."""

from service.drafting.pseudonyms.hiding import Hidden, hidden
from service.drafting.pseudonyms.unveiling import unveiled

__all__ = ["Hidden", "hidden", "unveiled"]
