"""Replicate weights of the records as whole units: what a query takes of them before all else.

A file may have hundreds of them. So a query takes a part of them, and it takes them in one step. A
weight that cannot be used (a gap, no number, too large) has 0 units; a record that lacks one of all
is flagged, whichever part is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple


class Taken(NamedTuple):
    """The replicate weights of a file that a query takes, and in which form.

    ``units`` names the columns with units, each with its column of the file; ``most`` is the
    largest weight that can be used. ``flag`` is the name of the column, if it is wanted, that is 1
    for a record in which a weight of the columns ``judged`` cannot be used. ``sizes``: instead of
    the units of each weight, their size without the sign, and a column that is 1 where the weight
    cannot be used (:func:`name_gap`).
    """

    units: Mapping[str, str] = {}
    scale: int = 1
    most: float = 0.0
    judged: tuple[str, ...] = ()
    flag: str = ""
    sizes: bool = False

    def list_columns(self) -> list[str]:
        """Return the columns of the file, each once."""
        return list(dict.fromkeys([*self.units.values(), *self.judged]))


def name_gap(name: str) -> str:
    """Return the name of the column that tells where a replicate weight cannot be used."""
    return f"{name}_missing"


def take_columns(frame: Any, columns: Iterable[str], taken: Taken) -> Any:
    """Return some columns of the records, and some of their replicate weights in units."""
    import narwhals.stable.v2 as nw

    whole = {value: nw.lit(value, dtype=nw.Int64) for value in (0, 1)}
    zero = nw.lit(0.0, dtype=nw.Float64)

    def fit(column: str) -> Any:
        weight = nw.col(column).cast(nw.Float64)
        return (weight >= -taken.most) & (weight <= taken.most)

    def flag(condition: Any, name: str) -> Any:
        return nw.when(condition).then(whole[0]).otherwise(whole[1]).alias(name)

    chosen = [nw.col(column) for column in columns]
    for name, column in taken.units.items():
        weight = nw.when(fit(column)).then(nw.col(column).cast(nw.Float64)).otherwise(zero)
        units = (weight * float(taken.scale) + 0.5).floor().cast(nw.Int64)
        chosen.append((units.abs() if taken.sizes else units).alias(name))
        if taken.sizes:
            chosen.append(flag(fit(column), name_gap(name)))
    if taken.flag and taken.judged:
        fits = join_in_pairs(list(map(fit, taken.judged)), lambda first, second: first & second)
        chosen.append(flag(fits, taken.flag))
    elif taken.flag:
        chosen.append(whole[0].alias(taken.flag))
    return frame.select(*chosen)


def project_columns(relation: Any, columns: Iterable[str], taken: Taken) -> Any:
    """Return the same of a relation of DuckDB, by a text.

    Its package compares each expression with each column of the file, but no text.
    """
    most, scale = f"{taken.most!r}::DOUBLE", f"{float(taken.scale)!r}::DOUBLE"
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    names = {column: f'"ictindex_weight_{n}"' for n, column in enumerate(taken.list_columns())}

    def read(column: str) -> str:
        name = quote_name(column)
        # Parquet tells a range without NaN, by which DuckDB leaves out a comparison that NaN fails.
        is_float = kinds.get(column) in ("DOUBLE", "FLOAT")
        return f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if is_float else name

    def fit(column: str) -> str:
        return f"{names[column]} BETWEEN -{most} AND {most}"

    def flag(condition: str, name: str) -> str:
        return f"CASE WHEN {condition} THEN 0::BIGINT ELSE 1::BIGINT END AS {quote_name(name)}"

    whole = [quote_name(column) for column in columns]
    chosen = [f"{read(column)} AS {quote_name(column)}" for column in columns]
    chosen += [f"CAST({read(column)} AS DOUBLE) AS {name}" for column, name in names.items()]
    relation, chosen = relation.project(", ".join(chosen)), whole
    for name, column in taken.units.items():
        bounded = f"CASE WHEN {fit(column)} THEN {names[column]} ELSE 0::DOUBLE END"
        units = f"CAST(floor({bounded} * {scale} + 0.5::DOUBLE) AS BIGINT)"
        chosen.append(f"{f'abs({units})' if taken.sizes else units} AS {quote_name(name)}")
        if taken.sizes:
            chosen.append(flag(fit(column), name_gap(name)))
    if taken.flag:
        fits = [f"({fit(column)})" for column in taken.judged] or ["TRUE"]
        together = join_in_pairs(fits, lambda first, second: f"({first} AND {second})")
        chosen.append(flag(together, taken.flag))
    return relation.project(", ".join(chosen))


def join_in_pairs(parts: list[Any], join: Callable[[Any, Any], Any]) -> Any:
    """Return parts joined by twos, and these again: in a row, engines refuse a thousand of them."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [join(*pair) for pair in pairs] + (parts[-1:] if len(parts) % 2 else [])
    return parts[0]


def quote_name(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
