"""The runtime: the small one where it was built, the bundle of vl-convert-python elsewhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from ictindex.publishing.website import site_build


def test_the_built_runtime_is_taken_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_build, "ASSETS", tmp_path)
    (tmp_path / "vega.js").write_text("built", encoding="utf-8")
    assert site_build.read_runtime() == "built"


@pytest.mark.slow
def test_without_it_the_bundle_draws_and_keeps_its_names_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_build, "ASSETS", tmp_path)
    bundle = site_build.read_runtime()
    assert bundle.startswith("(()=>{") and bundle.endswith("})();\n")
    assert "drawVega" in bundle


def test_the_files_of_the_pages_do_not_hold_the_runtime() -> None:
    names = [path.name for path in site_build.asset_files()]
    assert {"site.css", "site.js"} <= set(names) and "vega.js" not in names


def test_the_tool_writes_the_runtime_where_the_site_looks_for_it() -> None:
    tool = Path(__file__).resolve().parents[4] / "tools" / "site" / "build_runtime.py"
    spec = importlib.util.spec_from_file_location("build_runtime", tool)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert site_build.ASSETS / site_build.RUNTIME == module.OUTPUT


def test_no_text_of_a_script_goes_over_a_line() -> None:
    """Otherwise the indents of its lines would be gone with the others."""
    for path in site_build.asset_files():
        for line in path.read_text(encoding="utf-8").splitlines():
            assert path.suffix != ".js" or line.count("`") % 2 == 0, (path.name, line)
