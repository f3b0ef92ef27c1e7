"""How commands end: whatever is foreseen is one line on standard error, and an exit code."""

import pytest
from sqlalchemy.exc import ArgumentError

from service.cli import ending
from service.cli.errors import CliError, Stop
from service.cli.output import Progress, table
from service.domain.errors import FieldProblem, Invalid, NotFound, StorageDown
from service.settings import Settings
from service.storage import KeyringUnusable, WrongMasterKey


def ended(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as end:
        ending.run(command)
    out, told = capsys.readouterr()
    assert out == ""
    assert isinstance(end.value.code, int)
    return end.value.code, told


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (CliError("no port is free"), 1, "no port is free"),
        (CliError("name one process", code=2), 2, "name one process"),
        (Stop("SIGINT"), 130, "stopped by SIGINT"),
        (NotFound("no version of default has the label x"), 1, "no version of default has the label x"),
        (NotFound(), 1, "There is no such thing here"),
        (
            Invalid(
                FieldProblem(pointer="/roles", detail="give one"), FieldProblem(pointer="/a", detail="b")
            ),
            1,
            "roles: give one; a: b",
        ),
        (StorageDown(), 1, "the database does not answer; is it there, and migrated?"),
        (ArgumentError("words"), 1, "the database does not do as asked (ArgumentError); is it migrated?"),
        (KeyringUnusable("k is not a keyring"), 1, "k is not a keyring"),
        (WrongMasterKey("lacks m2"), 1, "lacks m2"),
        (PermissionError(13, "Permission denied", "/x/keys.json"), 1, "/x/keys.json: Permission denied"),
        (OSError(), 1, "OSError"),
    ],
)
def test_what_is_foreseen_is_one_clear_line(
    error: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(error, capsys) == (code, f"aftercall: {line}\n")


def test_a_setting_that_cannot_be_is_named_by_its_variable(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> None:
        Settings.model_validate({"port": "http"})

    with pytest.raises(SystemExit) as end:
        ending.run(command)

    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("aftercall: AFTERCALL_PORT: Input should be a valid integer")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ending.run(command)


def test_what_came_from_outside_is_no_markup_and_no_command_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hostile = "[bold]no[/] \\[red] \x1b[2J\x07 end"

    table("Calls", ("text",), [(hostile,)])
    Progress()("[bold]a step")

    out, told = capsys.readouterr()
    assert "[bold]no[/] \\[red] \N{REPLACEMENT CHARACTER}[2J" in out
    assert not {"\x1b", "\x07"} & set(out)
    assert "[bold]a step" in told
