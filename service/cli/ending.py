"""How every command ends: well, or with one clear line on standard error and an exit code."""

import sys
from collections.abc import Callable

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from service.cli.errors import CliError, Stop
from service.domain.errors import Failure, Invalid, StorageDown
from service.storage import KeyringUnusable, WrongMasterKey

USAGE = 2
INTERRUPTED = 130


def run(command: Callable[[], object]) -> None:
    """Run it; whatever is foreseen ends in one line. What is not shows its traceback: that is a fault of ours."""
    try:
        command()
    except (CliError, Stop, Failure, ValidationError, KeyringUnusable, WrongMasterKey) as error:
        _end(_told(error), _code(error))
    except SQLAlchemyError as error:
        _end(f"the database does not do as asked ({type(error).__name__}); is it migrated?", 1)
    except OSError as error:
        _end(": ".join(filter(None, [str(error.filename or ""), error.strerror or type(error).__name__])), 1)


def _told(error: BaseException) -> str:
    match error:
        case Stop():
            return f"stopped by {error}"
        case Invalid():
            return "; ".join(f"{one.pointer.strip('/')}: {one.detail}" for one in error.problems)
        case StorageDown():
            return error.detail or "the database does not answer; is it there, and migrated?"
        case Failure():
            return error.detail or error.title
        case ValidationError():
            first = error.errors(include_input=False, include_url=False)[0]
            return f"AFTERCALL_{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}"
        case _:
            return str(error)


def _code(error: BaseException) -> int:
    if isinstance(error, CliError):
        return error.code
    return {Stop: INTERRUPTED, ValidationError: USAGE}.get(type(error), 1)


def _end(line: str, code: int) -> None:
    sys.stderr.write(f"aftercall: {line}\n")
    sys.exit(code)
