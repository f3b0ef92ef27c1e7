"""The command line: `aftercall …`."""


def main() -> None:
    """Run a command."""
    from service.cli.app import main as run  # noqa: PLC0415  # what `up` starts beside it needs no command

    run()
