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
        # The texts of lists and dictionaries, by the identity of each: the value holds all of them.
        self._texts: dict[int, str] = {}
        self._count(value, _text_of(value, self._texts))

    def write(self) -> dict[str, Any]:
        whole = self._refer(self._value)
        return {"parts": self._parts, "whole": whole}

    def _find_text(self, value: Any) -> str:
        """Return the text of a value that may be a part; empty for any other."""
        if isinstance(value, str):
            return _dump(value)
        return self._texts[id(value)] if isinstance(value, dict | list) else ""

    def _count(self, value: Any, text: str) -> None:
        if len(text) < _SHORTEST:
            return
        self._counts[text] += 1
        # What is in a part that is there again is written with it.
        if self._counts[text] == 1 and not isinstance(value, str):
            for inner in value.values() if isinstance(value, dict) else value:
                self._count(inner, self._find_text(inner))

    def _refer(self, value: Any) -> Any:
        """Return a value, or the number of the part that it is."""
        text = self._find_text(value)
        if len(text) < _SHORTEST or self._counts[text] < 2:
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


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _text_of(value: Any, texts: dict[int, str]) -> str:
    """Return the text of a value, and keep those of all lists and dictionaries in it."""
    if isinstance(value, dict):
        inner = (f"{_dump(key)}:{_text_of(item, texts)}" for key, item in value.items())
        text = texts[id(value)] = f"{{{','.join(inner)}}}"
    elif isinstance(value, list):
        text = texts[id(value)] = f"[{','.join([_text_of(item, texts) for item in value])}]"
    else:
        text = _dump(value)
    return text


def _are_records(values: list[Any]) -> bool:
    """Tell whether values are records with the same keys in the same order."""
    if len(values) < _FEWEST or not all(isinstance(value, dict) and value for value in values):
        return False
    keys = [*values[0]]
    return not {PART, KEYS} & {*keys} and all([*value] == keys for value in values)
