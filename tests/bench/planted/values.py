"""Values of facts: how a note writes them, and what a wrong one looks like."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AMOUNTS = ("price", "count", "degrees", "area")
DATES = ("day", "time", "date", "dated")
NAMES = ("person", "place")
IDENTIFIERS = ("number", "code")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PATTERNS = {
    "day": r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    "time": r"\b\d{1,2} ?[ap]m\b",
    "date": r"\b\d{1,2}(?:st|nd|rd|th)\b",
    "person": r"\bDr\. [A-Z]\w+|\b(?:Alexis|Angela|Ben|Mark|John|Tyler Jones|Jane Doe|Sarah Brown|Katarina Miller|John Smith|Brian White)\b",
    "place": r"\b(?:North Heights Venue|Southside Venue|West Bay Venue|Hilton Hotel|Hyatt Hotel|Old Town Inn|Shadyside Inn"
    r"|Cactus Club|Tamarind|Legume|Lucca|The Porch|Los Angeles|Chicago|San Francisco|Detroit|New York City|Pittsburgh)\b",
}
_ELSE = {
    "person": ("Alexis", "Angela", "Ben", "Mark", "John", "Tyler Jones", "Jane Doe", "Dr. Morgan", "Dr. Alexis", "Dr. Johnson"),
    "place": ("West Bay Venue", "Southside Venue", "Hyatt Hotel", "Old Town Inn", "Cactus Club", "Detroit", "Chicago"),
}  # fmt: skip


def dressed(kind: str, value: str, today: date | None, random: Random) -> str:
    """The value as a note may write it: "8 pm" as 20:00, "Friday" with its date, 4 in letters."""
    if kind == "day":
        return _day(value, today, random)
    if kind == "time":
        return _time(value, random)
    if kind == "date" and random.random() < 0.3:
        return re.sub(r"\D", "", value)
    if kind == "count" and value.isdigit() and int(value) < len(_SMALL) and random.random() < 0.4:
        return _SMALL[int(value)]
    if kind == "price" and value.startswith("$") and random.random() < 0.5:
        return f"{value[1:]} dollars"
    return value


def wrong(kind: str, value: str, said: str, cited: str, random: Random) -> str | None:
    """Another value of this kind: half the time one from elsewhere in the call, where there is one."""
    others = _others(kind, value, said, cited)
    if others and random.random() < 0.5:
        return random.choice(others)
    if kind == "day":
        return random.choice([day for day in DAYS if day.lower() not in cited.lower()] or [None])
    if kind in ("time", "date"):
        return _shifted(value, random)
    if kind in NAMES:
        known = value.lower() + cited.lower()
        free = [name for name in _ELSE[kind] if not any(word in known for word in name.lower().split())]
        return random.choice(free) if free else None
    return _other_figure(value, said, random)


def _others(kind: str, value: str, said: str, cited: str) -> list[str]:
    pattern = _PATTERNS.get(kind, r"(?<![\w.:$])\d{1,6}(?![\w.:%])" if kind in AMOUNTS else None)
    if pattern is None:
        return []
    found = {hit.group() for hit in re.finditer(pattern, said)}
    used = value.lower() + " " + cited.lower()
    return sorted(one for one in found if not _shares(one.lower(), used) and same(one) not in same(used))


def same(text: str) -> str:
    """ "7pm" and "7 PM" are one time."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _shares(one: str, used: str) -> bool:
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", used)
        for word in [one, *one.split()]
        if word not in ("pm", "am", "dr.")
    )


def _day(value: str, today: date | None, random: Random) -> str:
    weekday = DAYS.index(value.capitalize())
    ahead = (weekday - today.weekday()) % 7 if today else 0
    if today is None or ahead == 0 or random.random() < 0.7:
        return value.capitalize()
    day = today + timedelta(days=ahead)
    return random.choice(
        (f"{value.capitalize()}, {day:%B} {day.day}", f"{day:%d %B}".lstrip("0"), day.isoformat())
    )


def _time(value: str, random: Random) -> str:
    found = re.fullmatch(r"(\d{1,2}) ?([ap])m", value, re.IGNORECASE)
    if not found or random.random() < 0.5:
        return value
    hour, half = int(found[1]), found[2].lower()
    full = hour % 12 + (12 if half == "p" else 0)
    return random.choice(
        (f"{hour}:00 {half.upper()}M", f"{full:02d}:00", f"{hour}{half}m", f"{hour} {half}.m.")
    )


def _shifted(value: str, random: Random) -> str:
    number = int(re.sub(r"\D", "", value) or 1)
    if "m" in value.lower():
        if random.random() < 0.3:
            return re.sub(
                r"[ap]m",
                lambda half: "am" if half.group().lower() == "pm" else "pm",
                value,
                flags=re.IGNORECASE,
            )
        other = random.choice([hour for hour in range(1, 13) if hour != number])
        return re.sub(r"\d+", str(other), value)
    other = random.choice([day for day in range(1, 29) if day != number])
    return f"{other}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(other % 10 if other not in (11, 12, 13) else 0, 'th') }"


def _other_figure(value: str, said: str, random: Random) -> str | None:
    """A digit changed, two swapped, or one more: what a model gets wrong in a figure."""
    spots = [at for at, char in enumerate(value) if char.isdigit()]
    for _ in range(20):
        made = list(value)
        at = random.choice(spots) if spots else 0
        if not spots:
            return None
        if len(spots) > 1 and random.random() < 0.4:
            first = random.randrange(len(spots) - 1)
            made[spots[first]], made[spots[first + 1]] = made[spots[first + 1]], made[spots[first]]
        elif random.random() < 0.2 and len(spots) > 1:
            made.append("0")
        else:
            made[at] = random.choice("123456789")
        text = "".join(made)
        if text != value and not _shares(text, said) and text.lstrip("$")[:1] != "0":
            return text
    return None


def told_day(value: str, today: date | None) -> str | None:
    """The date of a weekday, as a field holds it."""
    if today is None or value.capitalize() not in DAYS:
        return None
    ahead = (DAYS.index(value.capitalize()) - today.weekday()) % 7
    return (today + timedelta(days=ahead)).isoformat() if ahead else None


def told_time(value: str) -> str | None:
    found = re.fullmatch(r"(\d{1,2}) ?([ap])m", value, re.IGNORECASE)
    return f"{int(found[1]) % 12 + (12 if found[2].lower() == 'p' else 0):02d}:00" if found else None


def calls_day(scenario: str, fallback: date, days: Sequence[str] = DAYS) -> tuple[date, bool]:
    """The day of the call where the scenario names its weekday, and whether it does."""
    found = re.search(rf"[Tt]oday is ({'|'.join(days)})", scenario)
    if not found:
        return fallback, False
    return fallback + timedelta(days=(days.index(found[1]) - fallback.weekday()) % 7), True
