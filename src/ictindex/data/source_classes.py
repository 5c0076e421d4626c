"""Classes of sources: what the words next to ITU's figures say of their source, and nothing more.

The mapping is data, to be read and disputed: ``methodology/catalogue/source_notes.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ictindex.catalogue import OFFICIAL, OTHER, source_note_rules, source_note_words

_SPACES = re.compile(r"\s+")
_ENDS = " .,;:"


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
