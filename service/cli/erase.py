"""`aftercall erase`: one call, through the API of the instance that holds it."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.client import Api
from service.cli.errors import CliError
from service.cli.instance import needed
from service.cli.output import out, table
from service.domain.ids import is_id

TELLS = {
    "cleared": "no trace of it is left in the database's files",
    "pending": "the database's log is cleared of it within seconds, by the scheduler",
    "kept": "the server's log keeps ciphertext and wrapped keys of it for as long as the server is told to",
}


def erase(
    call: Annotated[str, typer.Argument(help="The call's id, or the sender's own id of it.")],
    api_url: Annotated[
        str | None, typer.Option("--api", envvar="AFTERCALL_API", help="URL of an instance elsewhere.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", envvar="AFTERCALL_KEY", help="An admin's API key for it.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Erase a call for good: its key, and all that is derived from it. CRM records remain, and are listed."""
    if bool(api_url) != bool(key):
        raise CliError("give both --api and --key, or neither")
    instance = None if api_url and key else needed(data)
    api = Api(instance.api, instance.keys.admin) if instance else Api(str(api_url), str(key))
    try:
        call_id = call if is_id(call) else _found(api, call)
        if sys.stdin.isatty() and not yes and not typer.confirm(f"erase call {call_id}, for good?", err=True):
            raise CliError("nothing was erased")
        erasure = api.delete(f"/v1/calls/{call_id}")
    finally:
        api.close()
    if as_json:
        sys.stdout.write(json.dumps(erasure) + "\n")
        return
    _show(erasure)


def _found(api: Api, external_id: str) -> str:
    calls = api.get("/v1/calls", external_id=external_id)["items"]
    if len(calls) != 1:
        many = f"{len(calls)} calls have" if calls else "no call has"
        raise CliError(f"{many} the id {external_id}; give the call's own id")
    return str(calls[0]["id"])


def _show(erasure: dict[str, Any]) -> None:
    out.print(f"call {erasure['call_id']} is erased; {TELLS[erasure['log']]}", markup=False)
    if erasure["remaining"]:
        rows = [(one["object"], one["id"], one["url"] or "") for one in erasure["remaining"]]
        table("CRM records that remain", ("object", "id", "address"), rows)
    for one in erasure["under_way"]:
        out.print(f"a CRM write was under way, under the key {one}: ask again in a minute", markup=False)
