"""`aftercall sandbox …`: local stand-ins that speak the vendors' real protocols.

`python -m service.cli.sandbox salesforce` starts one without the weight of the other commands.
"""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from connectors.sandbox.salesforce.app import create_app
from service.cli import lifeline
from service.settings import Settings
from service.telemetry import configure_logging

LOOPBACK = "127.0.0.1"

sandbox = typer.Typer(
    help="Local stand-ins that speak the vendors' real protocols.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@sandbox.callback()
def group() -> None:
    """Local stand-ins that speak the vendors' real protocols."""


@sandbox.command()
def salesforce(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 8081,
    data: Annotated[
        Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")
    ] = None,
) -> None:
    """Serve a Salesforce org that lives on this machine."""
    lifeline.watch()
    configure_logging("WARNING", service="sandbox")
    folder = data or Settings().data
    folder.mkdir(parents=True, exist_ok=True)
    org = create_app(data=folder / "sandbox-salesforce")
    uvicorn.run(org, host=LOOPBACK, port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    sandbox()
