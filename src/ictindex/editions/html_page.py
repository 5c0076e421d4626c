"""The page of an edition for people: one file, no script, a section for each language.

A reader chooses a language by a link to its section; style sheets show one section at a time.
Without style sheets, in a text browser or read aloud, all sections follow one another, each in its
own language and direction. The page does not name the root digest, because the root depends on the
page.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from ictindex import i18n
from ictindex.editions.storage.format import MANIFEST
from ictindex.results.edition_parts import EditionPage, PageSection, PageTable

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
# The files that a reader may want to open, the most interesting first.
_FILES = (
    "table.csv", "results.json", "inputs/observations.csv", "inputs/prices.csv",
    "inputs/tariffs.csv", "inputs/economics.csv", "purchases.json", "sourcing.json",
    "consultations.json", "receipts.json", "findings.json", "groups.json", "README.txt",
)  # fmt: skip

# An index may have words of its own for these files.
_OF_INDEX = ("receipts.json", "findings.json")


def write_page(
    head: Mapping[str, Any],
    rows: tuple[str, int],
    page: EditionPage | None = None,
    files: Container[str] = (),
) -> str:
    """Return the page of an edition, or of a data release if no index provides a part."""
    key = escape(str(head["id"]))
    links = [
        f'<a href="#{code}" lang="{code}" dir="{i18n.direction(code)}">'
        f"{escape(i18n.text('language', 'name', code))}</a>"
        for code in i18n.LANGUAGES
    ]
    listed = [*(name for name in _FILES if name in files), MANIFEST]
    sections = [_section(head, rows, page, listed, code) for code in i18n.LANGUAGES]
    return "\n".join([
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{key}</title>", f"<style>{_STYLE}</style>", "</head>", "<body>",
        f"<nav>{''.join(links)}</nav>", "<main>", *sections, "</main>", "</body>", "</html>",
    ]) + "\n"  # fmt: skip


def _section(
    head: Mapping[str, Any],
    rows: tuple[str, int],
    page: EditionPage | None,
    files: Sequence[str],
    language: str,
) -> str:
    say = _Words(language)
    kind = str(head.get("of", head["kind"]))
    if page is None:
        title = say("data-release", year=str(head["year"]))
        figures = [f"<p>{escape(say('about-data'))}</p>"]
    else:
        index = i18n.label("nodes", page.index, language)
        title = i18n.text("views", "edition", language, index=index, edition=str(head["edition"]))
        figures = [part for section in page.sections[language] for part in _figures(section)]
    label = i18n.label("kinds", kind, language)
    parts = [
        f'<section id="{language}" lang="{language}" dir="{i18n.direction(language)}">',
        f"<h1>{escape(title)}</h1>",
        f'<p class="id"><code>{escape(str(head["id"]))}</code></p>',
        _note(label) if kind != "official" else f"<p>{escape(label)}</p>",
        _facts(head, rows, page, say),
        *figures,
        f"<h2>{escape(say('verify'))}</h2>",
        f"<p>{escape(say('verify-how'))}</p>",
        "<pre>python -I verify.py"
        + ("" if page is None else "\npython -I recompute.py")
        + "</pre>",
        f"<p>{escape(say('errors'))}</p>",
        f"<h2>{escape(say('files'))}</h2>",
        _files(files, say, "" if page is None else page.suffix),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


class _Words:
    """The words of the page in a language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return i18n.text("page", key, self.language, **values)


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def _facts(
    head: Mapping[str, Any], rows: tuple[str, int], page: EditionPage | None, say: _Words
) -> str:
    publisher = i18n.visible(str(head.get("publisher", "")))
    facts = [
        ("released", str(head["released"])),
        ("publisher", publisher or say("not-stated")),
        ("year", str(head["year"])),
    ]
    if page is not None:
        title = i18n.text(f"documents/{page.document}", "title", say.language)
        document = i18n.isolate(page.document, say.language)
        key, count = page.economies
        facts += [("methodology", i18n.detail(title, document, say.language)), (key, str(count))]
    if rows[1]:
        facts.append((rows[0], str(rows[1])))
    cells = [f"<dt>{escape(say(key))}</dt><dd>{escape(words)}</dd>" for key, words in facts]
    return f"<dl>{''.join(cells)}</dl>"


def _figures(section: PageSection) -> Iterator[str]:
    if section.title:
        yield f"<h2>{escape(section.title)}</h2>"
    if section.words:
        yield f"<p>{escape(section.words)}</p>"
    yield from map(_note, section.notes)
    if section.table is not None:
        yield _table(section.table)
    if section.items:
        items = "".join(f"<li>{escape(words)}</li>" for words in section.items)
        yield f"<ul>{items}</ul>"


def _table(table: PageTable) -> str:
    classes = [f' class="{kind}"' if kind else "" for kind in table.kinds]
    numeric = [mark if kind == "n" else "" for kind, mark in zip(table.kinds, classes, strict=True)]
    head = "".join(
        f'<th scope="col"{mark}>{escape(words)}</th>'
        for mark, words in zip(numeric, table.headers, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(
            f"<td{mark}>{escape(words)}</td>" for mark, words in zip(classes, row, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def _files(names: Sequence[str], say: _Words, suffix: str) -> str:
    keys = {
        name: f"file-{name.partition('.')[0].replace('/', '-').lower()}"
        + (suffix if name in _OF_INDEX else "")
        for name in names
    }
    listed = [
        f'<li><a href="{name}"><code>{name}</code></a> – {escape(say(keys[name]))}</li>'
        for name in names
    ]
    return f"<ul>{''.join(listed)}</ul>"
