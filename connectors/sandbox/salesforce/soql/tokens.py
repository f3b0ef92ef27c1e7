"""SOQL text → tokens; the one place that knows how string literals are escaped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.sandbox.salesforce.errors import ApiError

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^'\\\r\n]|\\[^\r\n])*')
    | (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)
    | (?P<symbol><=|>=|!=|<>|[=<>(),:])
    )""",
    re.VERBOSE | re.ASCII,
)
_SPACE = re.compile(r"\s*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "_": "_",
    "%": "%",
}
_LIKE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)|([%_])|([^\\%_]+)", re.DOTALL)
_LONGEST_QUERY = 100_000


@dataclass(frozen=True)
class Token:
    """`text` as written; a name's kind is `name` also for keywords; the last one's kind is `end`."""

    kind: str
    text: str
    at: int

    def is_word(self, word: str) -> bool:
        return self.kind == "name" and self.text.upper() == word


def tokens(query: str) -> tuple[Token, ...]:
    """Raises MALFORMED_QUERY at the first text that is no token."""
    if len(query) > _LONGEST_QUERY:
        raise ApiError("MALFORMED_QUERY", "SOQL statements cannot be longer than 100000 characters.")
    return tuple(_scan(query))


def malformed(query: str, at: int, message: str, code: str = "MALFORMED_QUERY") -> ApiError:
    """The refusal with the place, in the words of Salesforce."""
    start = max(0, at - 25)
    excerpt = query[start : at + 25].replace("\n", " ")
    return ApiError(code, f"\n{excerpt}\n{'^':>{at - start + 1}}\nERROR at Row:1:Column:{at + 1}\n{message}")


def text_of(literal: str) -> str:
    """A quoted literal's text. Raises MALFORMED_QUERY for an escape that SOQL does not have."""
    return _ESCAPE.sub(lambda match: _unescape(match[1]), literal[1:-1])


def like_pattern(literal: str) -> re.Pattern[str]:
    """A quoted literal as the pattern of LIKE: `%` any text, `_` one character, escaped ones themselves."""
    parts = (_like_part(match) for match in _LIKE.finditer(literal[1:-1]))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _scan(query: str) -> Iterator[Token]:
    at = 0
    end = len(query.rstrip())
    while at < end:
        match = _TOKEN.match(query, at)
        start = _space_end(query, at)
        if match is None or match.lastgroup is None:
            raise malformed(
                query, start, f"line 1:{start} no viable alternative at character '{query[start]}'"
            )
        yield Token(match.lastgroup, match[match.lastgroup], start)
        at = match.end()
    yield Token("end", "<EOF>", end)


def _space_end(query: str, at: int) -> int:
    space = _SPACE.match(query, at)
    return space.end() if space else at


def _unescape(escape: str) -> str:
    if escape[0] == "u" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    plain = _ESCAPES.get(escape.lower())
    if plain is None:
        raise ApiError(
            "MALFORMED_QUERY",
            f"Invalid string literal. Illegal character sequence '\\{escape}' in string literal.",
        )
    return plain


def _like_part(match: re.Match[str]) -> str:
    escape, wildcard, plain = match.groups()
    if wildcard:
        return ".*" if wildcard == "%" else "."
    return re.escape(plain if plain is not None else _unescape(escape))
