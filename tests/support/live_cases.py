"""Conditional formats of a workbook as LibreOffice computes them: an evaluator that is not ours."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
_REFERENCE = re.compile(r'"(?:[^"]|"")*"|\$?[A-Z]{1,3}\$?[0-9]{1,4}(?![0-9(])')


@dataclass(frozen=True)
class Format:
    """A conditional format of one cell."""

    title: str
    cell: str
    colour: str
    formula: str


def formats_of(path: Path) -> list[Format]:
    """The conditional formats of a workbook, the first cell of each, in the order of priority."""
    collected = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        for area in sheet.conditional_formatting:
            first = str(area.sqref).split(":")[0].split()[0]
            for rule in area.rules:
                colour = rule.dxf.fill.bgColor.rgb
                collected.append(
                    (rule.priority, Format(sheet.title, first, colour, rule.formula[0]))
                )
    return [each for _, each in sorted(collected, key=lambda pair: pair[0])]


def convert(paths: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """The files as LibreOffice saves them, everything in them computed again."""
    out = folder / "saved"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(PROGRAM), "--headless", profile, "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)
    return [out / f"{path.stem}.{kind}" for path in paths]


Values = Mapping[tuple[str, str], object]  # what the cells hold, by title and name


def colours(
    formats: Sequence[Format], filled: Sequence[Values], folder: Path
) -> list[dict[tuple[str, str], str]]:
    """The colour of each cell with conditional formats, for some ways to fill a workbook in."""
    # Each expression becomes a formula on a sheet next to the values that it names; LibreOffice
    # computes them, and only the results are read.
    paths = []
    for number, values in enumerate(filled):
        book = openpyxl.Workbook()
        helper = book.active
        helper.title = "helper"
        for title in {each.title for each in formats}:
            book.create_sheet(title)
        for (title, name), value in values.items():
            book[title][name] = value
        for row, each in enumerate(formats, start=1):
            helper.cell(row, 1).value = f"={_on_sheet(each.formula, each.title)}"
        paths.append(folder / f"filled-{number}.xlsx")
        book.save(paths[-1])
    return [_true_ones(formats, path) for path in convert(paths, folder)]


def _true_ones(formats: Sequence[Format], path: Path) -> dict[tuple[str, str], str]:
    computed = openpyxl.load_workbook(path, data_only=True)["helper"]
    shown: dict[tuple[str, str], str] = {}
    for row, each in enumerate(formats, start=1):
        value = computed.cell(row, 1).value
        assert value in (True, False, 0, 1), f"{each.title}!{each.cell}: {each.formula}: {value}"
        if value:
            shown.setdefault((each.title, each.cell), each.colour)
    return shown


def _on_sheet(formula: str, title: str) -> str:
    """An expression with the sheet before each cell; texts in quotation marks stay."""

    def name(match: re.Match[str]) -> str:
        word = match[0]
        return word if word.startswith('"') else f"'{title}'!{word}"

    return _REFERENCE.sub(name, formula)
