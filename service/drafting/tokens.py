"""How many tokens a text may be to a model whose tokenizer we do not know: never fewer than it is, if we can help it."""

import re

LETTERS_A_TOKEN = 3  # English has four and more, Spanish, French and German three and a half
MARKS_A_TOKEN = 2  # of those that follow each other, as in JSON
_LETTERS = re.compile(rb"[A-Za-z ]+")
_MARKS = re.compile(rb"[^A-Za-z0-9 ]+")


def most_tokens(text: str) -> int:
    """An estimate that errs on the safe side.

    Plain letters and blanks count by threes and marks that follow each other by twos; every figure is a token, as
    several tokenizers have it; of every other character all bytes of UTF-8 but the first are one.
    """
    plain = text.encode("ascii", "ignore")
    rest = _LETTERS.sub(b"", plain)
    marks = _MARKS.findall(plain)
    figures = len(rest) - sum(map(len, marks))
    others = len(text) - len(plain)
    bytes_of_others = len(text.encode("utf-8", "surrogatepass")) - len(plain)
    return (
        -(-(len(plain) - len(rest)) // LETTERS_A_TOKEN)
        + sum(-(-len(mark) // MARKS_A_TOKEN) for mark in marks)
        + figures
        + bytes_of_others
        - others
    )
