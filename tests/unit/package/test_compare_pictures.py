"""Pages of two sites as pictures: the share of pixels that differ, and which pages are compared."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

Image = pytest.importorskip("PIL.Image", reason="pillow is not installed")
TOOL = Path(__file__).resolve().parents[3] / "tools" / "site" / "compare_pictures.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return the tool as a module."""
    spec = importlib.util.spec_from_file_location("compare_pictures", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_share_is_that_of_the_pixels(tool: ModuleType) -> None:
    before = Image.new("RGB", (20, 10), "white")
    now = before.copy()
    assert tool.mark_difference(before, now)[0] == 0
    now.paste("black", (0, 0, 5, 10))
    share, marks = tool.mark_difference(before, now)
    assert share == 25
    assert marks.getpixel((4, 9)) == 0 and marks.getpixel((5, 9)) == 255
    # The smoothing of a letter's edge is no difference.
    assert tool.mark_difference(before, Image.new("RGB", (20, 10), "#f4f4f4"))[0] == 0


def test_what_one_page_is_longer_by_differs(tool: ModuleType) -> None:
    before, now = Image.new("RGB", (20, 10), "white"), Image.new("RGB", (20, 40), "white")
    assert tool.mark_difference(before, now)[0] == tool.mark_difference(now, before)[0] == 75


def test_pictures_that_differ_are_listed_and_kept(tool: ModuleType, tmp_path: Path) -> None:
    for age, colours in (("before", ("white", "white")), ("now", ("white", "black"))):
        (tmp_path / age).mkdir()
        for name, colour in zip(("same", "other"), colours, strict=True):
            Image.new("RGB", (4, 4), colour).save(tmp_path / age / f"{name}.png")
    assert tool.compare_folders(tmp_path, 0.1) == [("other", 100)]
    assert [path.name for path in (tmp_path / "differences").iterdir()] == ["other.png"]


def test_one_page_of_each_template_is_compared_and_no_door(
    tool: ModuleType, tmp_path: Path
) -> None:
    pages = {
        "index.html": "<html>",
        "idi-2024/economies/BRA.html": "<html>",
        "idi-2025/economies/BRA.html": "<html>",
        "BRA.html": '<meta http-equiv="refresh" content="0; url=x">',
    }
    for name, text in pages.items():
        path = tmp_path / "en" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = tool.list_pages(tmp_path)
    assert listed == set(pages) - {"BRA.html"}
    assert tool.choose_pages(listed) == ["idi-2025/economies/BRA.html", "index.html"]
