"""A second file of a survey: households to which persons belong, or persons of households.

Persons take variables of their household; households with and without children follow from their
persons. Every record has to have its match: nothing is left out. The verbs are the same with every
library of frames, and a missing key matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.io.csv import NONE, hint
from ictindex.language.findings import Address, Finding
from ictindex.submissions.surveys.engines import require_package
from ictindex.submissions.surveys.record_codes import read_codes
from ictindex.submissions.surveys.survey_mapping import (
    COMPOSITION,
    COMPOSITIONS,
    HouseholdFile,
    MemberFile,
    SurveyMapping,
)
from ictindex.submissions.surveys.survey_records import (
    SurveyRecords,
    list_variables,
    name_records,
    open_records,
)

MATCH = "ictindex_match"  # the number of the household in the second file; missing without one
_ROW = "ictindex_row"
_OLDEST = 130
_MOST_TRIED = 12  # variables of both files that may be a part of the key
_MOST_EXACT = 2**53  # whole numbers above it are not exact as floats


@dataclass(frozen=True, eq=False)
class LinkedRecords:
    """The second file of a survey: a row for each household, and what is wrong in it."""

    name: str
    lookup: Any
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]

    def list_unmatched(self, mapping: SurveyMapping, seen: Any) -> Iterator[Finding]:
        """Yield the households of the second file that no record of the first belongs to."""
        import numpy as np

        unseen = np.flatnonzero(~seen)
        if not len(unseen) or mapping.link is None:
            return
        is_members = mapping.members is not None
        yield _find(
            "survey.link-unmatched" if is_members else "survey.link-alone",
            self.name,
            ", ".join(mapping.link.key.values()),
            "error" if is_members else "warning",
            self.lines[int(unseen[0])],
            count=len(unseen),
        )


def require_linked(mapping: SurveyMapping, linked: Any) -> None:
    """Refuse a second file that the mapping does not name, and one that is not there."""
    if mapping.link is None and linked is not None:
        raise UsageError("survey.link-not-needed", file=mapping.id)
    if mapping.link is not None and linked is None:
        raise UsageError("survey.link-needed", file=mapping.id, key=mapping.link_name)


def find_link_faults(
    mapping: SurveyMapping, variables: Sequence[str], linked: Any
) -> Iterator[Finding]:
    """Yield variables that the second file has not, and names that are in both files."""
    name = name_records(linked)
    there = tuple(list_variables(linked, mapping.dialect))
    for key, variable in _list_roles(mapping):
        if variable not in there:
            near = hint(variable, there)
            code = "survey.no-variable" if near == NONE else "survey.no-variable-near"
            details = {"file": name, "key": key, "variable": variable, "hint": near}
            yield Finding(code, address=Address(name, column=variable), details=details)
    for variable in mapping.linked_names:
        if variable in variables:
            yield _find("survey.link-name-taken", name, variable)


def _list_roles(mapping: SurveyMapping) -> list[tuple[str, str]]:
    """Return key and variable of everything that is read from the second file."""
    link = mapping.link
    if link is None:
        return []
    roles = [(f"{mapping.link_name}.key", variable) for variable in link.key.values()]
    if isinstance(link, HouseholdFile):
        return [*roles, *((f"households.variables.{n}", v) for n, v in link.variables.items())]
    return [*roles, ("members.person", link.person), ("members.age", link.age)]


def open_linked(mapping: SurveyMapping, linked: Any, kinds: Mapping[str, str]) -> LinkedRecords:
    """Read what is needed of the second file into memory, and check its keys."""
    wanted = list(dict.fromkeys(variable for _, variable in _list_roles(mapping)))
    records = open_records(linked, wanted, mapping.dialect, "pandas")
    frame, link = records.frame, mapping.link
    keys = list(link.key.values()) if link is not None else []
    findings = [*_find_keys(records, link.key if link is not None else {}, kinds)]
    if isinstance(link, MemberFile):
        findings += [*_find_twice(records, [*keys, link.person]), *_find_ages(records, link)]
    else:
        findings += _find_twice(records, keys)
    complete = frame[keys].notna().all(axis=1)
    first = ~frame[keys].duplicated() & complete
    lines = tuple((first.to_numpy().nonzero()[0] + records.first_line).tolist())
    lookup = frame[first].reset_index(drop=True)
    if isinstance(link, MemberFile):
        counted = _compose(frame[complete], keys, link, records.kinds)
        lookup = lookup[keys].merge(counted, on=keys, how="left", sort=False)
        names = {COMPOSITION: COMPOSITION}
    else:
        names = dict(link.variables) if link is not None else {}
    columns = {_name_key(n): lookup[key] for n, key in enumerate(keys)}
    columns |= {own: lookup[variable] for own, variable in names.items()}
    shaped = type(lookup)(columns)
    shaped[MATCH] = range(len(shaped))
    return LinkedRecords(records.name, shaped, lines, tuple(findings))


def list_kinds(mapping: SurveyMapping, linked: LinkedRecords) -> dict[str, str]:
    """Return the kinds of the variables that come from the second file."""
    import pandas as pd

    numeric = pd.api.types.is_numeric_dtype
    return {
        name: "number" if numeric(linked.lookup[name]) else "text" for name in mapping.linked_names
    }


def suggest_key(own: Any, linked: Any, dialect: str | None, *, is_persons: bool) -> tuple[str, ...]:
    """Return the variables of both files that name each household once, and that of every person.

    Only variables of one name are tried, up to three together, in their order; none if no
    household, or no person, is named so.
    """
    there = list_variables(linked, dialect)
    shared = [name for name in list_variables(own, dialect) if name in there][:_MOST_TRIED]
    if not shared:
        return ()
    frames = [open_records(each, shared, dialect, "pandas").frame for each in (own, linked)]
    persons, households = frames if is_persons else frames[::-1]
    # A weight with a fraction may differ everywhere, and names nobody.
    named = [name for name in shared if _is_label(households[name])]
    for size in (1, 2, 3):
        for names in combinations(named, size):
            keys, of_persons = households[list(names)], persons[list(names)].drop_duplicates()
            if keys.duplicated().any() or keys.isna().any(axis=None):
                continue
            try:
                joined = of_persons.merge(keys, on=list(names), how="left", indicator=True)
            except ValueError:  # numbers in one file, texts in the other
                continue
            if (joined["_merge"] == "both").all():
                return names
    return ()


def _is_label(cells: Any) -> bool:
    """Tell whether cells are texts or whole numbers."""
    import pandas as pd

    return not pd.api.types.is_float_dtype(cells) or bool((cells.dropna() % 1 == 0).all())


def _name_key(position: int) -> str:
    return f"ictindex_key_{position}"


def _find(
    code: str,
    file: str,
    variable: str,
    level: str = "error",
    line: int | None = None,
    **details: object,
) -> Finding:
    of = {"file": file, "variable": variable, **details}
    return Finding(code, level, address=Address(file, line, variable), details=of)


def _find_keys(
    records: SurveyRecords, pairs: Mapping[str, str], kinds: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield keys that are missing, of another kind, or not exact."""
    for own, variable in pairs.items():
        cells = records.frame[variable]
        if kinds[own] != records.kinds[variable]:
            yield _find("survey.link-kinds", records.name, variable, first=own, second=variable)
        missing = cells.isna().to_numpy()
        if missing.any():
            line = int(missing.argmax()) + records.first_line
            count = int(missing.sum())
            yield _find("survey.identifier-missing", records.name, variable, line=line, count=count)
        if records.kinds[variable] == "number" and (cells.abs() >= _MOST_EXACT).any():
            yield _find("survey.link-digits", records.name, variable)


def _find_twice(records: SurveyRecords, names: Sequence[str]) -> Iterator[Finding]:
    """Yield a record that is there twice, with the line of both."""
    frame = records.frame[list(names)]
    complete = frame[frame.notna().all(axis=1)]
    again = complete.duplicated()
    if not again.any():
        return
    second = again.index[again.to_numpy().argmax()]
    same = (complete == complete.loc[second]).all(axis=1)
    first = int(same.index[same.to_numpy().argmax()]) + records.first_line
    line, count = int(second) + records.first_line, int(again.sum())
    variable = ", ".join(names)
    details = {"file": records.name, "variable": variable, "count": count, "line": str(first)}
    yield Finding(
        "survey.record-twice", address=Address(records.name, line, variable), details=details
    )


def _find_ages(records: SurveyRecords, link: MemberFile) -> Iterator[Finding]:
    """Yield ages that are no numbers, or that nobody has."""
    cells = records.frame[link.age]
    if records.kinds[link.age] == "text":
        yield _find("survey.not-numbers", records.name, link.age, key="members.age")
        return
    unknown = cells.isin(read_codes(link.unknown, "number"))
    impossible = (~unknown & ((cells < 0) | (cells > _OLDEST))).to_numpy()
    if impossible.any():
        position = int(impossible.argmax())
        yield _find(
            "survey.age-impossible",
            records.name,
            link.age,
            line=position + records.first_line,
            value=f"{cells.iloc[position]:g}",
            count=int(impossible.sum()),
        )


def _compose(frame: Any, keys: Sequence[str], link: MemberFile, kinds: Mapping[str, str]) -> Any:
    """Return households with their composition; missing where an age that decides is not known."""
    require_package("narwhals")
    import narwhals.stable.v2 as nw

    if kinds[link.age] == "text" or not len(frame):
        return frame[list(keys)].drop_duplicates().assign(**{COMPOSITION: 0.0})
    unknown = read_codes(link.unknown, "number")
    counted = count_children(nw.from_native(frame), keys, link.age, unknown, link.children_to)
    return compose_households(counted).to_native()


class _Ages(NamedTuple):
    """The columns that are counted of a household: children, and persons of unknown age."""

    children: str = "ictindex_children"
    unknown: str = "ictindex_unknown"


def count_children(
    frame: Any, keys: Sequence[str], age: str, unknown: Sequence[Any], oldest: int
) -> Any:
    """Return the children of each household, and its persons whose age is not known."""
    import narwhals.stable.v2 as nw

    def whole(number: int) -> Any:
        return nw.lit(number, dtype=nw.Int64)

    years, names = nw.col(age).cast(nw.Float64), _Ages()
    is_age = (years >= 0) & (years <= _OLDEST)
    child = nw.when(is_age & (years <= oldest)).then(whole(1)).otherwise(whole(0))
    open_age = nw.when(is_age).then(whole(0)).otherwise(whole(1))
    if unknown:
        coded = years.is_in([float(code) for code in unknown])
        child = nw.when(coded).then(whole(0)).otherwise(child)
        open_age = nw.when(coded).then(whole(1)).otherwise(open_age)
    derived = frame.with_columns(child.alias(names.children), open_age.alias(names.unknown))
    grouped = derived.group_by(*keys).agg(*(nw.col(name).sum() for name in names))
    return grouped.with_columns(*(nw.col(name).cast(nw.Int64) for name in names))


def compose_households(counted: Any) -> Any:
    """Return 1 for a household with children and 2 without; missing if it is not known."""
    import narwhals.stable.v2 as nw

    names, codes = _Ages(), COMPOSITIONS
    number = {name: nw.lit(float(code), dtype=nw.Float64) for name, code in codes.items()}
    nothing = nw.lit(None, dtype=nw.Float64)
    without = nw.when(nw.col(names.unknown) == 0).then(number["without-children"])
    composed = (
        nw.when(nw.col(names.children) > 0)
        .then(number["with-children"])
        .otherwise(without.otherwise(nothing))
    )
    return counted.with_columns(composed.alias(COMPOSITION)).drop(*names)


def join_households(frame: Any, lookup: Any, keys: Sequence[str], kinds: Mapping[str, str]) -> Any:
    """Return the records of a frame with the columns of their household, in any order."""
    import narwhals.stable.v2 as nw

    names = [_name_key(n) for n in range(len(keys))]
    # Whole numbers of one file are floats in another, where a cell is empty.
    types = [nw.String if kinds[key] == "text" else nw.Float64 for key in keys]
    own = [nw.col(k).cast(t).alias(n) for k, t, n in zip(keys, types, names, strict=True)]
    other = [nw.col(name).cast(t) for name, t in zip(names, types, strict=True)]
    joined = frame.with_columns(*own).join(lookup.with_columns(*other), on=names, how="left")
    return joined.drop(*names)


def link_records(
    records: SurveyRecords, mapping: SurveyMapping, linked: LinkedRecords
) -> SurveyRecords:
    """Return the records with the variables of their household, in their order."""
    import narwhals.stable.v2 as nw

    keys = list(mapping.link.key) if mapping.link is not None else []
    kinds = {**records.kinds, **list_kinds(mapping, linked), MATCH: "number"}
    if records.is_loaded:
        frame, lookup = nw.from_native(records.frame), nw.from_native(linked.lookup)
        joined = nw.to_native(join_households(frame, lookup, keys, kinds))
        return replace(records, frame=joined.reset_index(drop=True), kinds=kinds)
    connection, table = records.connection, linked.lookup
    connection.register("ictindex_frame", table)
    connection.execute("CREATE TEMP TABLE ictindex_linked AS SELECT * FROM ictindex_frame")
    connection.unregister("ictindex_frame")
    numbered = records.frame.project(f"*, row_number() OVER () AS {_ROW}")
    lookup = nw.from_native(connection.table("ictindex_linked"))
    joined = nw.to_native(join_households(nw.from_native(numbered), lookup, keys, kinds))
    # A join has no order, but findings name the rows of the file.
    return replace(records, frame=joined.order(_ROW), kinds=kinds)
