"""Content that Excel refuses or repairs on opening: no workbook of ours may hold any of it.

The limits are those of Microsoft's "Excel specifications and limits" and of ECMA-376 (Office Open
XML): the file is looked at part by part, without the library that wrote it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import questionnaire_cases as cases
from defusedxml.ElementTree import fromstring

import ictindex as ict
from ictindex.language import i18n
from ictindex.language.findings import Finding

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
Parts = dict[str, bytes]


def cell_of(page: str, indicator: str) -> tuple[str, int, int]:
    return cases.cell_of(page, indicator)


@cache
def workbooks(folder: Path, language: str) -> dict[str, Parts]:
    """An empty and a handed-back workbook; the latter with long and odd contents."""
    empty = cases.blank(folder, language)
    collected = {"empty": cases.parts(empty)}
    users = cell_of("individuals", "internet-users")
    note = (users[0], users[1], cases.ECUADOR.column_of("note"))
    cells: dict[tuple[str, int, int], object] = {
        users: "72,7",
        note: '=HYPERLINK("http://x.example") & <b> \u202e' + "long " * 1500,
        cell_of("coverage", "coverage-3g"): 94,
        cell_of("coverage", "coverage-4g"): 97,
        cell_of("population", "population"): 17_990,
        cell_of("population", "households"): 5_500_000,
        cases.tariff("tariffs-mobile", 0, "operator"): "A" * 300,
        cases.tariff("tariffs-mobile", 0, "price"): "4,50",
    }
    submission = cases.filled(folder, cells, language)
    judged = ict.validate(submission.observations, ict.methodology("idi", edition=2025), year=2023)
    more = [
        Finding("number.percent-sign", "warning", "ECU", "households-internet", 2023,
                details={"value": "x" * 40_000}),
    ]  # fmt: skip
    back = folder / f"back-{language}.xlsx"
    submission.hand_back([*judged, *more], back, language=language)
    collected["handed-back"] = cases.parts(back)
    return collected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("limits")


@pytest.fixture(
    params=[
        pytest.param(
            (language, state),
            id=f"{language}-{state}",
            marks=() if language in ("fr", "ar") else pytest.mark.slow,
        )
        for language in i18n.LANGUAGES
        for state in ("empty", "handed-back")
    ]
)
def parts(request: pytest.FixtureRequest, folder: Path) -> Parts:
    language, state = request.param
    return workbooks(folder, language)[state]


def tree(parts: Parts, name: str) -> ElementTree.Element:
    return fromstring(parts[name])


def sheets(parts: Parts) -> Iterator[tuple[str, ElementTree.Element]]:
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            yield name, tree(parts, name)


def area(reference: str) -> tuple[int, int, int, int]:
    """The corners of a reference such as B2:C9, checked against the size of a sheet."""
    corners = [CELL.fullmatch(part) for part in reference.split(":")]
    assert all(corners), reference
    numbers = []
    for corner in corners:
        assert corner is not None
        column = 0
        for letter in corner[1]:
            column = 26 * column + ord(letter) - 64
        assert 1 <= column <= 16_384 and 1 <= int(corner[2]) <= 1_048_576, reference
        numbers.append((int(corner[2]), column))
    (top, left), (bottom, right) = numbers[0], numbers[-1]
    return top, left, bottom, right


def test_every_part_is_well_formed_and_declared(parts: Parts) -> None:
    types = tree(parts, "[Content_Types].xml")
    defaults = {element.get("Extension") for element in types if element.tag.endswith("Default")}
    overrides = {element.get("PartName") for element in types if element.tag.endswith("Override")}
    assert {name.removeprefix("/") for name in overrides} <= set(parts)
    for name, data in parts.items():
        fromstring(data)
        recorded = f"/{name}" in overrides or name.rpartition(".")[2] in defaults
        assert recorded or name == "[Content_Types].xml", name
        if name.endswith(".xml"):
            assert f"/{name}" in overrides or name == "[Content_Types].xml", name


def test_every_relationship_leads_to_a_part_and_is_used_by_its_id(parts: Parts) -> None:
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, _, own = name.rpartition("/_rels/")
        base = folder if "/_rels/" in name else ""
        ids = []
        for element in fromstring(data):
            assert element.get("TargetMode") != "External", name
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(base, target)
            assert posixpath.normpath(path) in parts, (name, target)
            ids.append(element.get("Id"))
        assert len(ids) == len(set(ids))
        source = posixpath.join(base, own.removesuffix(".rels")) if base else ""
        if source:
            asked = {x.get(LINK) for x in tree(parts, source).iter()} - {None}
            assert asked <= set(ids), source


def test_titles_of_sheets_are_such_as_excel_takes(parts: Parts) -> None:
    names = [
        element.get("name", "") for element in tree(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")
    ]
    assert len(names) == len({name.casefold() for name in names})
    for name in names:
        # A title counts UTF-16 units, and an apostrophe may not be at its ends.
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31, name
        assert not re.search(r"[\[\]:*?/\\]", name) and name.strip("'") == name, name
        assert name.casefold() != "history"


def test_names_are_defined_once_and_well(parts: Parts) -> None:
    book = tree(parts, "xl/workbook.xml")
    titles = [element.get("name", "") for element in book.iter(f"{MAIN}sheet")]
    seen = set()
    for element in book.iter(f"{MAIN}definedName"):
        key = (element.get("name"), element.get("localSheetId"))
        assert key not in seen
        seen.add(key)
        assert re.fullmatch(r"_xlnm\.Print_(Titles|Area)", str(key[0]))
        for part in re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", str(element.text)):
            title, _, reference = part.rpartition("!")
            assert title.strip("'").replace("''", "'") == titles[int(str(key[1]))]
            assert re.fullmatch(r"(\$[A-Z0-9]+){1,2}:(\$[A-Z0-9]+){1,2}", reference), reference


def test_lists_and_messages_of_cells_are_within_their_limits(parts: Parts) -> None:
    titles = {
        element.get("name", "") for element in tree(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")
    }
    for name, sheet in sheets(parts):
        rules = list(sheet.iter(f"{MAIN}dataValidation"))
        assert len(rules) <= 65_534
        covered: set[tuple[int, int]] = set()
        for rule in rules:
            for what, most in (("errorTitle", 32), ("promptTitle", 32), ("error", 255),
                               ("prompt", 255)):  # fmt: skip
                assert len(rule.get(what, "").encode("utf-16-le")) // 2 <= most, (name, what)
            for formula in ("formula1", "formula2"):
                formula_text = rule.findtext(f"{MAIN}{formula}") or ""
                if formula_text.startswith('"'):
                    assert len(formula_text) - 2 <= 255, name
                elif "!" in formula_text:
                    title, _, reference = formula_text.rpartition("!")
                    assert title.strip("'") in titles
                    area(reference)
                else:
                    assert formula_text == "" or float(formula_text) is not None
            for reference in str(rule.get("sqref")).split():
                top, left, bottom, right = area(reference)
                spots = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
                assert not covered & spots, (name, reference)
                covered |= spots


def test_texts_of_cells_are_whole_and_clean(parts: Parts) -> None:
    strings = list(tree(parts, "xl/sharedStrings.xml"))
    assert int(tree(parts, "xl/sharedStrings.xml").get("uniqueCount", -1)) == len(strings)
    for element in strings:
        text = "".join(element.itertext())
        assert len(text.encode("utf-16-le")) // 2 <= 32_767
        assert text.count("\n") <= 253
        assert not NOT_XML.search(text), text[:80]
        for run in element.iter(f"{MAIN}t"):
            kept = run.get("{http://www.w3.org/XML/1998/namespace}space")
            assert run.text == (run.text or "").strip() or kept == "preserve", run.text
    for name, sheet in sheets(parts):
        assert not list(sheet.iter(f"{MAIN}f")), name
        for cell in sheet.iter(f"{MAIN}c"):
            if cell.get("t") == "s":
                assert 0 <= int(cell.findtext(f"{MAIN}v") or -1) < len(strings)


def test_cells_stand_in_order_and_have_a_known_format(parts: Parts) -> None:
    styles = tree(parts, "xl/styles.xml")
    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None and len(formats) == int(formats.get("count", -1)) < 64_000
    for table, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
        entry = styles.find(f"{MAIN}{table}")
        assert entry is not None and len(entry) == int(entry.get("count", -1))
        assert all(int(format_.get(key, 0)) < len(entry) for format_ in formats)
    codes = {element.get("numFmtId") for element in styles.iter(f"{MAIN}numFmt")}
    assert all(int(x.get("numFmtId", 0)) < 164 or x.get("numFmtId") in codes for x in formats)
    for format_ in formats:
        aligned = format_.find(f"{MAIN}alignment")
        if aligned is not None and aligned.get("indent"):
            # Excel indents only what is aligned to a side.
            assert aligned.get("horizontal") in ("left", "right", "distributed")
    for name, sheet in sheets(parts):
        last = (0, 0)
        for row in sheet.iter(f"{MAIN}row"):
            assert 0 < float(row.get("ht", "15")) <= 409.5, name
            for cell in row:
                top, left, _, _ = area(str(cell.get("r")))
                assert (top, left) > last and str(top) == row.get("r"), name
                last = (top, left)
                assert int(cell.get("s", 0)) < len(formats)
        for column in sheet.iter(f"{MAIN}col"):
            assert 0 <= float(column.get("width", 0)) <= 255


def test_merged_cells_do_not_overlap(parts: Parts) -> None:
    for name, sheet in sheets(parts):
        seen: set[tuple[int, int]] = set()
        for element in sheet.iter(f"{MAIN}mergeCell"):
            top, left, bottom, right = area(str(element.get("ref")))
            spots = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            assert len(spots) > 1 and not seen & spots, name
            seen |= spots


def test_links_lead_to_a_cell_of_the_workbook(parts: Parts) -> None:
    titles = {
        element.get("name", "") for element in tree(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")
    }
    for name, sheet in sheets(parts):
        links = list(sheet.iter(f"{MAIN}hyperlink"))
        assert len(links) <= 65_530
        for element in links:
            location = str(element.get("location"))
            assert len(location) <= 2_079 and len(element.get("tooltip", "")) <= 255
            title, _, reference = location.rpartition("!")
            assert title[0] == title[-1] == "'" and title.strip("'") in titles, (name, location)
            area(reference)


def test_comments_are_one_to_a_cell_and_have_a_box(parts: Parts) -> None:
    drawn = 0
    for name, data in parts.items():
        if not name.startswith("xl/comments"):
            continue
        comments = list(fromstring(data).iter(f"{MAIN}comment"))
        spots = [element.get("ref") for element in comments]
        assert len(spots) == len(set(spots)) <= 65_536
        for element in comments:
            text = "".join(element.itertext())
            assert 0 < len(text.encode("utf-16-le")) // 2 <= 32_767 and not NOT_XML.search(text)
        drawing = parts[name.replace("comments", "drawings/vmlDrawing").replace(".xml", ".vml")]
        assert drawing.count(b"<v:shape ") == len(comments)
        drawn += len(comments)
    # A workbook that is handed back has a sheet of answers more: start, codes and two hidden ones.
    recorded = len(list(tree(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")))
    assert (drawn > 0) == (recorded == len(cases.ECUADOR.pages) + 5)


def test_heads_and_feet_of_paper_are_short_enough(parts: Parts) -> None:
    for name, sheet in sheets(parts):
        for element in sheet.iter(f"{MAIN}oddFooter"):
            assert len(element.text or "") <= 255, name
        for element in sheet.iter(f"{MAIN}pageSetup"):
            assert 10 <= int(element.get("scale", 100)) <= 400, name
        assert len(list(sheet.iter(f"{MAIN}brk"))) <= 1_026


@pytest.mark.slow
def test_a_finding_too_long_for_a_cell_is_cut_not_lost(folder: Path) -> None:
    parts = workbooks(folder, "en")["handed-back"]
    texts = ["".join(element.itertext()) for element in tree(parts, "xl/sharedStrings.xml")]
    assert [text[-1] for text in texts if text.startswith("'xxxx")] == ["\u2026"]
