"""How a tenant's people type a field's values: "3 pm" or 15:00, "5th" or 5, "Alexis" for what was heard as alexis."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.drafting.learning.field_lexicon import is_token
from service.drafting.learning.field_same import canonical

NOON = 12
_CLOCK = re.compile(r"(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)")
_TWELVE = re.compile(r"(?i)\d(?P<blank>\s?)[ap]\.?m\.?")
_ORDINAL = re.compile(r"(?i)\d+(?:st|nd|rd|th)")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True)
class Form:
    """`typed`: the usual way to type a value that was confirmed before; `style` that of values of this field."""

    typed: Mapping[str, str]
    style: str

    def write(self, key: str, heard: str) -> str:
        """A value as it would be typed; `heard` are the words it was said in, "" where it was not said."""
        if is_token(key):
            return key
        if key in self.typed:
            return self.typed[key]
        clock = _CLOCK.fullmatch(key)
        if clock:
            return _clock(int(clock["hour"]), clock["minute"], self.style)
        if key.isdigit():
            return f"{key}{_ending(int(key))}" if self.style == "ordinal" else key
        spoken = heard if heard and canonical(heard) == key else key
        return _capitals(spoken) if self.style == "capitals" else spoken


def forms_of(values: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, Form]:
    """The forms of each field, from confirmed values as they were typed."""
    typed: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for fields in values:
        for name, given in fields.items():
            for value in given:
                typed[name][canonical(value)][" ".join(value.split())] += 1
    return {name: _form(keys) for name, keys in typed.items()}


def _form(keys: Mapping[str, Counter[str]]) -> Form:
    styles = Counter[str]()
    for forms in keys.values():
        for value, count in forms.items():
            styles[_style(value)] += count
    usual = {
        key: forms.most_common(1)[0][0]
        for key, forms in keys.items()
        if forms.total() > 1 and not is_token(key)
    }
    return Form(usual, styles.most_common(1)[0][0])


def _style(value: str) -> str:
    twelve = _TWELVE.search(value)
    if twelve:
        return "twelve" if twelve["blank"] else "twelve_close"
    if _ORDINAL.fullmatch(value):
        return "ordinal"
    return "capitals" if value == _capitals(value) and value != value.lower() else "plain"


def _clock(hour: int, minute: str, style: str) -> str:
    if not style.startswith("twelve"):
        return f"{hour:02d}:{minute}"
    blank = "" if style.endswith("close") else " "
    minutes = "" if minute == "00" else f":{minute}"
    return f"{(hour - 1) % NOON + 1}{minutes}{blank}{'pm' if hour >= NOON else 'am'}"


def _ending(number: int) -> str:
    return "th" if number % 100 in range(11, 14) else _ENDINGS.get(number % 10, "th")


def _capitals(value: str) -> str:
    return re.sub(r"\b[^\W\d_]", lambda found: found.group().upper(), value)
