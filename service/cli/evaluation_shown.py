"""The figures of `aftercall eval` on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.cli.output import out, table
from service.drafting.evaluation.figures import by_field, confusions
from service.drafting.evaluation.judged import Judged

MOST_ROWS = 12

_DISPOSITIONS = {
    "accuracy": "right main code",
    "macro_f1": "macro-F1 over the codes",
    "top3": "right code among the first three",
    "ece": "calibration error (ECE)",
    "exact_sets": "exactly the right set of codes",
    "exact_sets_several": "the same, calls of several codes",
}
_FIELDS = {"precision": "precision", "recall": "recall", "f1": "F1"}


def show(report: Mapping[str, Any], results: Sequence[Judged]) -> None:
    noise = f", {report['word_errors']:.0%} of words disturbed" if report["word_errors"] else ""
    out.print(f"\n[bold]{report['calls']} calls[/] of {report['file']}, profile {report['profile']}{noise}")
    out.print(
        f"drafted in {report['latency_ms']['p50']} ms (median), {report['latency_ms']['p95']} ms (p95)\n"
    )
    codes = report["dispositions"]
    table(f"Dispositions, {codes['codes']} codes", ("", "share", "95% interval"), _codes(codes))
    fields = report["fields"]
    if fields["wanted"]:
        title = f"Fields, {fields['wanted']} labelled, {fields['proposed']} proposed"
        table(title, ("", "share", "95% interval"), _rows(fields, _FIELDS))
    if report["sentences"]:
        rows = _rows(report, {"grounded": "borne out by the transcript"})
        table(f"Sentences and promises, {report['sentences']}", ("", "share", "95% interval"), rows)
    if report["tokens"]:
        counted = report["tokens"]["a_call"].items()
        table("Tokens a call", ("", "mean"), [(name, f"{count:.0f}") for name, count in counted])
    _details(results)


def _codes(codes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    named = {**_DISPOSITIONS}
    if not codes["calls_with_several"]:
        del named["exact_sets_several"]
    rows = _rows(codes, named)
    for precision, share in codes["coverage"].items():
        name = f"confirmed alone at {float(precision):.0%}, guaranteed"
        rows.append((name, f"{share:.1%}", _interval(codes["coverage_interval"][precision])))
    return rows


def _rows(figures: Mapping[str, Any], named: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (told, f"{figures[name]:.1%}", _interval(figures[f"{name}_interval"])) for name, told in named.items()
    ]


def _interval(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.1%} to {bounds[1]:.1%}"


def _details(results: Sequence[Judged]) -> None:
    pairs = confusions(results)[:MOST_ROWS]
    if pairs:
        rows = [(true, said, str(count)) for true, said, count in pairs]
        table("Codes most often taken for others", ("labelled", "proposed", "calls"), rows)
    counts = list(by_field(results).items())[:MOST_ROWS]
    if counts:
        cells = [(name, str(one.wanted), str(one.proposed), str(one.right)) for name, one in counts]
        table("Fields", ("field", "labelled", "proposed", "right"), cells)
