"""What stands where nothing is asked for: told with its cell, and kept, so that nothing is lost.

The writer leaves a mark of each protected text in the hidden sheet, and of its own comments; the
reader compares. So a text that was typed over a protected one is found, in whichever version of
the words it was written, and so is a comment of the submitter among those of the hand-back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.questionnaires.cell_values import told
from ictindex.questionnaires.layout import (
    ANSWERS,
    CODE,
    FIRST_ANSWER,
    FIRST_CONTACT,
    IDS,
    KEY,
    LISTS,
    META,
    START,
    UNIT,
    Form,
    reference,
    spot,
)

Marks = Mapping[str, str]  # the mark of a text by its cell
Cells = Mapping[tuple[int, int], object]
_KINDS = ("texts", "comments", "previous")
# So many characters of a stray text are told: what does not come back in its cell stands there.
SHOWN = 1000
_MOST = 200  # more than these are no slips


def mark(text: str) -> str:
    """Return the mark of a text: enough to tell it from another one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the writer put into the protected cells of a sheet."""

    texts: Marks = field(default_factory=dict)
    comments: Marks = field(default_factory=dict)
    previous: Mapping[str, object] = field(default_factory=dict)

    def rows(self, page: str) -> Iterator[tuple[str, str]]:
        """Yield key and content of the rows in the hidden sheet."""
        for kind in _KINDS:
            held = getattr(self, kind)
            if held:
                yield f"{kind} {page}", json.dumps(held, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def read(cls, page: str, meta: Mapping[str, str]) -> Kept:
        """Return what the hidden sheet says of a sheet."""
        found: dict[str, Any] = {}
        for kind in _KINDS:
            held = json.loads(meta.get(f"{kind} {page}", "{}"))
            good = (str,) if kind != "previous" else (str, int, float)
            if not isinstance(held, dict) or not all(type(v) in good for v in held.values()):
                raise ValueError(kind)
            for cell in held:
                spot(cell)
            found[kind] = held
        return cls(**found)


def guarded(form: Form, page: str) -> bool:
    """Tell whether the texts of a sheet are marked."""
    # Those of the sheet of answers are not: it is made anew for each hand-back.
    return page not in (ANSWERS, LISTS, META)


def asked_cells(form: Form, page: str, questions: int) -> set[tuple[int, int]]:
    """Return the cells of a sheet that are read, or held to what they should be, one by one."""
    if page == START:
        return {(FIRST_CONTACT + n, 2) for n in range(len(form.plan.contact))}
    if page == ANSWERS:
        return {(row, n) for row in range(FIRST_ANSWER + max(questions, 0)) for n in range(KEY + 1)}
    known = form.pages.get(page)
    if known is None:
        return set()
    if known.kind == "tariffs":
        columns = range(len(known.columns))
        return {(row, n) for row in (IDS, *known.lines) for n in columns}
    columns = range(form.said("value"), form.width)
    return {(ask.row, n) for ask in known.asks for n in (CODE, UNIT, *columns)}


def strays(
    cells: Cells, asked: set[tuple[int, int]], texts: Marks
) -> Iterator[tuple[tuple[int, int], object, bool]]:
    """Yield what stands where nothing is asked for, and whether over a protected text."""
    for place, raw in cells.items():
        if place in asked:
            continue
        known = texts.get(reference(*place))
        if known != mark(told(raw)):
            yield place, raw, known is not None


def refuse_many(name: str, count: int) -> None:
    """Refuse a workbook with so much outside its cells that it is another one."""
    if count > _MOST:
        raise UnusableFileError("questionnaire.much-outside", file=name, most=str(_MOST))


def shown(raw: object) -> dict[str, object]:
    """Return a stray content as the data of its finding."""
    return {"value": visible(told(raw))[:SHOWN]}
