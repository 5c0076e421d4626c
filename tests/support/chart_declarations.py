"""The declarations of charts, in a form that is compared from one version to the next."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ictindex.publishing.graphics.chart import Chart

ARCHIVE = Path(__file__).resolve().parents[1] / "golden" / "golden-charts.zip"
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
    """Write the declarations of all charts: a file in an archive for each, the same bytes twice."""
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, declarations in sorted(charts.items()):
            text = json.dumps(declarations, ensure_ascii=False, sort_keys=True)
            member = zipfile.ZipInfo(f"{name}.json")
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text)


def read_declarations() -> dict[str, Declarations]:
    """Read the declarations that are kept, by the name of the chart."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {Path(name).stem: json.loads(archive.read(name)) for name in archive.namelist()}


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
