"""Notes of sources: what the words that ITU puts beside its figures say of their class.

The mapping is data (``methodology/catalogue/source_notes.toml``), so that it can be read and
disputed. It decides only what the words show; everything else stays without a class.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ictindex import catalogue
from ictindex.catalogue import OFFICIAL, OTHER, source_note_rules, source_note_words
from ictindex.core import arguments
from ictindex.data.cell_text import visible
from ictindex.findings import Finding, Placed

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.observations import Observations

_SPACES = re.compile(r"\s+")
_ENDS = " .,;:"
_UNKNOWN = "source-note.several-unknown"
_NAMED = 20


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    source_class: str
    status: str
    begins: tuple[str, ...]
    anywhere: re.Pattern[str] | None
    acronyms: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def fits(self, text: str, written: str) -> bool:
        if self.unless is not None and self.unless.search(text):
            return False
        return (
            text.startswith(self.begins)
            or (self.anywhere is not None and self.anywhere.search(text) is not None)
            or (self.acronyms is not None and self.acronyms.search(written) is not None)
        )


def _pattern(
    words: Sequence[str], stems: Sequence[str] = (), parts: Sequence[str] = ()
) -> re.Pattern[str] | None:
    found = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
    found += [rf"(?<!\w){re.escape(stem)}" for stem in stems]
    found += [re.escape(_plain(part)) for part in parts]
    return re.compile("|".join(found)) if found else None


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            rule["id"],
            rule["class"],
            rule.get("status", ""),
            tuple(rule.get("begins", ())),
            _pattern(rule.get("words", ()), rule.get("stems", ()), rule.get("parts", ())),
            _pattern(rule.get("acronyms", ())),
            _pattern(rule.get("unless", ())),
        )
        for rule in source_note_rules()
    )


@lru_cache(maxsize=1)
def _denominator() -> re.Pattern[str]:
    """Return the pattern of what stands at the end of a note for the divisor of its figure."""
    known = source_note_words("denominators")
    signs = "|".join(map(re.escape, known["signs"]))
    words = "|".join(map(re.escape, known["words"]))
    names = "|".join(map(re.escape, known["names"]))
    return re.compile(
        rf"\s*(?:(?:{signs})\s*|(?<!\w)(?:{words})\s+)+(?:{names})(?!\w).*$", re.I | re.S
    )


@lru_cache(maxsize=1)
def _research() -> re.Pattern[str]:
    """Return the pattern of the words with which ITU says that it looked a figure up."""
    known = source_note_words("research")
    names = "|".join(map(re.escape, known["names"]))
    links = "|".join(map(re.escape, known["links"]))
    first = rf"^(?:{names})(?!\w)[\s,;:.]*(?:(?:{links})(?!\w)\s*)?"
    last = rf"[\s,;:]*(?:(?<!\w)and\s+|[,;]\s*)(?:{names})[\s.]*$"
    return re.compile(rf"{first}|{last}", re.I)


@lru_cache(maxsize=1)
def _estimates() -> re.Pattern[str]:
    """Return the pattern of the words for an estimate."""
    words = "|".join(map(re.escape, source_note_words("estimates")["words"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


def _plain(note: str) -> str:
    """Return a note without capitals, accents and repeated spaces."""
    return _unaccented(note.casefold())


def _unaccented(note: str) -> str:
    apart = unicodedata.normalize("NFKD", note)
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return _SPACES.sub(" ", letters).strip()


@lru_cache(maxsize=4096)
def classify(note: str) -> tuple[str, str]:
    """Return the class of source and the observation status that a note shows; empty if neither."""
    own = _unaccented(_denominator().sub("", _unaccented(note)))
    if not own.strip(_ENDS):
        # Nothing but a denominator, or nothing at all.
        return _by_rules(_unaccented(note))
    named = _research().sub("", own)
    if named == own or _by_rules(own)[1]:
        return _by_rules(own)
    if not named.strip(_ENDS):
        return source_note_words("research")["class"], ""
    found, status = _by_rules(named)
    if found == OTHER:  # ITU's reading of somebody else's figures, whom no rule calls official
        return source_note_words("research")["class"], ""
    return found, status


def _by_rules(written: str) -> tuple[str, str]:
    found = _first_rule(written)
    rest = _estimates().sub(" ", written)
    if rest == written or found[1]:
        return found
    # Somebody's estimate: an authority's is official, of any other it is not known what it is.
    return (
        (found[0], source_note_words("estimates")["status"]) if found[0] in OFFICIAL else ("", "")
    )


def _first_rule(written: str) -> tuple[str, str]:
    text = _plain(written)
    if text:
        for rule in _rules():
            if rule.fits(text, written):
                return rule.source_class, rule.status
    return "", ""


def classify_sources(observations: Observations, column: str = "source") -> Observations:
    """Return observations with the class of source that their notes show.

    Only an empty class (and an empty status) is filled; what is stated stays as it is. Notes that
    no rule knows are named in a finding: whose figures those are is a question, never a guess.

    Parameters
    ----------
    observations : Observations
        The table.
    column : str
        Column with the notes: ``source`` or ``note``.

    Returns
    -------
    Observations
        A new table.

    Raises
    ------
    UsageError
        If the column is another one.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex import read_observations
    >>> row = {"economy": "ABW", "indicator": "i271mw", "year": 2012, "value": 21000,
    ...        "source": "ITU estimate based on GSMA"}
    >>> table = classify_sources(read_observations(pd.DataFrame([row])))
    >>> table.cells["source_class"][0], table.cells["status"][0]
    ('estimate', 'I')
    """
    from ictindex.data.checks import duplicates
    from ictindex.data.observations import make

    arguments.require(column in ("source", "note"), "column", "note-column", column)
    cells = dict(observations.cells)
    notes = [classify(text) for text in cells[column]]
    for position, name in enumerate(("source_class", "status")):
        pairs = zip(cells[name], notes, strict=True)
        cells[name] = tuple([stated or note[position] for stated, note in pairs])
    renewed = ("key.duplicate", _UNKNOWN)
    placed = [entry for entry in observations.placed if entry[0].code not in renewed]
    placed += _unknown(cells["source_class"], cells[column])
    placed += duplicates(cells)
    return make(
        cells, placed, observations.unread, observations.dropped, observations.letters,
        observations.sources, published=observations.published,
    )  # fmt: skip


def _unknown(classes: Sequence[str], notes: Sequence[str]) -> list[Placed]:
    """Return the question whose figures those are whose notes no rule knows."""
    rows = [n for n, kind in enumerate(classes) if not kind and notes[n].strip()]
    if not rows:
        return []
    named = [visible(_SPACES.sub(" ", notes[n]).strip())[:80] for n in rows]
    each = list(dict.fromkeys(named))
    shown = (*each[:_NAMED], *(("\u2026",) if each[_NAMED:] else ()))
    given: dict[str, object] = {"count": str(len(each)), "ids": shown}
    return [(Finding(_UNKNOWN, "warning", given=given), tuple(rows))]


def class_shares(observations: Observations) -> pd.DataFrame:
    """Return by year how many values there are of each class of source, and their share.

    Parameters
    ----------
    observations : Observations
        The table; rows without value or year do not count.

    Returns
    -------
    pandas.DataFrame
        Columns year, source_class (``""``: not stated), count, share (percent of the values of
        the year).

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> int(class_shares(table)["count"].sum()) == len(table)
    True
    """
    import pandas as pd

    counts: dict[tuple[int, str], int] = {}
    rows = zip(
        observations.cells["year"],
        observations.cells["source_class"],
        observations.cells["value"],
        strict=True,
    )
    for year, kind, value in rows:
        if year and value is not None:
            counts[year, kind] = counts.get((year, kind), 0) + 1
    order = {kind: place for place, kind in enumerate((*catalogue.source_classes(), ""))}
    totals: dict[int, int] = {}
    for (year, _), count in counts.items():
        totals[year] = totals.get(year, 0) + count
    ordered = sorted(counts, key=lambda key: (key[0], order.get(key[1], len(order))))
    return pd.DataFrame(
        [(year, kind, counts[year, kind], 100 * counts[year, kind] / totals[year])
         for year, kind in ordered],
        columns=["year", "source_class", "count", "share"],
    )  # fmt: skip
