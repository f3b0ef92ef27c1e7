"""Every command of `aftercall`, each a few lines over what does the work."""

import contextlib
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from service.cli import demo as demos
from service.cli import doctor as doctors
from service.cli import ending, lifeline, local, migration
from service.cli import up as ups
from service.cli.audit import audit
from service.cli.backup import backup, restore
from service.cli.client import Api
from service.cli.erase import erase
from service.cli.errors import CliError, Stop
from service.cli.evaluate import evaluate
from service.cli.instance import Instance, needed, running
from service.cli.jobs import jobs
from service.cli.keys import keys
from service.cli.output import Progress, err, on_terminal, out, table
from service.cli.processes import PROCESSES
from service.cli.profiles import profiles
from service.cli.rankers import rankers
from service.cli.readers import read
from service.cli.sandbox import sandbox
from service.cli.send import Sender, Sent, signing_from_environment, signing_of
from service.cli.sources import sources
from service.cli.supervisor import STOP_S, Supervisor, ignore_signals
from service.settings import Settings
from service.storage import migrate as migrations
from service.telemetry import configure_logging
from service.tenants import Tenants

app = typer.Typer(
    name="aftercall",
    help="After-call work: a transcript comes in, a checked draft goes to the agent, one CRM record is written.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(jobs, name="jobs")
app.add_typer(keys, name="keys")
app.add_typer(profiles, name="profiles")
app.add_typer(rankers, name="rankers")
app.add_typer(sandbox, name="sandbox")
app.add_typer(audit, name="audit")
app.add_typer(sources, name="sources")
app.command("eval")(evaluate)
for command in (erase, backup, restore):
    app.command()(command)
for process in PROCESSES.values():
    app.command()(process)

Data = Annotated[Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
ApiUrl = Annotated[
    str | None, typer.Option("--api", envvar="AFTERCALL_API", help="URL of an instance elsewhere.")
]
ApiKey = Annotated[str | None, typer.Option("--key", envvar="AFTERCALL_KEY", help="API key for it.")]


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="Also play the sample calls.")] = False,
    host: Annotated[str, typer.Option(help="Address the API listens on.")] = local.LOOPBACK,
    port: Annotated[
        int, typer.Option(min=1, max=65534, help="The API's port; the sandbox org takes the next.")
    ] = 8080,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Start everything on this machine: API, worker, scheduler, broker, database and a sandbox CRM."""
    folder = local.private_folder(data or Settings().data)
    with ups.lock(folder):
        _run(ups.place_of(folder, host, port), demo=demo, as_json=as_json)


def _run(place: ups.Place, *, demo: bool, as_json: bool) -> None:
    progress = Progress()
    environment = place.environment()
    supervisor = Supervisor(environment, place.data / "logs", progress)
    supervisor.heed_signals()
    lifeline.watch()
    instance = None
    try:
        prepared = ups.start(supervisor, place, environment, progress)
        instance = ups.instance_of(place, prepared, environment)
        instance.write()
        _announce(instance, as_json=as_json)
        if demo:
            # Beside the tending: a worker that falls while the calls are played is started again.
            threading.Thread(target=_play, args=(instance, progress), daemon=True).start()
        ups.tend_for_ever(supervisor)
    except Stop as stop:
        progress(f"stopping ({stop})")
    finally:
        ignore_signals()
        if instance is not None:
            instance.remove()
        supervisor.stop()


def _announce(instance: Instance, *, as_json: bool) -> None:
    api = Api(instance.api, instance.keys.admin)
    review = demos.review_url(api, instance.agent_id)
    api.close()
    if as_json:
        ready = {
            "ready": True,
            "api": instance.api,
            "sandbox": instance.sandbox,
            "review_url": review,
            "keys": instance.keys.model_dump(),
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        return
    out.print("\n[bold green]aftercall is ready[/]  (Ctrl-C stops everything)\n")
    out.print(f"  review page   {review}", soft_wrap=True, markup=False)
    out.print(f"  API           {instance.api}/openapi.json")
    out.print(f"  sandbox CRM   {instance.sandbox}")
    out.print(f"  data, logs    {instance.data}\n")


def _play(instance: Instance, progress: Progress) -> None:
    try:
        sent = demos.play(instance, progress)
    except CliError as error:
        # The instance itself runs: that its demo fell short is told, and no reason to stop it.
        err.print(f"sample calls: {error.message}", markup=False)
        return
    progress(f"{len(sent)} sample calls have their drafts; open the review page")


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End when one record is written.")] = False,
    data: Data = None,
) -> None:
    """Send the sample calls, show their drafts, confirm one, show its CRM record."""
    progress = Progress()
    with _instance(data, progress) as instance:
        sent = demos.play(instance, progress)
        demos.show_drafts(sent)
        progress("confirming one")
        demos.show_record(instance, demos.confirm_one(instance, sent))
        if not once:
            api = Api(instance.api, instance.keys.admin)
            out.print(
                f"Review the others: {demos.review_url(api, instance.agent_id)}", soft_wrap=True, markup=False
            )
            demos.follow(instance, sent)


@contextlib.contextmanager
def _instance(data: Path | None, progress: Progress) -> Iterator[Instance]:
    """The running instance, or one of our own for as long as it is needed."""
    found = running(data)
    if found is not None:
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="aftercall-") as name:
        folder = Path(name)
        # It ends its own children first, each with time to finish.
        supervisor = Supervisor(os.environ, folder, progress, patience_s=2 * STOP_S)
        supervisor.heed_signals()
        try:
            progress("nothing runs here; starting an instance for the demo")
            yield ups.started_for(supervisor, folder)
        finally:
            ignore_signals()
            supervisor.stop()


@app.command()
def send(
    files: Annotated[list[Path], typer.Argument(help="JSONL, vCon, VTT, SRT or plain text.")],
    source: Annotated[str | None, typer.Option(help="Source that the deliveries are signed for.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Send the first N calls only.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm each draft as it stands.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for drafts; with --confirm, for the CRM.")
    ] = False,
    api_url: ApiUrl = None,
    key: ApiKey = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Send transcripts as signed webhooks, as a telephony platform would."""
    calls = [call for path in files for call in read(path)][:limit]
    if bool(api_url) != bool(key):
        raise CliError("give both --api and --key, or neither")
    if api_url and key:
        api = Api(api_url, key)
        signing = signing_from_environment(source or "demo-telephony")
    else:
        instance = needed(data)
        api = Api(instance.api, instance.keys.admin)
        tenants = Tenants(instance.config_dir, instance.secrets_file)
        signing = signing_of(tenants, instance.tenant, source or instance.source)
    sender = Sender(api, signing, wait=wait, confirm=confirm)
    with demos.bar(len(calls), hidden=not on_terminal()) as advance:
        sent = sender.send_all(calls, lambda _: advance())
    _summary(sent, confirmed=confirm, as_json=as_json)


def _summary(sent: list[Sent], *, confirmed: bool, as_json: bool) -> None:
    states: dict[str, int] = {}
    for one in sent:
        states[one.state] = states.get(one.state, 0) + 1
    if as_json:
        calls = [{"external_id": one.external_id, "call_id": one.call_id, "state": one.state} for one in sent]
        sys.stdout.write(json.dumps({"sent": len(sent), "states": states, "calls": calls}) + "\n")
    else:
        table(
            f"{len(sent)} calls",
            ("state", "wrap-ups"),
            [(name, str(n)) for name, n in sorted(states.items())],
        )
    if states.get("blocked"):
        raise CliError(f"{states['blocked']} wrap-ups are blocked; the review page says why")
    if confirmed and states.get("ready"):
        raise CliError(f"{states['ready']} wrap-ups wait for a person to choose the record")


@app.command()
def migrate(
    role: Annotated[
        str | None, typer.Option(help="PostgreSQL role of the service; default AFTERCALL_DATABASE_ROLE.")
    ] = None,
    create_role: Annotated[
        bool, typer.Option("--create-role", help="Make that role where there is none.")
    ] = False,
) -> None:
    """Bring the database's schema up to this release, and grant the service's role what it needs of it."""
    settings = Settings()
    configure_logging(settings.log_level, service="migrate")
    granted = migration.bring_up_to_date(settings, role, create=create_role)
    out.print(f"the database is at revision {migrations.current(settings.migrate_database)}")
    if granted:
        out.print(f"the role {granted} may use it", markup=False)


@app.command()
def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """Check settings, keys, database, broker, tenants, models and CRMs; say how to mend what is amiss."""
    findings = doctors.examined(data)
    raise typer.Exit(doctors.tell(findings, out, in_json=as_json))


def main() -> None:
    """Run a command of `aftercall`."""
    # Standard output is for results: not even a warning may stand between them.
    configure_logging("WARNING", service="aftercall")
    ending.run(app)
