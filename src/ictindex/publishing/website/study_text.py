"""The text of a study as parts of a page: Markdown without foreign markup, and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.page_templates import trust
from ictindex.publishing.website.study_charts import ChartRequest
from ictindex.publishing.website.study_documents import Study, fault

_DIRECTIVE = re.compile(r"\{([\w-]*)\}\s*(.*)")
_COLONS = re.compile(r"(:{3,})\s*(\{[\w-]*\}.*)?")
_OPTION = re.compile(r":([a-z][a-z_-]*):\s*(.*)")
_ATTRIBUTE = Markup(' {}="{}"')
_TABLE_START = Markup('<div class="wide" tabindex="0" role="region" aria-label="{}"><table>\n')
# A whole address, or one within the site: none that begins with a host and has no scheme.
_ADDRESS = re.compile(r"https?://[^/]|mailto:.|#|\.{1,2}/(?!/)", re.IGNORECASE)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a study: written text, or a chart that it names."""

    markup: Any = ""
    chart: ChartRequest | None = None


def split_text(study: Study, charts: Sequence[str]) -> tuple[list[TextPart], list[Finding]]:
    """Return the parts of a study, and its faults, each with its line."""
    markdown = _markdown()
    tokens = markdown.parse(_as_fences(study.text))
    faults = list(_faults(tokens, study, charts))
    _lower_headings(tokens)
    parts: list[TextPart] = []
    written: list[Any] = []
    for token in [*tokens, None]:
        request = None if token is None else _request(token, study, faults)
        if token is not None and request is None:
            written.append(token)
            continue
        if written:
            html = markdown.renderer.render(written, markdown.options, {"title": study.title})
            # Written by markdown-it, which escapes: markup in the text is text.
            parts.append(TextPart(trust(html)))
            written = []
        if request is not None:
            parts.append(TextPart(chart=request))
    return parts, faults


@cache
def _markdown() -> Any:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise UsageError("site.package-missing", package="markdown-it-py") from error
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.add_render_rule("table_open", _open_table)
    made.add_render_rule("link_open", _open_link)
    made.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return made


def _open_table(_: Any, tokens: Sequence[Any], position: int, options: Any, env: Any) -> str:
    """Return the start tag of a table with a name, which can be scrolled by keyboard."""
    number = sum(token.type == "table_open" for token in tokens[: position + 1])
    env["tables"] = env.get("tables", 0) + 1
    name = f"{env['title']} ({max(number, env['tables'])})"
    return str(_TABLE_START.format(name))


def _open_link(_: Any, tokens: Sequence[Any], position: int, options: Any, env: Any) -> str:
    """Return the start tag of a link; another host does not learn from which page it was used."""
    attributes = tokens[position].attrs
    shown = {name: str(attributes[name]) for name in ("href", "title") if name in attributes}
    if not shown["href"].startswith(("#", ".")):
        shown["rel"] = "noreferrer"
    return str(
        Markup("<a{}>").format(Markup("").join(_ATTRIBUTE.format(*pair) for pair in shown.items()))
    )


def _as_fences(text: str) -> str:
    """Return the text with blocks of colons as fences, line by line, but not inside code."""
    lines, code, colons = [], "", ""
    for line in text.split("\n"):
        shown = line
        fence = _FENCE.match(line)
        block = _COLONS.fullmatch(line.rstrip())
        if code:
            if fence and fence[1].startswith(code) and line.strip() == fence[1]:
                code = ""
        elif fence:
            code = fence[1]
        elif colons:
            if block and not block[2] and len(block[1]) >= len(colons):
                shown, colons = "`" * len(colons), ""
        elif block and block[2]:
            colons = block[1]
            shown = "`" * len(colons) + block[2]
        lines.append(shown)
    return "\n".join(lines)


def _line(token: Any, study: Study) -> int:
    return study.first + (token.map[0] if token.map else 0)


def _faults(tokens: Sequence[Any], study: Study, charts: Sequence[str]) -> Iterator[Finding]:
    for token in tokens:
        address = {"file": study.file, "line": str(_line(token, study)), "allowed": [*charts]}
        for child in token.children or ():
            target = str(child.attrs.get("href", "")) if child.type == "link_open" else "#"
            if not _ADDRESS.match(target):
                yield fault("study.link", **address, wanted=i18n.visible(target)[:60])
            if child.type == "image":
                wanted = i18n.visible(f"![{child.content}]")[:60]
                yield fault("study.directive", **address, wanted=wanted)
        if token.type == "fence" and token.info.startswith("{"):
            named = _DIRECTIVE.fullmatch(token.info.strip())
            if named is None or named[1] != "chart" or token.level:
                wanted = i18n.visible(token.info.strip())[:60]
                yield fault("study.directive", **address, wanted=wanted)


def _request(token: Any, study: Study, faults: list[Finding]) -> ChartRequest | None:
    """Return the chart that a fence names; ``None`` for everything else."""
    if token.type != "fence" or token.level:
        return None
    named = _DIRECTIVE.fullmatch(token.info.strip())
    if named is None or named[1] != "chart":
        return None
    line = _line(token, study)
    request = ChartRequest(i18n.visible(named[2].strip()), {}, study.file, line)
    options: dict[str, str] = {}
    for number, words in enumerate(token.content.splitlines(), line + 1):
        option = _OPTION.fullmatch(words.strip())
        if option is not None and option[1] not in options:
            options[option[1]] = option[2].strip()
        elif words.strip():
            faults.append(
                request.fault(
                    "study.chart-option",
                    line=str(number),
                    chart=request.name,
                    wanted=i18n.visible(words.strip())[:60],
                    allowed=[":key: value"],
                )
            )
    return ChartRequest(request.name, options, study.file, line)


def _lower_headings(tokens: Sequence[Any]) -> None:
    """Put the headings of a text one level below that of its page."""
    if not any(token.tag == "h1" for token in tokens):
        return
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
