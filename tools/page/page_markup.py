"""The page as one file: scripts and styles inside, allowed by hashes in its security policy."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from page_licences import Component

from ictindex.apps.desk.page_check import digest_of, policy

FOLDER = Path(__file__).resolve().parent
# The page calls the computer that serves it; the page as a file calls the library inside it.
_SERVED = "engine-native.js"
_STYLE = re.compile(r'[ \t]*<link rel="stylesheet" href="([\w.-]+)">\n')
_SCRIPT = re.compile(r'[ \t]*<script src="([\w.-]+)"></script>\n')
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_CHARSET = '<meta charset="utf-8">\n'
_RIGHT_TO_LEFT = ("ar",)
_BLOCK = 2**19  # characters of base64, a multiple of four


class Content(NamedTuple):
    """The parts that the bundler puts into the page: data by name, words by language, licences."""

    parts: Mapping[str, bytes]
    lock: Mapping[str, object]
    words: Mapping[str, Mapping[str, str]]
    components: Iterable[Component]


def sha256(content: bytes) -> str:
    """Return a SHA-256 in its printed form."""
    return hashlib.sha256(content).hexdigest()


def data_block(name: str, content: object) -> str:
    """Return a JSON block; no character of it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{safe}</script>'


def page_markup(folder: Path, blocks: Mapping[str, object], content: Content) -> str:
    """Return the page of a folder as one file, with the JSON blocks that it asks for filled in."""
    markup = (folder / "page.html").read_text(encoding="utf-8")
    styles = [folder / name for name in _STYLE.findall(markup)] + [FOLDER / "page-contents.css"]
    scripts = [FOLDER / "browser-features.js"]
    for name in _SCRIPT.findall(markup):
        scripts.append(FOLDER / "engine-pyodide.js" if name == _SERVED else folder / name)
    scripts.append(FOLDER / "page-contents.js")
    manifest: dict[str, object] = {
        "parts": {
            name: {"sha256": sha256(part), "size": len(part)}
            for name, part in content.parts.items()
        }
    }
    manifest["digest"] = digest_of(content.parts)
    texts = [path.read_text(encoding="utf-8") for path in scripts]
    texts[scripts.index(FOLDER / "engine-pyodide.js")] = (
        f"const PAGE_FILE = {json.dumps(manifest, sort_keys=True)};\n"
        + texts[scripts.index(FOLDER / "engine-pyodide.js")]
    )
    looks = [path.read_text(encoding="utf-8") for path in styles]
    for text in (*texts, *looks):
        if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
            raise ValueError("a script or a style of the page would end its own element")
    markup = _STYLE.sub("", _SCRIPT.sub("", markup))
    rules = policy(texts, looks)
    head = f'{_CHARSET}<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
    head += "".join(f"<style>{look}</style>\n" for look in looks)
    markup = once(markup, _CHARSET, head)
    markup = _NOSCRIPT.sub(lambda _: no_script(content.words), markup)
    for name, block in blocks.items():
        markup = once(
            markup,
            f'<script type="application/json" id="{name}">{{}}</script>',
            data_block(name, block),
        )
    body = [
        contents_section(content.components),
        data_block("page-file-words", content.words),
        data_block("interpreter-lock", content.lock),
        *(f"<script>{text}</script>" for text in texts),
        *(part_blocks(name, content.parts[name]) for name in sorted(content.parts)),
    ]
    return once(markup, "</body>", "\n".join(body) + "\n</body>")


def once(markup: str, old: str, new: str) -> str:
    """Return the markup with a text replaced that must occur exactly once."""
    if markup.count(old) != 1:
        raise ValueError(f"page.html has {markup.count(old)} of: {old}")
    return markup.replace(old, new)


def part_blocks(name: str, content: bytes) -> str:
    """Return a part of the page, compressed and as text: blocks of data, no script.

    There are many, so that each can be released when it is read, to save memory.
    """
    text = base64.b64encode(content).decode()
    return "\n".join(
        f'<script type="application/octet-stream" data-part="{name}">'
        f"{text[start : start + _BLOCK]}</script>"
        for start in range(0, len(text), _BLOCK)
    )


def no_script(words: Mapping[str, Mapping[str, str]]) -> str:
    """Return the text for a browser without JavaScript, in every language."""
    sentences = (
        f'<p lang="{language}" dir="{direction(language)}">{html.escape(texts["script"])}</p>'
        for language, texts in words.items()
    )
    return f'<noscript><div class="page-file-stop">{"".join(sentences)}</div></noscript>'


def direction(language: str) -> str:
    """Return the direction of a language."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def contents_section(components: Iterable[Component]) -> str:
    """Return the section on the page itself: its purpose, its digests, and the licences inside."""
    listed = "\n".join(
        f"<details><summary><bdi>{html.escape(part.name)} {html.escape(part.version)}</bdi>"
        f" <bdi>{html.escape(part.licence)}</bdi></summary>"
        f'<pre lang="en" dir="ltr" tabindex="0">{html.escape(part.text)}</pre></details>'
        for part in components
    )
    return f"""\
<aside id="page-contents" class="page-contents" aria-labelledby="page-contents-title">
<p data-page-file="digest"></p>
<details>
<summary id="page-contents-title" data-page-file="title"></summary>
<p data-page-file="promise"></p>
<p data-page-file="digest-meaning"></p>
<p id="page-contents-compare" data-page-file="compare"></p>
<p><button type="button" id="page-contents-choose" data-page-file="choose"></button>
<input type="file" id="page-contents-file" accept=".html" hidden></p>
<p id="page-contents-digest" role="status"></p>
<p data-page-file="commands"></p>
<p class="page-contents-heading" data-page-file="licences"></p>
{listed}
</details>
</aside>"""
