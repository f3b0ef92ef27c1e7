"""What stands in a command's way."""


class CliError(Exception):
    """One clear line on standard error, which says how to mend it, and an exit code that is not zero."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Stop(BaseException):
    """Somebody asked us to end, by a signal. No `except Exception` of a library may take it for its own."""
