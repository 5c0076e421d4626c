"""The declarations of charts, in a form that is compared from one version to the next."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ictindex.publishing.graphics.chart import Chart

# A file for each chart: two people who each add or change one touch different files.
FOLDER = Path(__file__).resolve().parents[1] / "golden" / "charts"
_ENDING = ".json.gz"
# From left to right, from right to left, and without spaces between words.
LANGUAGES = ("en", "ar", "zh")
# Digits in which two processors agree.
_DIGITS = 9

Declarations = dict[str, Any]


def declare(chart: Chart) -> Declarations:
    """Return the declaration of a chart by language and form."""
    return {
        f"{language}-{form}": plain(getattr(chart.in_language(language), form).to_spec())
        for language in LANGUAGES
        for form in ("wide", "narrow")
    }


def plain(value: Any) -> Any:
    """Return plain data, floats in as many digits as all machines agree on."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    return value


def write_declarations(charts: Mapping[str, Declarations]) -> None:
    """Write a file for each chart whose declarations changed, and remove those of no chart."""
    kept = read_declarations()
    for name in kept.keys() - charts.keys():
        (FOLDER / f"{name}{_ENDING}").unlink()
    for name, declarations in charts.items():
        if kept.get(name) != declarations:
            text = json.dumps(declarations, ensure_ascii=False, sort_keys=True)
            content = gzip.compress(text.encode(), mtime=0)
            (FOLDER / f"{name}{_ENDING}").write_bytes(content)


def read_declarations() -> dict[str, Declarations]:
    """Read the declarations that are kept, by the name of the chart."""
    return {
        path.name.removesuffix(_ENDING): json.loads(gzip.decompress(path.read_bytes()))
        for path in sorted(FOLDER.glob(f"*{_ENDING}"))
    }


def find_differences(kept: Any, made: Any, path: str = "") -> Iterator[str]:
    """Yield where two declarations differ, with both values."""
    if isinstance(kept, dict) and isinstance(made, dict):
        for key in sorted({*kept, *made}):
            yield from find_differences(kept.get(key), made.get(key), f"{path}/{key}")
    elif isinstance(kept, list) and isinstance(made, list) and len(kept) == len(made):
        for n, (first, second) in enumerate(zip(kept, made, strict=True)):
            yield from find_differences(first, second, f"{path}/{n}")
    elif kept != made:
        yield f"{path}: {str(kept)[:60]} -> {str(made)[:60]}"
