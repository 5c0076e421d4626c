"""The language files: labels of ids, messages of codes, numbers as people write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import Token
from decimal import Decimal
from functools import partial, reduce
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from ictindex.core.arguments import require
from ictindex.core.decimals import truncate
from ictindex.core.errors import IctindexError
from ictindex.core.file_writer import OVERWRITE
from ictindex.core.own_terms import current_terms
from ictindex.language.i18n.chosen_language import IN_FORCE, find_words
from ictindex.language.i18n.chosen_language import LANGUAGES as LANGUAGES
from ictindex.language.i18n.chosen_language import current_language as current_language
from ictindex.language.i18n.chosen_language import direction as direction
from ictindex.language.i18n.designations import CHOSEN, choose_designations, current_designations
from ictindex.language.i18n.isolates import is_isolated, isolate_once
from ictindex.language.i18n.plural_forms import choose_form
from ictindex.language.i18n.shown_numbers import MINUS, write_digits
from ictindex.language.i18n.shown_numbers import decimal_mark as decimal_mark
from ictindex.language.i18n.shown_numbers import grouped_number as grouped_number
from ictindex.language.i18n.shown_numbers import number as number

if TYPE_CHECKING:
    from ictindex.core.formulas import Symbol

# A message with more faults than this is too long to read; all are in ``error.faults``.
_MOST_FAULTS = 50
# Not printable by Unicode's category, but part of the words of some languages.
_ALLOWED = frozenset("\u00a0\u2009\u202f\u2066\u2067\u2068\u2069\u200f\u200e")
# Codes that ISO 3166-1 leaves to its users: invented economies of demonstrations.
_SYNTHETIC = re.compile(r"X[A-D][A-Z]", re.ASCII)
# A placeholder: the name of a figure, and the forms of a word that depend on it.
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([^{}]*))?\}")
_NAMES = ("economy", "name")
_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
# Ranges are given with signs; in a sentence they are words.
_RANGES = {
    "between": f"{_NUMBER} … {_NUMBER}",
    "at-least": f"≥ {_NUMBER}()",
    "at-most": f"≤ (){_NUMBER}",
    "above": f"> {_NUMBER}()",
}


class set_options:  # noqa: N801  # called like a function, as with the other options
    """Choose the language of views and messages, names of economies, and what may be replaced.

    The choice is that of the thread (or task) that makes it: others keep their own, and a new
    thread begins in English. Called alone, it holds until another choice; in a ``with`` block,
    until the block is left. What is not named stays as it is.

    Parameters
    ----------
    language : str, optional
        One of ``en``, ``fr``, ``es``, ``ar``, ``ru``, ``zh``.
    designations : str, optional
        The dated list that names of economies are from: ``itu`` (the default) or ``m49``, the
        standard codes of the United Nations Statistics Division.
    overwrite : bool, optional
        Whether methods that write a file replace one that exists with other content. By default
        they refuse it: see ``docs/explanation/files-that-are-written.md``.

    Raises
    ------
    CatalogueError
        If the language is not one of the six, or there is no such list.
    UsageError
        If ``overwrite`` is neither true nor false.

    Examples
    --------
    >>> import ictindex as ict
    >>> with ict.set_options(language="fr"):
    ...     print(label("units", "percent"))
    %
    """

    def __init__(
        self,
        *,
        language: str | None = None,
        designations: str | None = None,
        overwrite: bool | None = None,
    ) -> None:
        require(
            overwrite is None or isinstance(overwrite, bool),
            "overwrite",
            "true-or-false",
            overwrite,
        )
        self._language = current_language(language)
        self._list = choose_designations(designations) or current_designations().id
        self._overwrite = OVERWRITE.get() if overwrite is None else overwrite
        self._tokens = [self._choose()]
        self._entered = False

    def _choose(self) -> tuple[Token[str], Token[str | None], Token[bool]]:
        return (
            IN_FORCE.set(self._language),
            CHOSEN.set(self._list),
            OVERWRITE.set(self._overwrite),
        )

    def __enter__(self) -> set_options:
        if self._entered:  # once more: the choice made at the start was taken back
            self._tokens.append(self._choose())
        self._entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        language, designations, overwrite = self._tokens.pop()
        OVERWRITE.reset(overwrite)
        IN_FORCE.reset(language)
        CHOSEN.reset(designations)


def text(section: str, key: str, language: str | None = None, **values: object) -> str:
    """Return a phrase of the language files with its placeholders filled."""
    keys = (*section.split("/"), key)
    words = find_words(language, *keys)
    return f"[{section}.{key}]" if words is None else fill(words, values, language)


def has_label(section: str, key: str) -> bool:
    """Tell whether English has words for an id."""
    return find_words("en", *section.split("/"), key) is not None


def label(section: str, key: str, language: str | None = None) -> str:
    """Return the name of an id (unit, node, group, status ...), or the id if it has no name."""
    # Anything that is not an id may be text that somebody wrote: it must not steer a terminal or
    # page.
    words = find_words(language, *section.split("/"), key)
    if words is None and section == "nodes":
        words = find_words(language, "indicators", key, "name")
        if key.startswith("core-list/"):  # a row of the Core List that the catalogue has not
            words = find_words(language, "core-list-names", key.partition("/")[2])
    return visible(key) if words is None else words


class Named(ABC):
    """Base of objects of the catalogue that have a name in six languages.

    Not made directly.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.baskets()["mobile-high"].name("fr")
    'Panier données et voix mobiles à forte consommation'
    """

    __slots__ = ()

    def name(self, language: str | None = None) -> str:
        """Return its name for people, as tables and pages show it.

        Parameters
        ----------
        language : str, optional
            One of the six; by default the one in force.

        Returns
        -------
        str
            The name; the code where the catalogue has no name of it.

        Raises
        ------
        CatalogueError
            If the language is not one of the six.

        Examples
        --------
        >>> import ictindex as ict
        >>> {code: economy.name("es") for code, economy in ict.data.economies().items()}["DEU"]
        'Alemania'
        """
        return self._find_name(current_language(language))

    @abstractmethod
    def _find_name(self, language: str) -> str:
        """Return its name in a language."""


def economy_name(economy: str, language: str | None = None, designations: str | None = None) -> str:
    """Return the name of an economy by its ISO3 code, from a dated list (ITU's by default)."""
    chosen = current_language(language)
    own = current_terms()
    if own is not None:
        own_name = own.find(("economies", economy), chosen)
        if own_name is not None:
            return own_name
    name = current_designations(designations).find(economy, chosen)
    if name is None and _SYNTHETIC.fullmatch(economy):
        letters = economy[1:].removeprefix("A") or "A"
        return text("views", "synthetic-economy", language, letter=letters)
    return visible(economy) if name is None else name


def quote(words: str, language: str | None = None) -> str:
    """Set the name of something in the quotation marks of the language."""
    return text("language", "quoted", language, words=words)


def date(day: dt.date, language: str | None = None) -> str:
    """Return a date as a language writes it: 31 March 2025."""
    month = text("dates", f"month-{day.month}", language)
    form = "first-day" if day.day == 1 else "day"  # French writes an ordinal: 1er mars
    return text("dates", form, language, day=str(day.day), month=month, year=str(day.year))


def visible(text: str) -> str:
    """Show characters that would move the cursor, hide or turn text as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _ALLOWED else ascii(c)[1:-1] for c in text)


def show_hidden(sentence: str) -> str:
    """Return one line whose characters that hide or turn text are visible; spaces stay."""
    return "".join(c if c.isspace() else visible(c) for c in " ".join(sentence.splitlines()))


def isolate(words: str, language: str | None = None) -> str:
    """Keep Latin text such as a file name together inside right-to-left words."""
    if direction(language) == "ltr" or is_isolated(words):
        return words
    return f"\u2068{words}\u2069"


def join(items: Iterable[str], language: str | None = None) -> str:
    """Join the items of a list as the language does."""
    return (find_words(language, "language", "separator") or ", ").join(items)


def join_names(names: Iterable[str], language: str | None = None) -> str:
    """Join names, as clauses if one has a separator in it: "Macao, China" does not name China."""
    listed, separator = list(names), join(("", ""), language).strip()
    has_parts = any(separator in name for name in listed)
    return (clauses if has_parts else join)(listed, language)


def clauses(items: Iterable[str], language: str | None = None) -> str:
    """Join clauses, which may contain separators."""
    return (find_words(language, "language", "clause") or "; ").join(items)


def pair(first: str, second: str, language: str | None = None) -> str:
    """Put a name before its description."""
    return text("language", "pair", language, first=first, second=second)


def detail(first: str, second: str, language: str | None = None) -> str:
    """Put a detail in brackets after a name."""
    return text("language", "detail", language, first=first, second=second)


def sentences(first: str, second: str, language: str | None = None) -> str:
    """Put one sentence after another, as the language does; leave out an empty one."""
    if not (first and second):
        return first or second
    return text("language", "sentences", language, first=first, second=second)


def paragraph(items: Iterable[str], language: str | None = None) -> str:
    """Put sentences one after another, as the language does."""
    return reduce(partial(sentences, language=language), items, "")


def symbol_name(symbol: Symbol, language: str | None = None) -> str:
    """Return the name of a symbol of a formula."""
    if symbol.kind == "x":
        return "x"
    if symbol.id == "":
        return text("explain", symbol.kind, language)
    return label("nodes", symbol.id, language)


_SECTION_OF_PLACEHOLDER = {
    "indicator": "nodes",
    "node": "nodes",
    "rate": "nodes",
    "operand": "nodes",
    "nodes": "nodes",
    "unit": "units",
    "status": "status",
    "conf_status": "conf-status",
    "source_class": "source-class",
    "grouping": "groupings",
    "operation": "operations",
    "basket": "baskets",
    "other_basket": "baskets",
    "breakdown": "breakdowns",
    "character": "characters",
    "definition": "basket-definitions",
    "wanted_definition": "basket-definitions",
    "measure": "measures",
    "coded": "measures",
    "series": "series",
    "need": "needs",
    "expected": "arguments",
    "judged": "judged",
    "mark": "marks",
    "mandate": "mandates",
    "core_area": "core-list-areas",
    "line_order": "line-orders",
    "choices": "questionnaire/choices/answers",
}
# Nobody types more decimals by hand: a number with more was computed.
_MOST_PLACES = 10
# A longer row of zeros hides the size of a number: it is written with a power of ten.
_MOST_ZEROS = 40
_NAME_ALONE = (
    "breakdowns",
    "units",
    "source-class",
    "status",
    "conf-status",
    "arguments",
    "needs",
    "judged",
    "marks",
    "mandates",
    "core-list-areas",
    "line-orders",
)
# Names of things that the catalogue has by an id: in a sentence they are in quotation marks.
_QUOTED = (
    "nodes",
    "baskets",
    "basket-definitions",
    "measures",
    "series",
    "groupings",
)
_ECONOMIES = ("economy", "partner", "first_economy", "last_economy")
# A list of economies: each is named, and the names are joined as parts of a phrase.
_LISTED = "economies"
# Names of figures of a page whose codes have names there; a message shows the codes.
_NAMED_ON_PAGES = {
    "group": "groups",
    "groups": "groups",
    "kind": "kinds",
    "index": "nodes",
    "indicators": "nodes",
    "method": "imputation-methods",
}
# Names of texts that a page shows as they are: ids, editions, and parts that are sentences.
_TEXTS = frozenset(
    {
        "after",
        "before",
        "cell",
        "column",
        "currency",
        "date",
        "document",
        "documents",
        "edition",
        "fingerprint",
        "first",
        "id",
        "name",
        "number",
        "parent",
        "publisher",
        "reason",
        "root",
        "second",
        "successor",
        "until",
    }
)
# Names of differences, which have a plus sign, and of lists whose items may contain separators.
_SIGNED = frozenset({"change", "points", "own", "others", "coverage"})
_CLAUSES = frozenset({"causes", "changes", "clauses", "operations"})
# Name of a number that a sentence repeats as it was written.
_REPEATED = "value"
# Names of parts of a phrase: a list in its place is joined as the language does, and no more.
_PARTS = frozenset({"first", "second"})
# Names of amounts. Other whole numbers may be years, lines or ids, which have no thousands.
_AMOUNTS = frozenset(
    {
        "count",
        "total",
        "whole",
        "rows",
        "plans",
        "empty",
        "findings",
        "answers",
        "withdrawn",
        "economies",
        "indicators",
        "most",
        "equal",
        "explained",
        "unexplained",
        "absent",
        "error",
        "warning",
        "information",
        "digits",
        "lines",
        "places",
        "factor",
    }
)


class _WordedAddress(Protocol):
    """An address that is written in words, as a line or a cell."""

    def show(self, language: str | None = None) -> str: ...


class _Worded(Protocol):
    """A sentence within another one."""

    @property
    def code(self) -> str: ...

    def to_text(self, language: str | None = None) -> str: ...


# Asked for each figure of each sentence: ``isinstance`` with a protocol takes fifty times as long.
def _is_address(value: object) -> TypeGuard[_WordedAddress]:
    return hasattr(value, "show")


def _is_worded(value: object) -> TypeGuard[_Worded]:
    return hasattr(value, "to_text") and hasattr(value, "code")


def _brief(value: Decimal, language: str | None) -> str:
    """Write a number within a sentence; cut the endless digits of a quotient, and mark the cut."""
    # A sentence names a value as it was written, so that it can be searched for: with a hyphen.
    if not value.is_finite():
        return str(value)
    if abs(value.adjusted()) > _MOST_ZEROS:
        point = decimal_mark(language)
        return isolate(format(value, ".2E").replace(".", point), language)
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    kept = max(4, 4 - value.adjusted())
    is_whole = places <= _MOST_PLACES or kept >= places
    shown = value if is_whole else truncate(value, kept)
    digits = write_digits(shown, language, grouped=True).replace(MINUS, "-")
    if is_whole:
        return isolate(digits, language) if value < 0 else digits
    return text("language", "cut", language, digits=digits)


def word_on_page(key: str, figure: object, language: str | None) -> str:
    """Write a figure of a sentence by its name, as a page does: names alone, the true minus."""
    if _is_worded(figure):
        return figure.to_text(language)
    if isinstance(figure, Decimal):
        if key == _REPEATED:
            return _brief(figure, language)
        return number(figure, language, signed=key in _SIGNED)
    if isinstance(figure, dt.date):
        return date(figure, language)
    if isinstance(figure, tuple):
        items = [word_on_page(key, item, language) for item in figure]
        if key in _CLAUSES:
            return clauses(items, language)
        # Names of groups are words of the language alone: they keep their places.
        plain = key in _PARTS or key == _LISTED or key in _NAMED_ON_PAGES
        return (join if plain else _list_items)(items, language)
    if isinstance(figure, str) and (key in _ECONOMIES or key == _LISTED):
        return economy_name(figure, language)
    if isinstance(figure, str) and (section := _section_on_page(key)):
        return label(section, figure, language)
    return _word_value(key, figure, language)


def _section_on_page(key: str) -> str | None:
    return _NAMED_ON_PAGES.get(key) or _SECTION_OF_PLACEHOLDER.get(key)


def can_word(key: str, figure: object) -> bool:
    """Tell whether a page can write a figure by its name: a code needs a name that has names."""
    if isinstance(figure, tuple):
        return all(can_word(key, item) for item in figure)
    if isinstance(figure, str):
        return key in (*_ECONOMIES, _LISTED) or key in _TEXTS or _section_on_page(key) is not None
    return isinstance(figure, (Decimal, int, dt.date)) or _is_worded(figure)


def _word_value(key: str, value: object, language: str | None) -> str:
    if isinstance(value, Decimal):
        return _brief(value, language)
    if isinstance(value, str):
        return _word_text(key, visible(value), language)
    if _is_address(value):
        return value.show(language)
    if _is_worded(value):
        return value.to_text(language)
    if isinstance(value, Iterable) and getattr(value, "shape", None) != ():
        return _list_items([_word_value(key, item, language) for item in value], language)
    try:
        if key in _AMOUNTS and isinstance(value, int):
            return grouped_number(value, language)
        return visible(str(value))
    except ValueError:  # an integer of thousands of digits
        return type(value).__name__


def _range(signs: str, language: str | None) -> str:
    for key, pattern in _RANGES.items():
        if match := re.fullmatch(pattern, signs):
            low, high = (Decimal(bound) if bound else "" for bound in match.groups())
            return text("language", key, language, low=low, high=high)
    return signs


def _word_text(key: str, value: str, language: str | None) -> str:
    if key == "range":
        return _range(value, language)
    if key in _AMOUNTS and value.isdecimal() and value.isascii():
        return grouped_number(Decimal(value), language)
    if key in _ECONOMIES:
        name = economy_name(value, language)
        return value if name == value else detail(name, value, language)
    section = _SECTION_OF_PLACEHOLDER.get(key)
    if section is None:
        return value
    base, mark, part = value.partition("@")
    name = label(section, base, language)
    if section == "nodes" and mark and name != base:
        return quote(detail(name, _part_name(part, language), language), language)
    if section in _NAME_ALONE or name == value:
        return name
    return quote(name, language) if section in _QUOTED else detail(name, value, language)


def _part_name(part: str, language: str | None) -> str:
    """Return the name of a part of a figure, such as ``sex=F``."""
    by, _, code = part.partition("=")
    return label(f"questionnaire/categories/{by}", code, language)


def _list_items(items: Sequence[str], language: str | None) -> str:
    """Join items so that they stay apart in a language from right to left."""
    # There a code and its words would change places with those of the next item.
    if direction(language) == "ltr":
        return join(items, language)
    apart = [f"\u2067{item}\u2069" if _is_rtl(item) else isolate(item, language) for item in items]
    return f"\u2067{join(apart, language)}\u2069"


def _is_rtl(words: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)


def fill(words: str, values: Mapping[str, object], language: str | None) -> str:
    """Fill the placeholders of a phrase; one without a value stays."""

    def write(key: str) -> str | None:
        return _word_value(key, values[key], language) if key in values else None

    return put_words(words, write, values, language)


def put_words(
    words: str,
    write: Callable[[str], str | None],
    figures: Mapping[str, object],
    language: str | None,
) -> str:
    """Put words for the placeholders of a phrase; one without words stays."""

    def put(match: re.Match[str]) -> str:
        written = write(match[1])
        if written is None:
            return match[0]
        if match[2] is None:
            # A name such as “Turks & Caicos Is.” ends a sentence with its own full stop.
            is_end = match[1] in _NAMES and words.startswith(".", match.end())
            return written.removesuffix(".") if is_end else written
        amount = Decimal(str(figures[match[1]]))
        return choose_form(match[2], amount, current_language(language)).replace("#", written)

    return isolate_once(_PLACEHOLDER.sub(put, words) if "{" in words else words)


def message(
    code: str,
    values: Mapping[str, object],
    language: str | None = None,
    part: str = "message",
) -> str:
    """Put a finding or an error into words: the fault (``message``) or what to do (``remedy``)."""
    words = find_words(language, "messages", code, part)
    if words is None and code.count(".") > 1:  # A variant without words has those of its rule.
        words = find_words(language, "messages", code.rpartition(".")[0], part)
    if words is None:
        return code if part == "message" else ""
    return fill(words, values, language)


def describe_fault(fault: Any, language: str | None) -> tuple[str, str]:
    """Return what is wrong and what to do: in the fault's own words if it has them."""
    if callable(getattr(fault, "remedy", None)):  # A finding names more than its details.
        return fault.message(language), fault.remedy(language)
    code, details = fault.code, fault.details
    return message(code, details, language), message(code, details, language, "remedy")


def error_message(error: IctindexError, language: str | None = None) -> str:
    """Put an error into words: fault, address, remedy; then each collected fault on a line."""
    lines = [sentences(*describe_fault(error, language), language)]
    for fault in error.faults[:_MOST_FAULTS]:
        where = getattr(fault, "where", None)
        words, remedy = describe_fault(fault, language)
        if callable(where) and (address := where(language)):
            words = pair(address, words, language)
        lines.append(f"  - {sentences(words, remedy, language)}")
    if len(error.faults) > _MOST_FAULTS:
        rest = len(error.faults) - _MOST_FAULTS
        lines.append(f"  - {text('views', 'more-faults', language, count=str(rest))}")
    return "\n".join(lines)
