"""The results of `aftercall eval` as one page: figures, which codes are taken for which, the worst calls."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from service.drafting.evaluation.figures import by_field, worst
from service.drafting.evaluation.judged import Judged
from service.drafting.evaluation.labelled import Labelled

MOST_CODES = 24
MOST_TURNS = 14
LONGEST_TURN = 220

STYLE = """
:root{color-scheme:light dark;--ink:#1b2330;--soft:#5b6675;--line:#d9dee5;--paper:#fff;--heat:20,100,160;--bad:190,60,40}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa5b4;--line:#333c48;--paper:#12171e;--heat:90,170,230;--bad:235,110,90}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:76rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}p{color:var(--soft);margin:.3rem 0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th{text-align:left;font-weight:600;color:var(--soft)}
td,th{padding:.25rem .7rem .25rem 0;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right}
.bar{display:inline-block;width:14rem;height:.5rem;background:var(--line);border-radius:.25rem;position:relative;vertical-align:middle}
.bar i{position:absolute;top:0;bottom:0;background:rgba(var(--heat),.35);border-radius:.25rem}.bar b{position:absolute;top:-.15rem;bottom:-.15rem;width:2px;background:rgb(var(--heat))}
.wide{overflow-x:auto}.confusion td{padding:.1rem .3rem;text-align:center;border:1px solid var(--line);font-size:.8rem;min-width:1.6rem}
.confusion th{padding:.1rem .4rem;font-size:.78rem;border:0;white-space:nowrap}.confusion th.top{writing-mode:vertical-rl;transform:rotate(180deg);height:11rem}
details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}summary code{color:var(--soft)}
ol{margin:.5rem 0;padding-left:2.2rem}li span{color:var(--soft);margin-right:.5rem}
"""

_NAMES = {
    "accuracy": "Right main code",
    "macro_f1": "Macro-F1 over the codes",
    "top3": "Right code among the first three",
    "ece": "Calibration error (ECE, lower is better)",
    "exact_sets": "Exactly the right set of codes",
    "exact_sets_several": "The same, calls of several codes",
}


def page(report: Mapping[str, Any], results: Sequence[Judged], calls: Iterable[Labelled]) -> str:
    """A whole HTML document without scripts; every text of a call is the masked one, and escaped."""
    said = {call.id: call for call in calls}
    noise = f" · {report['word_errors']:.0%} of words disturbed" if report["word_errors"] else ""
    head = f"{report['calls']} calls of {report['file']} · profile {report['profile']}{noise}"
    parts = [
        f"<h1>Drafts measured</h1><p>{escape(head)} · bars show 95% intervals</p>",
        "<h2>Dispositions</h2>" + _figures(_dispositions(report["dispositions"])),
        _fields(report, results),
        _sentences(report),
        "<h2>Codes taken for others</h2>" + _confusion(results),
        "<h2>Worst calls</h2><p>Wrong, the surest first.</p>"
        + "".join(_call(one, said[one.id]) for one in worst(results)),
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Drafts measured</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _dispositions(codes: Mapping[str, Any]) -> list[tuple[str, float, Sequence[float]]]:
    rows = [
        (told, codes[name], codes[f"{name}_interval"])
        for name, told in _NAMES.items()
        if name != "exact_sets_several" or codes["calls_with_several"]
    ]
    for precision, share in codes["coverage"].items():
        told = f"Could be confirmed alone at {float(precision):.0%}, guaranteed"
        rows.append((told, share, codes["coverage_interval"][precision]))
    return rows


def _figures(rows: Iterable[tuple[str, float, Sequence[float]]]) -> str:
    cells = "".join(
        f'<tr><td>{escape(told)}</td><td class="n">{share:.1%}</td><td>{_bar(share, bounds)}</td>'
        f"<td>{bounds[0]:.1%} to {bounds[1]:.1%}</td></tr>"
        for told, share, bounds in rows
    )
    return f"<table>{cells}</table>"


def _bar(share: float, bounds: Sequence[float]) -> str:
    left, right = (min(max(bound, 0.0), 1.0) * 100 for bound in bounds)
    width = max(right - left, 0.5)
    return (
        f'<span class="bar"><i style="left:{left:.1f}%;width:{width:.1f}%"></i>'
        f'<b style="left:{share * 100:.1f}%"></b></span>'
    )


def _fields(report: Mapping[str, Any], results: Sequence[Judged]) -> str:
    fields = report["fields"]
    if not fields["wanted"]:
        return ""
    rows = [
        (name.capitalize(), fields[name], fields[f"{name}_interval"])
        for name in ("precision", "recall", "f1")
    ]
    lines = "".join(
        f'<tr><td>{escape(name)}</td><td class="n">{one.wanted}</td><td class="n">{one.proposed}</td>'
        f'<td class="n">{one.right}</td></tr>'
        for name, one in by_field(results).items()
    )
    return (
        f"<h2>Fields</h2><p>{fields['wanted']} labelled, {fields['proposed']} proposed; "
        f"{fields['left_out_masked']} left out, since masking blanks them out.</p>{_figures(rows)}"
        f"<details><summary>Each field</summary><table><tr><th>Field</th><th class='n'>Labelled</th>"
        f"<th class='n'>Proposed</th><th class='n'>Right</th></tr>{lines}</table></details>"
    )


def _sentences(report: Mapping[str, Any]) -> str:
    if not report["sentences"]:
        return ""
    row = ("Borne out by the transcript", report["grounded"], report["grounded_interval"])
    return f"<h2>Sentences and promises</h2><p>{report['sentences']} in all.</p>" + _figures([row])


def _confusion(results: Sequence[Judged]) -> str:
    """Rows are what people chose, columns what was proposed, for the codes with the most errors."""
    pairs = Counter((one.code, one.ranked[0][0]) for one in results)
    wrong = Counter(
        code for (true, said), count in pairs.items() if true != said for code in [true, said] * count
    )
    codes = sorted(code for code, _ in wrong.most_common(MOST_CODES))
    if not codes:
        return "<p>None was.</p>"
    whole = {true: sum(count for (code, _), count in pairs.items() if code == true) for true in codes}
    head = "".join(f'<th class="top">{escape(code)}</th>' for code in codes)
    rows = "".join(
        f"<tr><th>{escape(true)} ({whole[true]})</th>"
        + "".join(_cell(pairs[true, said], whole[true], same=true == said) for said in codes)
        + "</tr>"
        for true in codes
    )
    note = f"Rows: labelled; columns: proposed. The {len(codes)} codes with the most errors."
    return f'<p>{note}</p><div class="wide"><table class="confusion"><tr><th></th>{head}</tr>{rows}</table></div>'


def _cell(count: int, whole: int, *, same: bool) -> str:
    if not count:
        return "<td></td>"
    colour = "heat" if same else "bad"
    return f'<td style="background:rgba(var(--{colour}),{0.12 + 0.6 * count / whole:.2f})">{count}</td>'


def _call(one: Judged, call: Labelled) -> str:
    said, sure = one.ranked[0]
    turns = "".join(
        f'<li value="{number}"><span>{escape(turn.speaker)}</span>{escape(turn.text[:LONGEST_TURN])}</li>'
        for number, turn in enumerate(call.material.turns[:MOST_TURNS])
    )
    head = f"{escape(one.code)} was taken for {escape(said)}, {sure:.0%} sure"
    return f"<details><summary>{head} <code>{escape(one.id)}</code></summary><ol>{turns}</ol></details>"
