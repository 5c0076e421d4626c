"""The page as a file: its policy, what is inside, its licences, its bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsers import ROOT
from language_files import words as language_words

if TYPE_CHECKING:
    from .conftest import Markup  # only a name for readers of this file

pytestmark = pytest.mark.browser
TOOLS = ROOT / "tools" / "page"


def source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def scripts(markup: Markup) -> list[str]:
    """Return the scripts of the page: blocks of data are none."""
    return ["".join(element.text) for element in markup.all("script") if not element.attributes]


def test_the_policy_allows_nothing_but_what_is_in_the_file(markup: Markup) -> None:
    (meta,) = markup.all("meta", **{"http-equiv": "Content-Security-Policy"})
    styles = ["".join(element.text) for element in markup.all("style")]
    assert meta.attributes["content"] == (
        "default-src 'none'; connect-src 'none'; "
        f"script-src {' '.join(map(source_hash, scripts(markup)))} 'wasm-unsafe-eval'; "
        f"style-src {' '.join(map(source_hash, styles))}; "
        "img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def test_the_policy_comes_before_everything_that_it_governs(page_text: str) -> None:
    policy = page_text.index("Content-Security-Policy")
    assert policy < min(page_text.index(tag) for tag in ("<style", "<script", "<link", "<svg"))


def test_nothing_is_evaluated_and_nothing_is_inline_by_exception(page_text: str) -> None:
    policy = re.search(r'Policy" content="([^"]*)"', page_text)
    assert policy
    assert not re.search(r"unsafe-(inline|hashes)|[^-]unsafe-eval|https?:|\*", policy[1])


def test_no_element_asks_for_a_file_or_has_a_handler(markup: Markup) -> None:
    for element in markup.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ("src", "href", "action", "data", "poster", "srcset"):
                assert value is not None
                assert value.startswith(("#", "data:,")), (element.tag, name, value)


def test_the_scripts_keep_nothing(markup: Markup) -> None:
    for text in scripts(markup):
        kept = re.search(
            r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|serviceWorker", text
        )
        assert not kept, kept
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)


def test_it_is_under_25_megabytes(page_path: Path) -> None:
    assert page_path.stat().st_size < 25_000_000


def test_its_digest_is_next_to_it(page_path: Path) -> None:
    line = page_path.with_suffix(".sha256").read_text(encoding="utf-8")
    assert line == f"{hashlib.sha256(page_path.read_bytes()).hexdigest()}  {page_path.name}\n"


def test_its_scripts_hold_the_digests_of_its_parts(markup: Markup, parts: dict[str, bytes]) -> None:
    assert sorted(parts) == ["interpreter", "library", "modules", "worker"]
    text = "\n".join(scripts(markup))
    for name, content in parts.items():
        assert f'"{name}": {{"sha256": "{hashlib.sha256(content).hexdigest()}", "size"' in text


def test_its_packages_are_those_of_the_lock(parts: dict[str, bytes]) -> None:
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(parts["library"])) as archive:
        inside = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    names = {name.partition(".dist-info")[0] for name in inside}
    assert any(name.startswith("pydantic-") for name in names)
    for name in names:
        project, _, version = name.rpartition("-")
        assert re.search(rf"^{project.replace('_', '-')}=={re.escape(version)} ", locked, re.M), (
            name
        )


def test_licences_of_everything_inside(markup: Markup) -> None:
    (section,) = markup.all("aside", id="page-contents")
    text = "".join(section.text)
    components = tomllib.loads((TOOLS / "licences" / "components.toml").read_text("utf-8"))
    for component in components["component"]:
        assert component["name"] in text
        assert component["notice"] in text
    locked = re.findall(r"^([a-z-]+)==(\S+)", (TOOLS / "wheels.txt").read_text("utf-8"), re.M)
    for name, version in locked:
        assert re.search(rf"{name.replace('-', '[-_]')} {re.escape(version)} ", text, re.I), name
    for words in (
        "Mozilla Public License Version 2.0",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "Apache License",
        "pyo3-ffi 0.30.1 (MIT OR Apache-2.0): PyO3 Project and Contributors",
    ):
        assert words in text
    assert all("".join(block.text).strip() for block in markup.all("pre", lang="en"))


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_a_browser_without_javascript_says_so(markup: Markup, language: str) -> None:
    (stop,) = markup.all("noscript")
    assert language_words(language)["page-file"]["script"] in "".join(stop.text)


def rebuilt(target: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Build the page elsewhere, with other settings of the machine."""
    return subprocess.run(
        [sys.executable, str(TOOLS / "build_page.py"), "--output", str(target), *arguments],
        capture_output=True,
        text=True,
        env=os.environ | settings,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.long
def test_the_same_inputs_give_the_same_bytes(page_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / page_path.name
    done = rebuilt(
        target,
        TZ="Asia/Kathmandu",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        SOURCE_DATE_EPOCH="1",
        TMPDIR=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == page_path.read_bytes()


def test_a_wheel_that_is_not_the_one_of_the_lock_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    shutil.copytree(ROOT / "build" / "page" / "wheels", folder)
    wheel = next(folder.glob("openpyxl-*.whl"))
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    done = rebuilt(tmp_path / "page.html", "--wheels", str(folder))
    assert done.returncode == 1
    assert f"make page: {wheel.name} is not the file of the lock: " in done.stderr
    assert not (tmp_path / "page.html").exists()
