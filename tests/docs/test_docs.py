"""The examples of README and docs/ run (`page_blocks`), and what they point at exists."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_runs import run
from language_files import words as language_words
from page_blocks import OWN_FILE, PageBlocks, Ran, page_of, put_own_file
from site_cases import short_plan
from small_cases import small_cases
from sybil import Document

import ictindex as ict
from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError
from ictindex.definitions import documents as method_documents

ROOT = Path(__file__).resolve().parents[2]
# The guide for focal points has tests of its own.
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(page for page in sorted(ROOT.glob("docs/**/*.md")) if page.parent.name != "guide"),
]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
ENGLISH = language_words("en")
MESSAGES = ENGLISH["messages"]


def data_folder() -> Path | None:
    """Return the folder of ITU's tables, where there is one."""
    folder = Path(os.environ.get("ICTINDEX_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def without_blocks(page: Path) -> str:
    """Return the text of a page between its blocks."""
    text = page.read_text("utf-8")
    for region in reversed([*PageBlocks.fences(Document(text, str(page)))]):
        text = text[: region.start] + text[region.end :]
    return text


class DocumentedBlocks(PageBlocks):
    """The blocks of a page, with the commands run in this process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.run_here, data_folder())

    def run_here(self, line: str) -> Ran:
        """Run a command of ictindex; what it would write to a file is what it prints."""
        command = line.split("#")[0].partition(" > ")[0]
        ran = run(self.folder, *shlex.split(command)[1:])
        return ran.returncode, ran.stdout, ran.stderr

    def unfit(self, line: str, out: str) -> str:
        """Return what is wrong with the output of a command: JSON and CSV have to be read."""
        if "--json" in line or line.partition(" > ")[2].endswith(".json"):
            json.loads(out)
        if "--csv" in line and len(list(csv.reader(io.StringIO(out)))) < 2:
            return "its table has no rows"
        return super().unfit(line, out)


# Their blocks build whole sites, draw many charts, compute much, or take a whole season.
SEASON = "docs/tutorials/the-compilers-year.md"
LONG = (
    "README.md",
    "docs/explanation/accuracy.md",
    "docs/explanation/estimates-beyond-one-machine.md",
    "docs/explanation/notes-of-sources.md",
    "docs/gallery/index.md",
    "docs/how-to/audit-an-index.md",
    "docs/how-to/build-the-public-site.md",
    "docs/how-to/compare-prices-over-time.md",
    "docs/how-to/compute-price-baskets.md",
    "docs/how-to/describe-a-national-statistical-framework.md",
    "docs/how-to/estimate-from-a-household-survey.md",
    "docs/how-to/explain-a-change.md",
    "docs/how-to/fill-and-check-a-workbook.md",
    "docs/how-to/find-what-matters.md",
    "docs/how-to/impute-missing-values.md",
    "docs/how-to/make-a-chart.md",
    "docs/how-to/measure-robustness.md",
    "docs/how-to/propose-an-indicator.md",
    "docs/how-to/publish-an-edition.md",
    "docs/how-to/release-estimates-safely.md",
    "docs/how-to/train-focal-points-and-statisticians.md",
    "docs/how-to/write-reports.md",
    SEASON,
    "docs/tutorials/from-records-to-a-questionnaire.md",
)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LONG])
def test_blocks_run_and_show_what_the_page_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_blocks(name, tmp_path, monkeypatch)


@pytest.mark.slow
def test_blocks_of_the_readme_run_with_a_site_of_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_plan(monkeypatch)
    run_blocks("README.md", tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.long] * (name == "README.md")) for name in LONG],
)
def test_blocks_that_take_long_run_and_show_what_the_page_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_blocks(name, tmp_path, monkeypatch)


def run_blocks(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = data_folder()
    if folder is not None:
        monkeypatch.setenv("ICTINDEX_DATA", str(folder))
    page = page_of(ROOT / name, blocks := DocumentedBlocks(tmp_path / "terminal"))
    # A page may show the same step at a terminal and in Python.
    for own in (tmp_path / "python", blocks.folder):
        shutil.copytree(ROOT / "sample_data", own / "sample_data")
        for file in set(OWN_FILE.findall(page.text)):
            put_own_file(own, file)
    monkeypatch.chdir(tmp_path / "python")
    for example in page.examples():
        example.evaluate()
    if blocks.skipped:
        pytest.skip(f"{blocks.skipped} blocks need ITU's tables: set ICTINDEX_DATA")


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.slow
@small_cases("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    text = without_blocks(page)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        page_path, _, anchor = target.partition("#")
        there = (page.parent / page_path).resolve() if page_path else page
        assert there.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{name}: {target}"


@small_cases("path", sorted(ROOT.glob("docs/**/*.ipynb")), ids=lambda path: path.stem)
def test_links_of_the_notebooks_lead_somewhere(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


FOLDERS = sorted(path.parent for path in ROOT.glob("docs/*/index.md"))


@small_cases("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_index_of_a_folder_lists_every_page_of_it(folder: Path) -> None:
    """The list of an index is the navigation of the site; nothing lies next to the folders."""
    listed = set(re.findall(r"\]\(([^)#/]+)\)", (folder / "index.md").read_text("utf-8")))
    pages = {page.name for page in folder.iterdir() if page.suffix in (".md", ".ipynb")}
    assert pages - {"index.md"} == listed
    loose = {page.name for page in (ROOT / "docs").glob("*.md")}
    assert loose == {"contributing.md", "index.md"}


@pytest.mark.slow
def test_the_page_of_codes_has_the_words_of_every_code() -> None:
    """It is made from the language file, which a test of languages compares with what is raised."""
    command = [sys.executable, str(ROOT / "tools/make_codes_page.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    page = (ROOT / "docs/reference/codes.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ", page, re.M)
    assert sorted(set(rows) - vars(ict.errors).keys()) == sorted(MESSAGES)


def test_codes_named_in_running_text_exist() -> None:
    sections = (
        "number|value|cell|economy|indicator|unit|year|status|key|text|flag|file|table|layout"
    )
    for name in NAMES:
        text = (ROOT / name).read_text("utf-8")
        for code in re.findall(rf"`((?:{sections})\.(?!csv`)[a-z-]+)`", text):
            assert code in MESSAGES, f"{name}: {code}"


def test_number_grammar_of_the_docs_is_the_grammar() -> None:
    page = (ROOT / "docs/reference/observations.md").read_text("utf-8")
    table = page.partition("| written | read as |")[2].partition("\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    for line in rows:
        written, read, refused = (cell.strip() for cell in line.strip("|").split("|"))
        for text in re.findall(r"`([^`]+)`", written):
            if read:
                assert str(decimals.parse(text)) == read
            else:
                with pytest.raises(NumberSyntaxError) as caught:
                    decimals.parse(text)
                assert refused.startswith(f"`{caught.value.code}`"), text


def test_columns_of_the_docs_are_the_columns() -> None:
    from ictindex.data.io.observation_columns import COLUMNS

    page = (ROOT / "docs/reference/observations.md").read_text("utf-8")
    table = page.partition("| column | meaning |")[2].partition("\n\n")[0]
    named = [n for line in table.splitlines() for n in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert sorted(named) == sorted(c for c in COLUMNS if c != "|")


def test_unconfirmed_constants_of_the_docs_are_those_of_the_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "docs"))
    import reference_tables

    written = (ROOT / "docs/explanation/evidence.md").read_text("utf-8")
    page = reference_tables.fill_markers(written)
    documents = [d for d in method_documents.library().values() if d.status == "released"]
    unconfirmed = set()
    for document in documents:
        marks_of_document = method_documents.marks(document)
        counts = [list(marks_of_document.values()).count(mark) for mark in
                  ("printed", "verified", "inferred", "second-hand", "unverified",
                   "conflicting")]  # fmt: skip
        row = f"| `{document.id}` | {' | '.join(map(str, counts))} |"
        assert row in page, f"the table of evidence needs: {row}"
        unconfirmed |= {
            p for p, mark in marks_of_document.items() if mark in method_documents.UNCONFIRMED
        }
    table = page.partition("\n## What is not confirmed now")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w.-]+)` \|", table, re.M)) == unconfirmed


def test_keys_of_the_docs_are_the_keys_of_a_document() -> None:
    page = (ROOT / "docs/reference/methodology-documents.md").read_text("utf-8")
    table = page.partition("## Keys of a document")[2].partition("\n\nOne norm")[0]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {key.split(".")[0] for cell in first for key in re.findall(r"`([\w.]+)`", cell)}
    assert named == set(method_documents.json_schema()["properties"])


@small_cases("name", NAMES)
def test_modules_named_in_the_docs_exist(name: str) -> None:
    """A module appears in code: from the root, or from the source of the package."""
    text = (ROOT / name).read_text("utf-8")
    files = re.findall(r"`(?:python )?((?:[\w.-]+/)+[\w.-]+\.py)\b", text)
    places = (ROOT, ROOT / "src" / "ictindex")
    assert not [
        file for file in files
        if not any((path / file).exists() for path in places) and "NAME" not in file
    ]  # fmt: skip


def test_the_picture_of_the_house_has_every_room() -> None:
    page = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")
    package = ROOT / "src" / "ictindex"
    rooms = {p.stem for p in package.iterdir() if p.suffix in ("", ".py") and p.stem[0] != "_"}
    pictured = set(re.findall(r'^ {4}(\w+)\["<b>', page, re.MULTILINE))
    assert pictured == rooms
    listed = set(re.findall(r"^\| `(\w+)[/`]", page.partition("## The rooms")[2], re.M))
    assert listed >= rooms


# ---------------------------------------------------------------- the glossary

TERMS = (
    "add-on", "basket", "break", "carried", "consultation", "digest", "economy", "edition",
    "erratum", "estimate", "finding", "first-order-index", "goalpost", "licence", "official-value",
    "plan", "provisional", "receipt", "reference-value", "reference-year", "register", "root",
    "salt", "simulated-interval", "source", "status", "sub-index", "tariff", "vintage", "what-if",
)  # fmt: skip


@pytest.mark.slow
def test_the_glossary_explains_each_term_in_six_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "docs"))
    import reference_tables

    english = reference_tables.words()
    names = {
        name.removesuffix("-meaning"): section
        for section in reference_tables.GLOSSARY
        for name in english[section]
        if name.endswith("-meaning")
    }
    assert not set(TERMS) - set(names)
    assert not set(reference_tables.TERM_SOURCES) - set(names)
    page = reference_tables.glossary()
    for language in reference_tables.LANGUAGES:
        words = reference_tables.words(language)
        for name, section in names.items():
            term, meaning = words[section][name], words[section][f"{name}-meaning"]
            assert f"| {reference_tables.plain(term)} | {reference_tables.plain(meaning)} |" in page
            assert meaning[-1] in ".。", (language, name)
