"""Refusals in Salesforce's two shapes: a JSON array from the data API, an object from OAuth."""

from typing import Any

# Where one code has been seen under several statuses, the one of production code stands here.
_STATUSES = {
    "API_DISABLED_FOR_ORG": 403,
    "ENTITY_IS_DELETED": 404,
    "INSUFFICIENT_ACCESS": 403,
    "INSUFFICIENT_ACCESS_OR_READONLY": 403,
    "INVALID_SESSION_ID": 401,
    "INVALID_AUTH_HEADER": 401,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_FOUND": 404,
    "REQUEST_LIMIT_EXCEEDED": 403,
    "SERVER_UNAVAILABLE": 503,
    "UNABLE_TO_LOCK_ROW": 500,
    "UNKNOWN_EXCEPTION": 500,
    "EXCEEDED_MAX_SIZE_REQUEST": 413,
}
# Refusals of a row list the fields even when there are none.
_OF_A_ROW = frozenset({"DUPLICATE_VALUE", "ENTITY_IS_DELETED", "UNABLE_TO_LOCK_ROW"})
_BAD_REQUEST = 400
SESSION_EXPIRED = "Session expired or invalid"
MISSING = "The requested resource does not exist"


def status_of(code: str) -> int:
    """The status that Salesforce answers with this errorCode; 400 for the many that name bad input."""
    return _STATUSES.get(code, _BAD_REQUEST)


class ApiError(Exception):
    """One refusal of the data API."""

    def __init__(self, code: str, message: str, *fields: str, status: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = fields
        self.status = status_of(code) if status is None else status

    def body(self) -> list[dict[str, Any]]:
        entry: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        listed = bool(self.fields) or self.code in _OF_A_ROW
        return [entry | {"fields": list(self.fields)}] if listed else [entry]

    def result(self) -> dict[str, Any]:
        """The same refusal inside a collection's result, where the code is called `statusCode`."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}


class NotModified(Exception):
    """A conditional read whose record has not changed."""


class PreconditionFailed(Exception):
    """A conditional request whose record has changed."""


class SeveralMatch(Exception):
    """A key that several records share; `record_ids` are theirs."""

    def __init__(self, record_ids: tuple[str, ...]) -> None:
        super().__init__("several records match")
        self.record_ids = record_ids


class OAuthError(Exception):
    """One refusal of the token endpoint."""

    def __init__(self, error: str, description: str, status: int = _BAD_REQUEST) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


def not_found(message: str = MISSING) -> ApiError:
    return ApiError("NOT_FOUND", message)


def no_such_column(name: str, kind: str) -> ApiError:
    return ApiError("INVALID_FIELD", f"No such column '{name}' on sobject of type {kind}")


def not_writable(*names: str) -> ApiError:
    return ApiError(
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        f"Unable to create/update fields: {', '.join(names)}. Please check the security settings of this "
        "field and verify that it is read/write for your profile or permission set.",
        *names,
    )
