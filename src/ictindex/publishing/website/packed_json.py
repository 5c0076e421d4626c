"""JSON of charts without repetition: what is in it twice is written once, and named.

The forms of a chart have most of their parts in common, and so have its panels. A packed value has
its repeated ``parts`` and the ``whole``: a part is named by its number, and records with the same
keys are a table that has each key once. The script of the page puts all back in its place.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

# Names of a repeated part, and of the keys and the rows of a table of records.
PART, KEYS, ROWS = "$", "$k", "$r"
# Parts whose text is shorter are not longer than their number.
_SHORTEST = 16
# Of fewer records a table is not shorter.
_FEWEST = 3


def pack_json(value: Any) -> dict[str, Any]:
    """Return a value of JSON as its repeated parts and the whole that names them.

    No key of the value may be a name of a part or of a table.
    """
    return _Packer(value).write()


class _Packer:
    """Counts the parts of a value by their texts, then writes it."""

    def __init__(self, value: Any) -> None:
        self._value, self._parts = value, list[Any]()
        self._counts: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}
        self._count(value)

    def write(self) -> dict[str, Any]:
        whole = self._refer(self._value)
        return {"parts": self._parts, "whole": whole}

    def _count(self, value: Any) -> None:
        text = _text_of(value)
        if len(text) < _SHORTEST:
            return
        self._counts[text] += 1
        # What is in a part that is there again is written with it.
        if self._counts[text] == 1:
            for inner in _list_inner(value):
                self._count(inner)

    def _refer(self, value: Any) -> Any:
        """Return a value, or the number of the part that it is."""
        text = _text_of(value)
        if self._counts[text] < 2:
            return self._write(value)
        if text not in self._numbers:
            part = self._write(value)
            self._numbers[text] = len(self._parts)
            self._parts.append(part)
        return {PART: self._numbers[text]}

    def _write(self, value: Any) -> Any:
        if isinstance(value, dict):
            if {PART, KEYS} & value.keys():
                raise ValueError(f"a key of a chart is a name of a part: {sorted(value)}")
            return {key: self._refer(inner) for key, inner in value.items()}
        if not isinstance(value, list):
            return value
        if _are_records(value):
            rows = [[self._refer(cell) for cell in record.values()] for record in value]
            return {KEYS: [*value[0]], ROWS: rows}
        return [self._refer(inner) for inner in value]


def _text_of(value: Any) -> str:
    """Return the text of a value that may be a part; empty for any other."""
    if not isinstance(value, dict | list | str):
        return ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _list_inner(value: Any) -> list[Any]:
    if isinstance(value, str):
        return []
    return list(value.values() if isinstance(value, dict) else value)


def _are_records(values: list[Any]) -> bool:
    """Tell whether values are records with the same keys in the same order."""
    if len(values) < _FEWEST or not all(isinstance(value, dict) and value for value in values):
        return False
    keys = [*values[0]]
    return not {PART, KEYS} & {*keys} and all([*value] == keys for value in values)
