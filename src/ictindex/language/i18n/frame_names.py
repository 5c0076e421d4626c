"""Names in the place of codes in data frames, for people: economies, indicators and groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.own_terms import terms_of, use_terms
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.designations import current_designations
from ictindex.language.i18n.translations import current_language, economy_name, label

if TYPE_CHECKING:
    import pandas as pd

_ECONOMY = "economy"
# Columns (or axes) that hold codes, and the section of the language files that names them.
_SECTIONS = {
    "economy": _ECONOMY,
    "other": _ECONOMY,
    "peer": _ECONOMY,
    "node": "nodes",
    "indicator": "nodes",
    "group": "groups",
    "grouping": "groupings",
    "basket": "baskets",
    "definition": "basket-definitions",
}
_SUFFIX = "_code"
# The index of a table of numbers is headed by the kind of the result: ``economy (what-if)``.
_HEADED = re.compile(r" \([a-z;-]+\)$")


def name_codes(
    frame: pd.DataFrame, names: str | None = None, designations: str | None = None
) -> pd.DataFrame:
    """Put names in the place of codes in a data frame, and keep the codes next to them.

    Parameters
    ----------
    frame : pandas.DataFrame
        A frame of this library, or one with columns (or an index) of its names: economy, node,
        indicator, group, grouping, basket, definition.
    names : str, optional
        Language of the names: one of the six; by default the one in force.
    designations : str, optional
        The dated list that names of economies are from: ``itu`` or ``m49``; by default the one
        in force, which is ITU's unless :class:`ictindex.set_options` chose another.

    Returns
    -------
    pandas.DataFrame
        A new frame. A column of codes becomes one of names, with its codes behind it in a column
        such as ``economy_code``; codes in the index become names, with a first column of codes;
        codes that head columns become names, and are kept in ``attrs["column_codes"]``. Rows that
        were in the order of the codes of economies are put in the order of the names; any other
        order (of ranks, say) is kept. ``attrs`` says the language, the list and its date. A code
        without name stays as it is.

    Raises
    ------
    CatalogueError
        If the language or the list is not known.

    Notes
    -----
    Names are sorted by letters, then accents, then case, with the letters of their own of Spanish
    and Russian; Chinese ones in the order of the standard GB 2312 (pinyin for common characters).

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({"economy": ["DEU", "DZA"], "score": [90.0, 70.0]})
    >>> ict.data.name_codes(frame, "en")["economy"].tolist()
    ['Algeria', 'Germany']
    >>> named = ict.data.name_codes(frame, "fr")
    >>> named.columns.tolist(), named["economy"].tolist()
    (['economy', 'economy_code', 'score'], ['Algérie', 'Allemagne'])
    >>> named.attrs["designations"], named.attrs["designations_date"]
    ('itu', '2025-12')
    """
    language = current_language(names)
    listing = current_designations(designations)
    naming: Callable[[str], Callable[[str], str]] = partial(_make_naming, language, listing.id)
    out = frame.copy()
    order = _order(out, naming(_ECONOMY), language)
    out = _name_columns(out, naming)
    out = _name_rows(out, naming)
    if order is not None:
        out = out.iloc[list(order)]
        if list(frame.columns) == list(frame.index):  # every economy against every other
            codes = [column for column in out.columns if column != f"{_ECONOMY}{_SUFFIX}"]
            rest = [column for column in out.columns if column not in codes]
            out = out[[*rest, *(codes[n] for n in order)]]
        if _find_level(frame) not in _SECTIONS and frame.index.equals(_choose_countings(frame)):
            out = out.reset_index(drop=True)
    out.attrs.update(
        {
            "names": language,
            "designations": listing.id,
            "designations_source": listing.source,
            "designations_date": listing.date,
        }
    )
    return out


def put_names(frame: pd.DataFrame, names: str | None, holder: object = None) -> pd.DataFrame:
    """Return a frame unchanged, or with names where a language was asked for.

    ``holder`` is what the frame is of: a user's own index brings names of its own.
    """
    if names is None:
        return frame
    with use_terms(terms_of(holder)):
        return name_codes(frame, names)


def _choose_countings(frame: pd.DataFrame) -> Any:
    import pandas as pd

    return pd.RangeIndex(len(frame))


def _make_naming(language: str, designations: str, section: str) -> Callable[[str], str]:
    """Return the function that names the codes of a section."""
    names: dict[str, str] = {}

    def name(code: object) -> Any:
        if not isinstance(code, str) or not code:
            return code
        if code not in names:
            names[code] = (
                economy_name(code, language, designations)
                if section == _ECONOMY
                else label(section, code, language)
            )
        return names[code]

    return name


def _order(frame: pd.DataFrame, name: Callable[[str], str], language: str) -> Sequence[int] | None:
    """Return the order of the rows by the names of economies, where it was that of their codes."""
    if _ECONOMY in frame.columns:
        codes = list(frame[_ECONOMY])
    elif _find_level(frame) == _ECONOMY:
        codes = list(frame.index)
    else:
        return None
    if not all(isinstance(code, str) for code in codes) or codes != sorted(codes):
        return None
    keys = {code: sort_key(name(code), language) for code in set(codes)}
    return sorted(range(len(codes)), key=lambda n: keys[codes[n]])


def _name_columns(
    frame: pd.DataFrame, naming: Callable[[str], Callable[[str], str]]
) -> pd.DataFrame:
    """Name the codes in columns, and those that are the names of columns."""
    for column in [c for c in frame.columns if isinstance(c, str) and c in _SECTIONS]:
        codes = frame[column]
        frame[column] = codes.map(naming(_SECTIONS[column]))
        position = int(list(frame.columns).index(column)) + 1
        if f"{column}{_SUFFIX}" not in frame.columns:
            frame.insert(position, f"{column}{_SUFFIX}", codes)
    section = _SECTIONS.get(str(frame.columns.name))
    if section is not None:
        heads = list(frame.columns)
        frame.columns = frame.columns.map(naming(section))
        frame.attrs["column_codes"] = heads
    return frame


def _name_rows(frame: pd.DataFrame, naming: Callable[[str], Callable[[str], str]]) -> pd.DataFrame:
    """Name the codes in a plain index; they become the first column."""
    if frame.index.nlevels > 1:
        return frame
    level = _find_level(frame)
    section = _SECTIONS.get(level)
    if section is not None:
        frame.insert(0, f"{level}{_SUFFIX}", frame.index)
        head = frame.index.name
        frame.index = frame.index.map(naming(section))
        frame.index.name = head
    return frame


def _find_level(frame: pd.DataFrame) -> str:
    """Return the name of the index, without the kind of the result."""
    return _HEADED.sub("", str(frame.index.name))
