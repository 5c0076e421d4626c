"""The page of an edition for people: one file, no script, a section for each language.

A language is chosen by a link to its section; style alone shows one section at a time. Without
style, in a text browser or read aloud, all sections stand under one another, each in its own
language and direction. The page names no root digest: it is itself one of the files that the root
is made of.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from html import escape
from typing import Any

from ictindex import i18n
from ictindex.editions.ipb import html_page as baskets
from ictindex.editions.storage.format import MANIFEST
from ictindex.idi.result import Result
from ictindex.idi.views import sub_indices
from ictindex.ipb.result import BasketResult

_STYLE = """
:root{--ink:#1b2430;--soft:#5a6675;--line:#d5dbe3;--paper:#fff;--ground:#f3f5f8;--accent:#0b5cad;
--note:#fff4dc;--edge:#d08a00;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a3aebb;--line:#37414d;
--paper:#171c22;--ground:#101419;--accent:#7db7f2;--note:#33290f;--edge:#d9a441}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.55;font-family:system-ui,
"Segoe UI","Noto Sans","Noto Sans Arabic","Noto Naskh Arabic","Noto Sans CJK SC",sans-serif}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;justify-content:center;padding:.8rem 1rem;
background:var(--paper);border-bottom:1px solid var(--line)}
a{color:var(--accent)}nav a{padding:.15rem .1rem;text-decoration:none}nav a:hover{
text-decoration:underline}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;
padding:1.2rem clamp(1rem,4vw,2.6rem) 2.2rem;margin-bottom:1.5rem;scroll-margin-top:6rem}
h1{font-size:1.75rem;line-height:1.25;margin:.6rem 0 .2rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.id{color:var(--soft);font-family:ui-monospace,monospace;margin:0 0 1rem}
.note{background:var(--note);border-inline-start:4px solid var(--edge);padding:.6rem .9rem;
margin:1rem 0;border-radius:.2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:1rem 0}
dt{color:var(--soft)}dd{margin:0}
@media (max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}
th,td{padding:.34rem .4rem;font-size:.88rem}}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.34rem .7rem;border-bottom:1px solid var(--line);text-align:start}
th{border-bottom:2px solid var(--line);vertical-align:bottom;font-weight:600;font-size:.9rem}
.n{text-align:end}td.n{white-space:nowrap}.c{color:var(--soft)}
code{font-family:ui-monospace,monospace;font-size:.92em;unicode-bidi:isolate;direction:ltr}
pre{background:var(--ground);border:1px solid var(--line);border-radius:.4rem;padding:.7rem .9rem;
overflow-x:auto;direction:ltr;text-align:left}
ul{padding-inline-start:1.3rem}li{margin:.2rem 0}
@supports selector(:has(a)){section{display:none}section:target{display:block}
main:not(:has(section:target)) section:first-child{display:block}}
@media print{nav{display:none}body{background:#fff}section{border:0}}
"""
# The files that a reader may want to look at, in the order of interest.
_FILES = (
    "table.csv", "results.json", "inputs/observations.csv", "inputs/prices.csv",
    "inputs/tariffs.csv", "inputs/economics.csv", "purchases.json", "sourcing.json",
    "consultations.json", "receipts.json", "findings.json", "groups.json", "README.txt",
)  # fmt: skip


# What these hold of price baskets is told otherwise.
_OF_BASKETS = ("receipts.json", "findings.json")


def page(
    result: Result | BasketResult | None,
    head: Mapping[str, Any],
    rows: int = 0,
    files: Container[str] = (),
) -> str:
    """Return the page of an edition or a data release."""
    key = escape(str(head["id"]))
    links = [
        f'<a href="#{code}" lang="{code}" dir="{i18n.direction(code)}">'
        f"{escape(i18n.text('language', 'name', code))}</a>"
        for code in i18n.LANGUAGES
    ]
    listed = [*(name for name in _FILES if name in files), MANIFEST]
    sections = [_section(result, head, rows, listed, code) for code in i18n.LANGUAGES]
    return "\n".join([
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{key}</title>", f"<style>{_STYLE}</style>", "</head>", "<body>",
        f"<nav>{''.join(links)}</nav>", "<main>", *sections, "</main>", "</body>", "</html>",
    ]) + "\n"  # fmt: skip


def _section(
    result: Result | BasketResult | None,
    head: Mapping[str, Any],
    rows: int,
    files: Sequence[str],
    language: str,
) -> str:
    say = _Words(language)
    kind = str(head.get("of", head["kind"]))
    if result is None:
        title = say("data-release", year=str(head["year"]))
    else:
        index = i18n.label("nodes", result.methodology.document.index, language)
        title = i18n.text("views", "edition", language, index=index, edition=str(head["edition"]))
    parts = [
        f'<section id="{language}" lang="{language}" dir="{i18n.direction(language)}">',
        f"<h1>{escape(title)}</h1>",
        f'<p class="id"><code>{escape(str(head["id"]))}</code></p>',
    ]
    told = i18n.label("kinds", kind, language)
    parts.append(_note(told) if kind != "official" else f"<p>{escape(told)}</p>")
    parts.append(_facts(result, head, rows, say))
    if result is None:
        parts.append(f"<p>{escape(say('about-data'))}</p>")
    elif isinstance(result, BasketResult):
        parts += _prices(result, language)
    else:
        parts += _scores(result, language, say)
    parts += [
        f"<h2>{escape(say('verify'))}</h2>",
        f"<p>{escape(say('verify-how'))}</p>",
        "<pre>python -I verify.py"
        + ("\npython -I recompute.py" if result is not None else "")
        + "</pre>",
        f"<p>{escape(say('errors'))}</p>",
        f"<h2>{escape(say('files'))}</h2>",
        _files(files, say, isinstance(result, BasketResult)),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


class _Words:
    """The words of the page in a language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **given: object) -> str:
        return i18n.text("page", key, self.language, **given)


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def _facts(
    result: Result | BasketResult | None, head: Mapping[str, Any], rows: int, say: _Words
) -> str:
    publisher = i18n.visible(str(head.get("publisher", "")))
    facts = [
        ("released", str(head["released"])),
        ("publisher", publisher or say("not-stated")),
        ("year", str(head["year"])),
    ]
    if result is not None:
        document = result.methodology.document
        title = i18n.text(f"documents/{document.id}", "title", say.language)
        facts += [
            (
                "methodology",
                i18n.detail(title, i18n.isolate(document.id, say.language), say.language),
            ),
            ("economies-priced", str(baskets.priced(result)))
            if isinstance(result, BasketResult)
            else ("economies", str(result.ranked)),
        ]
    counted = "observations"
    if isinstance(result, BasketResult):
        counted = "prices" if result.tariffs is None else "tariffs"
    if rows:
        facts.append((counted, str(rows)))
    cells = [f"<dt>{escape(say(key))}</dt><dd>{escape(said)}</dd>" for key, said in facts]
    return f"<dl>{''.join(cells)}</dl>"


def _prices(result: BasketResult, language: str) -> list[str]:
    parts = [_note(told) for told in baskets.notes(result, language)]
    for name in ("share", "usd", "ppp"):
        parts += baskets.measure(result, name, language, _table)
    return [*parts, baskets.missing(result, language)]


def _scores(result: Result, language: str, say: _Words) -> list[str]:
    plan = result.methodology.plan
    nodes = [plan.root, *sub_indices(result)]
    places = [plan.nodes.index(node) for node in nodes]
    ranked = sorted(
        (e for e in range(len(result.economies)) if not result.missing[e, -1]),
        key=lambda e: (-result.engine_scores.scores[e, -1],
                       i18n.economy_name(result.economies[e], language)),
    )  # fmt: skip
    parts = [f"<h2>{escape(say('scores'))}</h2>"]
    # A rank that is not published would be taken for one that is: economies stand by score.
    ranks = result.ranks_published
    if not ranks:
        parts.append(f"<p>{escape(say('no-ranks'))}</p>")
    if result.unconfirmed:
        names = [i18n.label("nodes", node, language) for node in result.unconfirmed]
        parts.append(_note(i18n.text(
            "views", "unconfirmed", language, count=str(len(names)), names=names
        )))  # fmt: skip
    headers = [
        *([("n", result.rank_label(language))] if ranks else []),
        ("", i18n.text("views", "economy", language)),
        ("", i18n.text("views", "code", language)),
        *(("n", i18n.label("nodes", node, language)) for node in nodes),
    ]
    rows = []
    for e in ranked:
        code = result.economies[e]
        figures = [
            "–" if result.missing[e, n] else i18n.number(result.rounded[e, n], language)
            for n in places
        ]
        rows.append(
            "<tr>"
            + (f'<td class="n">{int(result.rank_array[e, -1])}</td>' if ranks else "")
            + f"<td>{escape(i18n.economy_name(code, language))}</td>"
            + f'<td class="c">{escape(code)}</td>'
            + "".join(f'<td class="n">{one}</td>' for one in figures)
            + "</tr>"
        )
    if rows:
        parts.append(_table(headers, rows))
    if result.exclusions:
        count = str(len(result.exclusions))
        title = i18n.text("views", "without-score", language, count=count)
        listed = [f"<li>{escape(one.message(language))}</li>" for one in result.exclusions]
        parts += [f"<h2>{escape(title)}</h2>", f"<ul>{''.join(listed)}</ul>"]
    return parts


def _table(headers: Sequence[tuple[str, str]], rows: Sequence[str]) -> str:
    numeric = {"n": ' class="n"'}
    head = "".join(
        f'<th scope="col"{numeric.get(kind, "")}>{escape(words)}</th>' for kind, words in headers
    )
    body = "\n".join(rows)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def _files(names: Sequence[str], say: _Words, of_baskets: bool) -> str:
    keys = {
        name: "file-"
        + name.partition(".")[0].replace("/", "-").lower()
        + ("-baskets" if of_baskets and name in _OF_BASKETS else "")
        for name in names
    }
    listed = [
        f'<li><a href="{name}"><code>{name}</code></a> – {escape(say(keys[name]))}</li>'
        for name in names
    ]
    return f"<ul>{''.join(listed)}</ul>"
