"""Who speaks: labels become roles only where the label is a role word; a name is never guessed into one."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from connectors.contracts import Speaker

ROLE_WORDS: Mapping[Speaker, frozenset[str]] = {
    Speaker.AGENT: frozenset(
        {"agent", "rep", "representative", "advisor", "adviser", "csr", "consultant", "associate"}
        | {"human agent", "live agent", "support agent", "call center agent", "contact center agent"}
        | {"customer service representative", "service representative", "sales representative"}
        | {"agente", "asesor", "asesora"}
    ),
    Speaker.CUSTOMER: frozenset(
        {"customer", "caller", "client", "consumer", "end user", "end customer", "cliente"}
    ),
    Speaker.IVR: frozenset(
        {"ivr", "bot", "ai", "voicebot", "virtual agent", "virtual assistant", "automated agent", "ai agent"}
    ),
}
ROLES = {word: speaker for speaker, words in ROLE_WORDS.items() for word in words}
DIRECTIONS: Mapping[str, Literal["inbound", "outbound", "internal"]] = {
    "inbound": "inbound",
    "incoming": "inbound",
    "in": "inbound",
    "outbound": "outbound",
    "outgoing": "outbound",
    "out": "outbound",
    "internal": "internal",
}
MAX_LABEL = 60
NAME_WORDS = 4
# A label that comes back is a speaker; one that stands once may be part of what was said.
REPEATS = 2

NUMBERED = re.compile(r"[ _-]?\d{1,3}$", re.ASCII)
CODE = re.compile(r"[A-Za-z]{1,20}[ _-]?\d{1,3}", re.ASCII)  # spk_0, speaker 1
# Bounded by MAX_LABEL, and the colon cannot match within the label: linear in the text.
LABEL = re.compile(r"([^\s:][^:\n]{0,59}):[ \t]+(?=\S)")


class Labelled(NamedTuple):
    """One utterance: `speaker` is None where no label stands before it."""

    speaker: Speaker | None
    text: str


def speaker_of(label: object) -> Speaker:
    """The role that a label literally names (`Agent`, `CUSTOMER_2`), else `unknown`."""
    if not isinstance(label, str) or len(label) > MAX_LABEL:
        return Speaker.UNKNOWN
    word = NUMBERED.sub("", " ".join(label.lower().replace("_", " ").split()))
    return ROLES.get(word, Speaker.UNKNOWN)


def direction_of(label: object) -> Literal["inbound", "outbound", "internal", "unknown"]:
    return DIRECTIONS.get(label.strip().lower(), "unknown") if isinstance(label, str) else "unknown"


def take_labels(texts: Iterable[str], names: Mapping[str, Speaker] | None = None) -> list[Labelled]:
    """Utterances parted from the `Label: ` before them.

    A label goes when it is a role word, one of `names` (lower case), or a name that begins several
    utterances. Any other stays in the text: words with a colon behind them are still words.
    """
    texts = list(texts)
    counts = Counter(label.lower() for text in texts if (label := _name_before(text)))
    known = {label: Speaker.UNKNOWN for label, count in counts.items() if count >= REPEATS} | dict(
        names or {}
    )
    return [_take_label(text, known) for text in texts]


def in_lower_case(roles: Mapping[str, Speaker]) -> dict[str, Speaker]:
    """Roles by name in the case in which names are compared."""
    return {name.strip().lower(): role for name, role in roles.items()}


def starts_with_name(text: str) -> bool:
    """Whether the text looks like `Some Name: words`."""
    return _name_before(text) is not None


def _take_label(text: str, known: Mapping[str, Speaker]) -> Labelled:
    found = LABEL.match(text)
    if not found:
        return Labelled(None, text)
    label, rest = found.group(1).strip(), text[found.end() :]
    role = speaker_of(label)
    if role is not Speaker.UNKNOWN:
        return Labelled(role, rest)
    if label.lower() in known:
        return Labelled(known[label.lower()], rest)
    return Labelled(None, text)


def _name_before(text: str) -> str | None:
    """The name-like label before words. Before digits it may as well say what they are (`PIN: 12…`), and
    masking needs that word where it stands.
    """
    found = LABEL.match(text)
    if not found or text[found.end()].isdigit():
        return None
    label = found.group(1).strip()
    return label if CODE.fullmatch(label) or _is_name(label) else None


def _is_name(label: str) -> bool:
    """A few words, none in lower case; scripts without case pass."""
    words = label.split()
    return label[0].isalpha() and len(words) <= NAME_WORDS and not any(word[0].islower() for word in words)
