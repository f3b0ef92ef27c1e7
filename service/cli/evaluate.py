"""`aftercall eval`: how good drafts are, measured on labelled calls."""

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.errors import CliError
from service.cli.evaluation_drafters import Drafters
from service.cli.evaluation_page import page
from service.cli.evaluation_shown import show
from service.cli.output import err, on_terminal
from service.domain.profile import Profile
from service.drafting.evaluation.figures import figures
from service.drafting.evaluation.judged import Judged
from service.drafting.evaluation.labelled import (
    Labelled,
    NotLabelled,
    profile_of,
    read_line,
    with_slugs,
)
from service.drafting.evaluation.noise import LARGEST_RATE, Noise
from service.drafting.profiles import InvalidProfile, load_shipped, parse_yaml
from service.flows.evaluate import Fold, folds, judged
from service.settings import Settings

MOST_FOLDS = 20
STANDARD_OUTPUT = "-"


class ModelChoice(StrEnum):
    NONE = "none"
    CONFIGURED = "configured"


File = Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Labelled calls to measure on.")]
Named = Annotated[
    str | None,
    typer.Option(help="A shipped profile's name or a YAML file; without it, the labels are the catalogue."),
]
Fit = Annotated[Path | None, typer.Option(help="Labelled calls to fit on; never those of FILE.")]
Folds = Annotated[
    int, typer.Option("--folds", min=0, max=MOST_FOLDS, help="Measure FILE by cross-validation.")
]
Errors = Annotated[
    float, typer.Option(min=0, max=LARGEST_RATE, help="Share of words that a recogniser gets wrong.")
]


def evaluate(
    file: File,
    profile: Named = None,
    fit: Fit = None,
    folded: Folds = 0,
    model: Annotated[
        ModelChoice, typer.Option(help="Ask the tenant's language model too.")
    ] = ModelChoice.NONE,
    tenant: Annotated[str | None, typer.Option(help="Whose model, where several tenants have one.")] = None,
    word_errors: Errors = 0.0,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many calls of FILE.")] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all figures; - is standard output.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a page of results.")] = None,
) -> None:
    """Measure drafts on labelled calls: codes, fields, grounding, tokens and time, with intervals of 95%."""
    if fit is not None and folded:
        raise CliError("give --fit or --folds, not both")
    calls, others = read(file)[:limit], read(fit) if fit else []
    _check_apart(calls, others)
    known = _profile(profile, [*calls, *others])
    parts = (
        folds(tuple(with_slugs(calls)), folded)
        if folded
        else [Fold(list(with_slugs(others)), list(with_slugs(calls)))]
    )
    drafters = Drafters(known, tenant, ask=model is ModelChoice.CONFIGURED)
    results = _measured(parts, known, drafters, word_errors)
    report = {"file": file.name, "profile": known.name, "word_errors": word_errors, **figures(results)}
    if html is not None:
        _write(html, page(report, results, calls))
    if as_json is not None:
        _write(as_json, json.dumps(report, indent=1) + "\n")
    if str(as_json) != STANDARD_OUTPUT:
        show(report, results)


def read(file: Path) -> list[Labelled]:
    """Every labelled call of a file. Raises `CliError` naming the line that is none."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise CliError(f"cannot read {file}: {error.strerror}") from None
    calls = []
    for number, line in enumerate(lines, 1):
        try:
            calls += [read_line(line)] if line.strip() else []
        except NotLabelled as problem:
            raise CliError(f"{file}: line {number}: {problem}") from None
    if not calls:
        raise CliError(f"{file} holds no labelled call")
    return calls


def _check_apart(calls: Sequence[Labelled], others: Sequence[Labelled]) -> None:
    """What was fitted on proves nothing: a call that stands in both is an error."""
    twice = {call.id for call in calls} & {call.id for call in others}
    if twice:
        raise CliError(f"{len(twice)} calls stand in both files, such as {min(twice)}: fit on others")


def _profile(name: str | None, calls: Sequence[Labelled]) -> Profile:
    if name is None:
        return profile_of(with_slugs(calls))
    shipped = Settings().prompts_dir / name
    try:
        if (shipped / "profile.yaml").exists():
            return load_shipped(shipped)
        return parse_yaml(Path(name).read_text(encoding="utf-8"))
    except OSError:
        raise CliError(f"there is no shipped profile and no file {name}") from None
    except InvalidProfile as problem:
        raise CliError(str(problem)) from None


def _measured(
    parts: Sequence[Fold], profile: Profile, drafters: Drafters, word_errors: float
) -> list[Judged]:
    every = [call for part in parts for call in part.measured]
    noise = Noise((turn for call in every for turn in call.material.turns), word_errors)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    results: list[Judged] = []
    with Progress(*columns, console=err, transient=True, disable=not on_terminal()) as progress:
        bar = progress.add_task("drafts", total=len(every))
        for number, part in enumerate(parts, 1):
            if part.fitted_on:
                progress.update(bar, description=f"fitting {number} of {len(parts)}")
            drafter = drafters.fitted_on(part.fitted_on)
            progress.update(bar, description="drafts")
            for one in judged(part.measured, profile, drafter, noise=noise if word_errors else None):
                results.append(one)
                progress.advance(bar)
    return results


def _write(place: Path, text: str) -> None:
    if str(place) == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CliError(f"cannot write {place}: {error.strerror}") from None
