"""Ways in which people say card numbers and transcripts write them, drawn by hypothesis."""

import re

from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn

UNITS = "zero one two three four five six seven eight nine".split()  # noqa: SIM905 - the table reads best so
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905 - same
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - same
FILLERS = (" ", " um ", ", ", " uh ", " and then ", " okay ", " - ", " dash ", ". ", " yeah ")
OPENERS = (
    "Can I take the long card number?",
    "what is your card number please",
    "Could you read me the sixteen digits on the front?",
    "I need your credit card number",
    "and the debit card number is?",
    "please enter your card number",
)
ACKS = ("mm hm", "go on", "okay", "yes", "got it", "right", "uh huh", "and then?", "thank you")


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=14, max_size=14))
    total = sum(int(digit) for digit in body[1::2])
    total += sum(2 * int(digit) - 9 * (int(digit) > 4) for digit in body[::2])
    return body + str(-total % 10)


@st.composite
def spoken(draw: st.DrawFn, digits: str) -> str:
    """Words for some digits: singly, doubled, in pairs, written."""
    parts = []
    while digits:
        form, taken = draw(st.sampled_from(_forms(digits)))
        parts.append(form)
        digits = digits[taken:]
    return "".join(part + draw(st.sampled_from(FILLERS)) for part in parts).rstrip(" -")


def _forms(digits: str) -> list[tuple[str, int]]:
    unit = UNITS[int(digits[0])]
    forms = [(unit, 1), (digits[0], 1)]
    forms += [("oh", 1)] if digits[0] == "0" else []
    for count, word in ((2, "double"), (3, "triple")):
        if len(digits) >= count and len(set(digits[:count])) == 1:
            forms.append((f"{word} {unit}", count))
    if len(digits) > 1:
        forms += [(digits[:2], 2), *_pairs(digits)]
    return forms


def _pairs(digits: str) -> list[tuple[str, int]]:
    tens, units = int(digits[0]), int(digits[1])
    if tens == 1:
        return [(TEENS[units], 2)]
    if tens > 1:
        return [(f"{TENS[tens]} {UNITS[units]}" if units else TENS[tens], 2)]
    return []


@st.composite
def calls(draw: st.DrawFn, digits: str) -> list[Turn]:
    """A card number asked for, read in groups, with acknowledgements and read-back between."""
    turns = [Turn(speaker=Speaker.AGENT, text=draw(st.sampled_from(OPENERS)))]
    while digits:
        size = draw(st.integers(1, 8))
        group, digits = digits[:size], digits[size:]
        turns.append(Turn(speaker=Speaker.CUSTOMER, text=draw(spoken(group)), start_ms=len(turns) * 100))
        answer = draw(st.sampled_from(("", "ack", "back")))
        if answer:
            said = draw(st.sampled_from(ACKS)) if answer == "ack" else draw(spoken(group))
            turns.append(Turn(speaker=Speaker.AGENT, text=said))
    return turns


def digits_left(text: str) -> str:
    """What can still be read as digits, by a reader that knows nothing of the product's own."""
    words = re.findall(r"[a-z]+|[0-9]", text.lower())
    table = {word: str(value) for value, word in enumerate(UNITS)} | {"oh": "0"}
    table |= {word: str(value) for value, word in enumerate(TEENS, 10)}
    table |= {word: str(value) for value, word in enumerate(TENS) if word != "-"}
    return "".join(table.get(word, word if word.isdigit() else "") for word in words)
