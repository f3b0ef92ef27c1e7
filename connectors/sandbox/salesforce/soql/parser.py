"""SOQL tokens → a query tree, by recursive descent; what the subset does not have is MALFORMED_QUERY."""

from dataclasses import dataclass
from typing import TypeAlias

from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.soql.tokens import Token, malformed, tokens

_COMPARISONS = {"=", "!=", "<>", "<", "<=", ">", ">="}
_LITERALS = {"string", "datetime", "date", "number"}
_WORDS = {"TRUE", "FALSE", "NULL", "TODAY", "YESTERDAY", "TOMORROW"}
_DEEPEST = 50


@dataclass(frozen=True)
class Path:
    """A field, perhaps of a parent: `Who.Name`."""

    parts: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Compare:
    path: Path
    op: str
    literal: Token


@dataclass(frozen=True)
class Among:
    path: Path
    literals: tuple[Token, ...]
    negated: bool


@dataclass(frozen=True)
class Every:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Some:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Not:
    part: "Condition"


Condition: TypeAlias = Compare | Among | Every | Some | Not


@dataclass(frozen=True)
class Order:
    path: Path
    descending: bool
    nulls_last: bool


@dataclass(frozen=True)
class Query:
    """`paths` is empty for COUNT(). `children` are queries over child relationships, `(SELECT … FROM Cases)`."""

    text: str
    paths: tuple[Path, ...]
    children: "tuple[Query, ...]"
    object: Token
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int


def parse(text: str) -> Query:
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0

    def query(self) -> Query:
        query = self._clauses(nested=False)
        self._take("end")
        return query

    def _clauses(self, *, nested: bool) -> Query:
        self._expect("SELECT")
        paths, children = self._selected(nested=nested)
        self._expect("FROM")
        return Query(
            self._text,
            paths,
            children,
            self._take("name"),
            self._either() if self._skip("WHERE") else None,
            self._orders() if self._skip("ORDER") else (),
            self._count() if self._skip("LIMIT") else None,
            self._count() if self._skip("OFFSET") else 0,
        )

    def _selected(self, *, nested: bool) -> tuple[tuple[Path, ...], tuple[Query, ...]]:
        paths: list[Path] = []
        children: list[Query] = []
        while True:
            # A query over children has none of its own here, and is never all that is selected.
            if paths and not nested and self._skip("("):
                children.append(self._clauses(nested=True))
                self._expect(")")
            else:
                paths.append(self._path())
                if len(paths) == 1 and paths[0].parts[0].upper() == "COUNT" and self._skip("("):
                    self._expect(")")
                    return (), ()
            if not self._skip(","):
                return tuple(paths), tuple(children)

    def _either(self) -> Condition:
        """A chain of one kind: SOQL wants brackets where AND and OR are mixed."""
        first = self._negated()
        for word, join in (("AND", Every), ("OR", Some)):
            parts = [first]
            while self._skip(word):
                parts.append(self._negated())
            if len(parts) > 1:
                return join(tuple(parts))
        return first

    def _negated(self) -> Condition:
        if not self._skip("NOT"):
            return self._simple()
        self._deeper()
        condition = Not(self._negated())
        self._depth -= 1
        return condition

    def _simple(self) -> Condition:
        if not self._skip("("):
            return self._comparison()
        self._deeper()
        condition = self._either()
        self._depth -= 1
        self._expect(")")
        return condition

    def _comparison(self) -> Condition:
        path = self._path()
        if self._skip("LIKE"):
            return Compare(path, "LIKE", self._take("string"))
        if self._skip("IN"):
            return Among(path, self._list(), negated=False)
        if self._skip("NOT"):
            self._expect("IN")
            return Among(path, self._list(), negated=True)
        op = self._take("symbol")
        if op.text not in _COMPARISONS:
            raise self._unexpected(op)
        return Compare(path, "!=" if op.text == "<>" else op.text, self._literal())

    def _list(self) -> tuple[Token, ...]:
        self._expect("(")
        literals = [self._literal()]
        while self._skip(","):
            literals.append(self._literal())
        self._expect(")")
        return tuple(literals)

    def _literal(self) -> Token:
        token = self._tokens[self._next]
        if token.kind not in _LITERALS and not (token.kind == "name" and token.text.upper() in _WORDS):
            raise self._unexpected(token)
        self._next += 1
        return token

    def _orders(self) -> tuple[Order, ...]:
        self._expect("BY")
        orders = [self._order()]
        while self._skip(","):
            orders.append(self._order())
        return tuple(orders)

    def _order(self) -> Order:
        path = self._path()
        descending = self._skip("DESC")
        if not descending:
            self._skip("ASC")
        nulls_last = False
        if self._skip("NULLS"):
            nulls_last = self._skip("LAST")
            if not nulls_last:
                self._expect("FIRST")
        return Order(path, descending, nulls_last)

    def _count(self) -> int:
        token = self._take("number")
        if not token.text.isdigit():
            raise self._unexpected(token)
        return int(token.text)

    def _path(self) -> Path:
        token = self._take("name")
        return Path(tuple(token.text.split(".")), token.at)

    def _take(self, kind: str) -> Token:
        token = self._tokens[self._next]
        if token.kind != kind:
            raise self._unexpected(token)
        self._next += 1
        return token

    def _skip(self, word: str) -> bool:
        token = self._tokens[self._next]
        found = token.is_word(word) or (token.kind == "symbol" and token.text == word)
        self._next += found
        return found

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._unexpected(self._tokens[self._next])

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise malformed(self._text, self._tokens[self._next].at, "the query is nested too deeply")

    def _unexpected(self, token: Token) -> ApiError:
        return malformed(self._text, token.at, f"unexpected token: '{token.text}'")
