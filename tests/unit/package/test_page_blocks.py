"""Blocks of a page run in their order; in the README, each in the environment of its section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("sybil", reason="it is in the lock of development")
from page_blocks import EXTRA, FINDINGS, OWN_FILE, InstalledBlocks, PageBlocks, Ran, page_of
from sybil.example import SybilFailure

ROOT = Path(__file__).resolve().parents[3]
README = ROOT / "README.md"


def run_page(folder: Path, text: str, ran: Ran = (0, "shown", "")) -> PageBlocks:
    """Run the blocks of a page; every command ends in the same way."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    blocks = PageBlocks(folder, lambda line: ran)
    for example in page_of(page, blocks).examples():
        example.evaluate()
    return blocks


def test_blocks_share_their_names_and_print_what_follows(tmp_path: Path) -> None:
    run_page(tmp_path, "```python\na = 2\n```\n\n```python\nprint(a)\n```\n\n```text\n2\n```\n")


def test_another_output_is_named_with_its_page_and_line(tmp_path: Path) -> None:
    with pytest.raises(SybilFailure, match=r"page\.md, line 5, column 1 .*\n.*\n2\n"):
        run_page(tmp_path, "```python\nprint(2)\n```\n\n```text\n3\n```\n")


def test_a_text_after_a_command_is_an_illustration(tmp_path: Path) -> None:
    run_page(tmp_path, "```python\nprint(2)\n```\n```sh\nictindex x\n```\n```text\n3\n```\n")


def test_an_error_names_the_line_of_the_page(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        run_page(tmp_path, "Words\n\n```python\na = 2\na / 0\n```\n")
    entry = raised.traceback[-1]
    assert (Path(str(entry.path)).name, entry.lineno + 1) == ("page.md", 5)


@pytest.mark.parametrize(
    ("ran", "fault"),
    [
        ((2, "", "no file"), "ended with 2"),
        ((0, "shown", "Traceback (most recent call last)"), "Traceback"),
        ((0, "", ""), "it shows nothing"),
    ],
)
def test_a_command_that_fails_is_named(tmp_path: Path, ran: Ran, fault: str) -> None:
    with pytest.raises(SybilFailure, match=re.escape(fault)):
        run_page(tmp_path, "```sh\nictindex demo\n```\n", ran)


def test_a_block_that_is_only_shown_names_what_exists(tmp_path: Path) -> None:
    run_page(tmp_path, "```python shown\nict.analysis.robustness(result)\n```\n")
    with pytest.raises(AttributeError, match="robust"):
        run_page(tmp_path, "```python shown\nict.analysis.robust(result)\n```\n")


def test_a_block_without_its_tables_is_counted(tmp_path: Path) -> None:
    assert run_page(tmp_path, "```python data\nraise SystemExit\n```\n").skipped == 1


def test_every_block_of_the_readme_runs_in_one_of_the_two_environments() -> None:
    counts = [
        len(list(page_of(README, InstalledBlocks(ROOT, ROOT, extras)).examples()))
        for extras in (False, True)
    ]
    text = README.read_text(encoding="utf-8")
    assert all(counts) and sum(counts) == text.count("\n```") / 2
    assert EXTRA.search(text)
    for line in FINDINGS:
        assert f"\n{line}" in text, line
    assert {*OWN_FILE.findall(text)} == {"my-country.csv", "my-tariffs.xlsx", "my-economics.csv"}


def test_each_section_of_the_readme_begins_with_nothing_defined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "README.md"
    page.write_text(
        "## One\n\n```python\na = 2\n```\n\n```python\na\n```\n\n"
        "## Two\n\n```sh\nexit 3\n```\n\n```python\na\n```\n",
        encoding="utf-8",
    )
    blocks = InstalledBlocks(tmp_path, tmp_path / "a.whl", extras=False)
    first, second, line, last = page_of(page, blocks).examples()
    first.evaluate()
    second.evaluate()
    assert capsys.readouterr().out == "ok  ## One: block at line 3\nok  ## One: block at line 7\n"
    with pytest.raises(SybilFailure, match="exit 3\nended with 3"):
        line.evaluate()
    with pytest.raises(NameError):
        last.evaluate()
