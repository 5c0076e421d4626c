"""The locks of the page: complete, of the releases that the library is locked to, and obeyed."""

import json
import re
import sys
from pathlib import Path

import pytest
from small_cases import small_cases

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ROOT / "tools" / "page"
if not TOOLS.is_dir():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)
sys.path.insert(0, str(TOOLS))
try:
    import build_page
    import page_inputs
    import page_licences
    import page_markup
finally:
    sys.path.remove(str(TOOLS))


def test_every_distribution_has_one_wheel_in_the_lock() -> None:
    assert sorted(page_inputs.locked_wheels()) == sorted(page_inputs.DISTRIBUTIONS)
    assert sorted(page_inputs.locked_runtime()) == sorted(page_inputs.RUNTIME_FILES)


@small_cases("name", page_inputs.DISTRIBUTIONS)
def test_the_page_has_the_release_and_the_file_of_the_lock(name: str) -> None:
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    version, digest = page_inputs.locked_wheels()[name]
    pin = re.search(rf"^{name}==(\S+).*\n((?: +--hash=.*\n)+)", locked, re.MULTILINE)
    assert pin
    assert pin[1] == version
    assert f"sha256:{digest}" in pin[2]


@pytest.mark.parametrize("folder", ["page", "browser"])
def test_npm_packages_are_pinned_with_their_digests(folder: str) -> None:
    path = ROOT / "tools" / folder
    asked = json.loads((path / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((path / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["dependencies"] == asked
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    for name, package in lock.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name


def test_the_interpreter_is_the_one_that_npm_is_locked_to() -> None:
    asked = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((TOOLS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock["node_modules/pyodide"]["version"] == asked["pyodide"]


def test_a_file_that_differs_in_one_bit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.whl"
    path.write_bytes(b"content")
    digest = page_inputs.digest(path)
    page_inputs.check(path, digest)
    path.write_bytes(b"contenu")
    with pytest.raises(page_inputs.InputError, match=r"^file\.whl is not the file of the lock: "):
        page_inputs.check(path, digest)
    path.unlink()
    with pytest.raises(page_inputs.InputError, match=r"^file\.whl is not there: "):
        page_inputs.check(path, digest)


def test_a_lock_that_lacks_a_wheel_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "wheels.txt"
    lock.write_text(f"openpyxl==3.1.5 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    monkeypatch.setattr(page_inputs, "WHEELS", lock)
    with pytest.raises(
        page_inputs.InputError, match=r"^wheels\.txt is not complete: make page-lock"
    ):
        page_inputs.wheel_files(tmp_path)


def test_without_node_the_page_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(page_inputs.shutil, "which", lambda name: None)
    with pytest.raises(page_inputs.InputError, match=r"^the page needs node 20 or newer and npm"):
        page_inputs.npm_packages(tmp_path)


def test_a_loader_that_is_written_otherwise_is_refused(tmp_path: Path) -> None:
    loader = tmp_path / "pyodide.asm.mjs"
    loader.write_text("export default _createPyodideModule;", encoding="utf-8")
    with pytest.raises(page_inputs.InputError, match=r"has import\.meta\.url 0 times, and not 3$"):
        build_page.worker_script({"pyodide.asm.mjs": loader})


def test_every_licence_has_its_text() -> None:
    parts = page_licences.tomllib.loads(
        (TOOLS / "licences" / "components.toml").read_text(encoding="utf-8")
    )["component"]
    public_domain = [part["name"] for part in parts if not part["texts"]]
    assert public_domain == ["dlmalloc", "SQLite"]
    for part in parts:
        assert part["notice"].endswith((".", "copyright.html"))
        assert all(len(page_licences.text_of(name)) > 400 for name in part["texts"])


def test_words_of_data_cannot_end_their_element() -> None:
    block = page_markup.data_block("words", {"a": "</script><script>alert(1)</script>"})
    assert block.count("<") == 2
    assert json.loads(block[block.index(">") + 1 : block.rindex("</")]) == {
        "a": "</script><script>alert(1)</script>"
    }


def test_a_script_that_would_end_its_element_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<meta charset="utf-8">\n<script src="evil.js"></script>\n'
        '<script src="engine-native.js"></script>\n</body>',
        encoding="utf-8",
    )
    (tmp_path / "evil.js").write_text("'</script>'", encoding="utf-8")
    content = page_markup.Content({}, {}, {}, [])
    with pytest.raises(ValueError, match="would end its own element"):
        page_markup.page_markup(tmp_path, {}, content)
