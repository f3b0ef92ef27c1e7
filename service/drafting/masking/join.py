"""A transcript masked by itself, beside others of the same call: its tokens get names that are free there."""

from collections.abc import Mapping, Sequence
from re import Match

from connectors.contracts import Turn
from service.drafting.masking.marks import TOKEN, Kind, kind_of, token_of
from service.drafting.masking.transcript import MaskedTranscript


def joined(turns: Sequence[Turn], vault: Mapping[str, str], known: Mapping[str, str]) -> MaskedTranscript:
    """The turns under the call's own tokens, and the vault of all of them; equal numbers share a token."""
    if not vault:
        return MaskedTranscript(turns=tuple(turns), vault=dict(known))
    together, names = dict(known), {(kind_of(token), text): token for token, text in known.items()}
    renamed: dict[str, str] = {}
    for token, text in vault.items():
        kind = kind_of(token)
        if (kind, text) not in names:
            names[kind, text] = token if token not in together else _free(kind, together)
            together[names[kind, text]] = text
        renamed[token] = names[kind, text]

    def rename(found: Match[str]) -> str:
        return renamed.get(found.group(), found.group())

    moved = tuple(turn.model_copy(update={"text": TOKEN.sub(rename, turn.text)}) for turn in turns)
    return MaskedTranscript(turns=moved, vault=together)


def _free(kind: Kind, taken: Mapping[str, str]) -> str:
    number = len(taken) + 1
    while (token := token_of(kind, number)) in taken:
        number += 1
    return token
