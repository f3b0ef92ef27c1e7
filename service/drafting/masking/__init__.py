"""Masking, the first thing that is done to a transcript: card data goes for good, long numbers under tokens."""

from service.drafting.masking.body import JSON, mask_json
from service.drafting.masking.kept import as_sent, kept_body
from service.drafting.masking.marks import TOKEN, reveal
from service.drafting.masking.transcript import MaskedTranscript, mask_text, mask_turns

__all__ = [
    "JSON",
    "TOKEN",
    "MaskedTranscript",
    "as_sent",
    "kept_body",
    "mask_json",
    "mask_text",
    "mask_turns",
    "reveal",
]
