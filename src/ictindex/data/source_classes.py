"""Classes of sources, as the words next to ITU's figures state them, and nothing more.

The mapping is data that anybody can read and discuss: ``methodology/catalogue/source_notes.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import OFFICIAL, OTHER, source_note_rules, source_note_words

_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[\W\d_]+")
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
    alternatives = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
    alternatives += [rf"(?<!\w){re.escape(stem)}" for stem in stems]
    alternatives += [re.escape(_plain(part)) for part in parts]
    return re.compile("|".join(alternatives)) if alternatives else None


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
    """Return the pattern of the words about the denominator at the end of a note."""
    words_of_rule = source_note_words("denominators")
    signs = "|".join(map(re.escape, words_of_rule["signs"]))
    words = "|".join(map(re.escape, words_of_rule["words"]))
    names = "|".join(map(re.escape, words_of_rule["names"]))
    return re.compile(
        rf"\s*(?:(?:{signs})\s*|(?<!\w)(?:{words})\s+)+(?:{names})(?!\w).*$", re.I | re.S
    )


@lru_cache(maxsize=1)
def _research() -> re.Pattern[str]:
    """Return the pattern of the words by which ITU states that it looked up a figure."""
    words_of_rule = source_note_words("research")
    names = "|".join(map(re.escape, words_of_rule["names"]))
    links = "|".join(map(re.escape, words_of_rule["links"]))
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
    return _remove_accents(note.casefold())


def _remove_accents(note: str) -> str:
    apart = unicodedata.normalize("NFKD", note)
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return _SPACES.sub(" ", letters).strip()


@lru_cache(maxsize=4096)
def classify(note: str) -> tuple[str, str]:
    """Return the class of source and the status that a note shows; empty texts if unknown."""
    own = _remove_accents(_denominator().sub("", _remove_accents(note)))
    if not own.strip(_ENDS):
        # Only a denominator, or nothing at all.
        return _class_by_rules(_remove_accents(note))
    named = _research().sub("", own)
    if named == own or _class_by_rules(own)[1]:
        return _class_by_rules(own)
    if not named.strip(_ENDS):
        return source_note_words("research")["class"], ""
    source_class, status = _class_by_rules(named)
    if (
        source_class == OTHER
    ):  # ITU's reading of somebody else's figures, whom no rule calls official
        return source_note_words("research")["class"], ""
    return source_class, status


def name_rule(note: str) -> str:
    """Return the id of the rule that decides on a note; empty if none does.

    A figure that ITU collected itself has the id ``research``.

    Examples
    --------
    >>> name_rule("National Institute of Statistics"), name_rule("ITU Research")
    ('authority', 'research')
    >>> name_rule("Household survey 2024"), name_rule("ITU estimate"), name_rule("NULL")
    ('official-survey', 'compiler-estimate', '')
    """
    if classify(note)[0] == source_note_words("research")["class"]:
        return "research"
    own = _remove_accents(_denominator().sub("", _remove_accents(note)))
    if not own.strip(_ENDS):
        return _find_rule(_remove_accents(note))
    named = _research().sub("", own)
    by_words = _class_by_rules(own)
    if not any(by_words) and not any(_class_by_rules(named)):
        return ""
    return _find_rule(own if named == own or by_words[1] else named)


def name_body(note: str) -> str:
    """Return the body that a note names, without denominators, years, signs and capitals."""
    # Two notes of one body differ in spelling, in the year of a publication, or in a denominator.
    own = _denominator().sub("", _remove_accents(note))
    return _SIGNS.sub(" ", _plain(_research().sub("", own))).strip()


def _class_by_rules(written: str) -> tuple[str, str]:
    rule = _first_rule(written)
    rest = _estimates().sub(" ", written)
    if rest == written or rule[1]:
        return rule
    # An estimate of an authority is official; the class of any other estimate is not known.
    return (rule[0], source_note_words("estimates")["status"]) if rule[0] in OFFICIAL else ("", "")


def _first_rule(written: str) -> tuple[str, str]:
    text = _plain(written)
    if text:
        for rule in _rules():
            if rule.fits(text, written):
                return rule.source_class, rule.status
    return "", ""


def _find_rule(written: str) -> str:
    text = _plain(written)
    fitting = (rule.id for rule in _rules() if text and rule.fits(text, written))
    return next(fitting, "")
