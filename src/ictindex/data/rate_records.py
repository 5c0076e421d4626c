"""The JSON object of rates that were derived from counts."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.data.rates import SHOWN
from ictindex.data.tables.schema import OBSERVATIONS
from ictindex.language.findings import FINDINGS

_COLUMNS = {
    **OBSERVATIONS.columns,
    "value": Column("value", "text", about="the value with every digit"),
    "file": Column("file", "text", about="the file of the counts"),
    "line": Column("line", "count", about="its line", gaps=True),
}
_RATE = define_record(
    "derived-rate",
    "A rate that was derived from counts.",
    *(
        Column(
            name,
            _COLUMNS[name].kind,
            about=_COLUMNS[name].about or "as of observations",
            gaps=_COLUMNS[name].gaps,
            data="shown",
        )
        for name in SHOWN
    ),
)
DERIVED = define_record(
    "derived-rates",
    "The rates that follow from the counts of a table.",
    Field("rows", _RATE, "the derived values, with every digit", "list"),
    Field("findings", FINDINGS, "counts that give no rate", "list"),
)
