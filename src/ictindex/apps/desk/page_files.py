"""The files of the page, and its words in six languages, which the page contains."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from ictindex.language import i18n
from ictindex.language.i18n import word_files

_WORDS = '<script type="application/json" id="words">{}</script>'
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}


def page_folder() -> Path:
    """Return the folder of the files of the page."""
    return Path(__file__).resolve().parent / "page"


def page_words() -> dict[str, dict[str, str]]:
    """Return the words of the page by language and key."""
    return {
        code: {
            **{key: i18n.text("desk", key, code) for key in word_files.find("en", ("desk",))},
            "own-name": i18n.text("language", "name", code),
        }
        for code in i18n.LANGUAGES
    }


@lru_cache(maxsize=1)
def page_html() -> str:
    """Return the page with its words in it: they are shown before the library has started."""
    # Data, not a script: characters that would end the element are written as escapes.
    words = json.dumps(page_words(), ensure_ascii=False, separators=(",", ":"))
    safe = words.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    html = (page_folder() / "page.html").read_text(encoding="utf-8")
    return html.replace(_WORDS, _WORDS.replace("{}", safe))


def page_file(name: str) -> bytes | None:
    """Return a style sheet or a script of the page; ``None`` if there is none of that name."""
    files = {path.name: path for path in page_folder().iterdir() if path.suffix in (".css", ".js")}
    return files[name].read_bytes() if name in files else None
