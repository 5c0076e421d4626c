"""Templates of pages: Jinja2, where all words are escaped and an unknown name is an error.

Each room has its templates in its own folder ``templates``. Words of a template's context are
escaped; markup that a writer of ours made is passed as ``Markup``, and there are few such places.
Jinja2 is imported by the first page, not by the library.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ictindex.language.i18n.isolates import strip_isolate

if TYPE_CHECKING:
    import jinja2
    from jinja2.bccache import Bucket
    from markupsafe import Markup

_TYPED = re.compile("\u2068?`([^`]+)`\u2069?")
# A character that no page can show.
_BETWEEN = "\0"


def source_hash(text: str) -> str:
    """Return the hash of a script or a style as a security policy names it."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def file_policy(*scripts: str) -> str:
    """Return the security policy of a page that is one file: it loads nothing, and runs these.

    Styles are in the elements of tables and charts. A word that was not escaped by mistake could
    change how the page looks, but could run or load nothing.
    """
    return "; ".join(
        (
            "default-src 'none'",
            *([f"script-src {' '.join(map(source_hash, scripts))}"] if scripts else []),
            "style-src 'unsafe-inline'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


@cache
def _share_compiled() -> jinja2.BytecodeCache:
    """Return the compiled templates of this process: a site has an environment in each language."""
    import jinja2

    class Compiled(jinja2.BytecodeCache):
        """Templates in memory, by their key."""

        def __init__(self) -> None:
            self._codes: dict[str, bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            """Fill in a template that was compiled before from the same text."""
            if bucket.key in self._codes:
                bucket.bytecode_from_string(self._codes[bucket.key])

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Keep a template that was compiled."""
            self._codes[bucket.key] = bucket.bytecode_to_string()

    return Compiled()


def make_environment(room: str) -> jinja2.Environment:
    """Return a new environment for the templates of a room."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(f"ictindex.{room}"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_share_compiled(),
    )
    environment.globals["file_policy"] = file_policy
    environment.filters["typed"] = mark_typed
    environment.filters["bare"] = strip_isolate
    environment.filters["rows_like"] = fill_rows
    return environment


@cache
def environment_of(room: str) -> jinja2.Environment:
    """Return the environment of a room, made once: each of its templates is compiled once."""
    return make_environment(room)


def fill_rows(rows: Iterable[Sequence[str]], pattern: str) -> Markup:
    """Return the rows of a table: a pattern of one row, filled with the escaped cells of each.

    A loop over the cells of a long table, in a template, takes twice the time.
    """
    row_pattern = str(pattern)
    return trust("".join([row_pattern % _escape_cells(row) for row in rows]))


def _escape_cells(row: Sequence[str]) -> tuple[str, ...]:
    """Escape the cells of a row at once: a call for each cell takes three times as long."""
    from markupsafe import escape

    cells = str(escape(_BETWEEN.join(row))).split(_BETWEEN)
    if len(cells) != len(row):  # the mark is in a cell, or there is no cell
        return tuple(str(escape(cell)) for cell in row)
    return tuple(cells)


def render(room: str, template: str, **context: object) -> Markup:
    """Return a template of a room, filled, as markup that other templates show as it is."""
    return trust(environment_of(room).get_template(template).render(context))


def trust(text: str) -> Markup:
    """Return text that a writer of ours made as markup; it escaped all words in it."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - the one place of the library where text becomes markup


def mark_typed(words: str) -> Markup:
    """Return words as markup; text between backquotes becomes code, from left to right."""
    from markupsafe import Markup, escape

    if "`" not in words:
        return escape(words)
    parts = [
        Markup('<code dir="ltr">{}</code>').format(part) if index % 2 else part
        for index, part in enumerate(_TYPED.split(words))
    ]
    return Markup("").join(parts)
