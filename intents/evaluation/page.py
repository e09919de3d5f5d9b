"""The report as one HTML file that needs nothing else: for whoever must decide about the bot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from intents.evaluation import plots
from intents.evaluation.intervals import share
from intents.evaluation.limits import State, Verdict
from intents.evaluation.plots import BarRow
from intents.evaluation.sets import ALARMING, UNKNOWN
from intents.evaluation.values import Figure, Figures, IntentRow
from intents.evaluation.words import Wording, wording, written
from intents.reading.noise import kinds

#: Ids that are shown at once; the others wait behind a line to press.
_AT_ONCE: Final = 25
_CONFUSIONS: Final = 15
_BANDS: Final = (
    *("right", "answered", "smalltalk", "clarify", "unknown"),
    *("boundary", "crisis", "wrong"),
)


def as_page(
    figures: Figures, verdicts: Sequence[Verdict], titles: Mapping[str, str] | None = None
) -> str:
    """Return the page. `titles` are the names of ids; an id without one stands for itself."""
    words = wording()
    named = {**words.bands, **(titles or {})}
    head = words.text["head"].format(
        half=words.halves[figures.half], rows=figures.rows, seen=figures.seen
    )
    return _template().substitute(
        title=escape(words.title),
        question=escape(words.question),
        head=escape(head),
        summary=_summary(verdicts, words),
        verdicts=_verdicts(verdicts, words),
        plots="".join(section(figures, words, named) for section in _SECTIONS),
        all=_all(figures, words),
        how=escape(words.said("how")),
        method="".join(f"<li>{escape(line)}</li>" for line in words.page["method"]),
    )


@cache
def _template() -> Template:
    source = files("intents").joinpath("data", "report.html")
    return Template(source.read_text(encoding="utf-8"))


def _summary(verdicts: Sequence[Verdict], words: Wording) -> str:
    """What a reader in a hurry takes along: how much is kept, and each thing that is not."""
    met = [verdict for verdict in verdicts if verdict.is_met]
    narrow = sum(verdict.state is State.NARROW for verdict in met)
    key = "all_met" if len(met) == len(verdicts) else "some_met"
    lines = [f"<strong>{escape(words.said(key, all=len(verdicts), met=len(met)))}</strong>"]
    if narrow:
        lines.append(escape(words.said("narrow", count=narrow)))
    absent = ", ".join(words.name(v.limit.figure) for v in verdicts if v.state is State.ABSENT)
    if absent:
        lines.append(escape(words.said(State.ABSENT, names=absent)))
    missed = [escape(_missed(v, v.figure, words)) for v in verdicts if v.figure and not v.is_met]
    if missed:
        lines.append(escape(words.said(State.MISSED)))
    listed = f"<ul>{''.join(f'<li>{one}</li>' for one in missed)}</ul>" if missed else ""
    style = "good" if key == "all_met" else "bad"
    return f'<div class="summary {style}"><p>{"<br>".join(lines)}</p>{listed}</div>'


def _missed(verdict: Verdict, figure: Figure, words: Wording) -> str:
    told = words.said(
        "missed_one",
        name=words.name(figure.key),
        value=written(figure.value, figure.unit),
        bound=words.bound(verdict.limit, figure.unit),
    )
    return told.replace(" %", "\u00a0%")  # a number and its unit stay on one line


def _verdicts(verdicts: Sequence[Verdict], words: Wording) -> str:
    heads = "".join(
        f'<th scope="col">{escape(words.said(key))}</th>'
        for key in ("state", "name", "interval", "value", "target")
    )
    rows = "".join(_verdict(verdict, words) for verdict in verdicts)
    title, note = escape(words.said("verdict")), escape(words.said("verdict_note"))
    head = f'<h2>{title}</h2><p class="note">{note}</p>'
    return f"{head}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _verdict(verdict: Verdict, words: Wording) -> str:
    figure, limit = verdict.figure, verdict.limit
    badge = f"{words.marks[verdict.state]} {words.states[verdict.state]}"
    cells = [f'<td><span class="badge {verdict.state}">{escape(badge)}</span></td>']
    name, note = escape(words.name(limit.figure)), escape(words.note(limit.figure))
    if figure is None:
        return f"<tr>{cells[0]}<td>{name}</td><td></td><td>–</td><td>–</td></tr>"
    small = words.said("small", n=figure.n, **_ends(figure))
    drawn = plots.bullet(
        figure.value, figure.low, figure.high, limit.bound, upwards=limit.at_least is not None
    )
    cells += [
        f'<td><b>{name}</b><span class="note">{note}</span></td>',
        f'<td>{drawn}<span class="note">{escape(small)}</span></td>',
        f'<td class="number">{escape(written(figure.value, figure.unit))}</td>',
        f'<td class="number">{escape(words.bound(limit, figure.unit))}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _ends(figure: Figure) -> dict[str, str]:
    return {"low": written(figure.low, figure.unit), "high": written(figure.high, figure.unit)}


def _section(words: Wording, key: str, drawn: str, before: str = "") -> str:
    """One question somebody asks, what the drawing shows, and the drawing."""
    title, note = escape(words.said(key)), escape(words.said(f"{key}_note"))
    return f'<section><h2>{title}</h2><p class="note">{note}</p>{before}{drawn}</section>'


def _crisis(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    keys = ("crisis", *(f"crisis.{kind}" for kind in ALARMING))
    found = [figures.figures[key] for key in keys if key in figures.figures]
    if not found:
        return ""
    rows = [
        _bar(f, words.members[f.key.partition(".")[2]] if "." in f.key else words.name(f.key))
        for f in found
    ]
    return _section(words, "crisis", plots.bars(rows, words.said("crisis")))


def _bar(figure: Figure, label: str) -> BarRow:
    return BarRow(
        label=label, value=figure.value, low=figure.low, high=figure.high, note=str(figure.n)
    )


def _bands(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    if not figures.bands:
        return ""
    rows = [
        (words.scopes[scope], {band: counts[band] for band in _BANDS if band in counts})
        for scope, counts in figures.bands.items()
    ]
    used = [band for band in _BANDS if any(band in parts for _, parts in rows)]
    legend = "".join(
        f'<li><i class="band-{band}"></i>{escape(words.bands[band])}</li>' for band in used
    )
    drawn = plots.stacks(rows, words.said("bands"))
    return _section(words, "bands", drawn, f'<ul class="legend">{legend}</ul>')


def _noise(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    found = [figures.figures.get(f"noise-top1.{kind}") for kind in ("clean", *kinds())]
    rows = [_bar(f, words.members[f.key.partition(".")[2]]) for f in found if f is not None]
    if not rows:
        return ""
    return _section(words, "noise", plots.bars(rows, words.said("noise")))


def _calibration(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    if not figures.curve:
        return ""
    drawn = plots.calibration(
        figures.curve, words.said("score"), words.said("right"), words.said("calibration")
    )
    return _section(words, "calibration", drawn)


def _confusions(figures: Figures, words: Wording, named: Mapping[str, str]) -> str:
    if not figures.intents:
        return ""
    rows = [
        (
            words.scopes["outside"] if c.wanted == UNKNOWN else named.get(c.wanted, c.wanted),
            named.get(c.got, c.got),
            c.count,
        )
        for c in figures.confusions[:_CONFUSIONS]
    ]
    none = f"<p>{escape(words.said('none'))}</p>"
    return _section(
        words, "confusions", plots.pairs(rows, words.said("confusions")) if rows else none
    )


def _voices(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    if not figures.voices:
        return ""
    rows = []
    for voice in figures.voices:
        hits = [True] * voice.found + [False] * (voice.n - voice.found)
        figure = share("", hits)
        assert figure is not None
        rows.append(_bar(figure, words.voices.get(voice.voice, voice.voice)))
    return _section(words, "voices", _folded(rows, words.said("voices"), words))


def _intents(figures: Figures, words: Wording, named: Mapping[str, str]) -> str:
    if not figures.intents:
        return ""
    rows = [_intent(row, named.get(row.id, row.id)) for row in figures.intents]
    return _section(words, "intents", _folded(rows, words.said("intents"), words))


def _intent(row: IntentRow, label: str) -> BarRow:
    return BarRow(
        label=label, value=row.recall or 0.0, more=row.found / row.wanted, note=str(row.wanted)
    )


def _folded(rows: Sequence[BarRow], told: str, words: Wording) -> str:
    """The first bars at once and the others behind a line to press."""
    drawn = plots.bars(rows[:_AT_ONCE], told)
    rest = rows[_AT_ONCE:]
    if not rest:
        return drawn
    more = escape(words.said("more", count=len(rest)))
    folded = f"<summary>{more}</summary>{plots.bars(rest, told)}"
    return f"{drawn}<details>{folded}</details>"


def _latency(figures: Figures, words: Wording, _: Mapping[str, str]) -> str:
    if not figures.latencies:
        return ""
    drawn = plots.histogram(figures.latencies, "ms", words.said("latency"))
    keys = ("latency-mean", "latency-p99", "load")
    told = [figures.figures[key] for key in keys if key in figures.figures]
    facts = "".join(
        f"<li>{escape(words.name(f.key))} <b>{escape(written(f.value, f.unit))}</b></li>"
        for f in told
    )
    return _section(words, "latency", drawn, f'<ul class="facts">{facts}</ul>')


def _all(figures: Figures, words: Wording) -> str:
    heads = "".join(
        f'<th scope="col">{escape(words.said(key))}</th>'
        for key in ("name", "value", "interval", "count")
    )
    body = "".join(
        f'<tr><th colspan="4" scope="rowgroup">{escape(title)}</th></tr>' + _rows(those, words)
        for title, those in words.in_sections(figures.figures)
    )
    return (
        f"<details><summary>{escape(words.said('all'))}</summary><table>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></details>"
    )


def _rows(figures: Iterable[Figure], words: Wording) -> str:
    made = []
    for figure in figures:
        interval = "{low} – {high}".format(**_ends(figure))
        cells = (written(figure.value, figure.unit), interval, str(figure.n))
        numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
        made.append(f"<tr><td>{escape(words.name(figure.key))}</td>{numbers}</tr>")
    return "".join(made)


_SECTIONS: Final[tuple[Callable[[Figures, Wording, Mapping[str, str]], str], ...]] = (
    _crisis,
    _bands,
    _noise,
    _calibration,
    _intents,
    _confusions,
    _voices,
    _latency,
)
