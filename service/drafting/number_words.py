"""The number words that speech recognition writes out, and what each is worth."""

from service.drafting.text import listed

UNITS = {
    word: str(value)
    for value, word in enumerate(listed("zero one two three four five six seven eight nine ten"))
} | {"oh": "0", "o": "0", "nought": "0", "naught": "0"}
TEENS = {
    word: str(value)
    for value, word in enumerate(
        listed("eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"), start=11
    )
}
TENS = {
    word: str(value * 10)
    for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
REPEATS = {"double": 2, "triple": 3, "treble": 3}
ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30}

PLAIN = UNITS | TEENS | TENS
