"""A tag that does not fit is refused, two builds are compared, the bill has every pin."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
if not (ROOT / ".ci" / "check_release.py").is_file():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)
sys.path.insert(0, str(ROOT / ".ci"))
try:
    import bill_of_materials
    import build_twice
    import check_release
finally:
    sys.path.remove(str(ROOT / ".ci"))

Edit = Callable[[str, str], None]
FILES = {
    "pyproject.toml": '[project]\nname = "ictindex"\nversion = "1.2.0"\n',
    "src/ictindex/__init__.py": '__version__ = "1.2.0"\n',
    "CITATION.cff": "cff-version: 1.2.0\nversion: 1.2.0\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.2.0 (2030-01-31)\n\n- A change.\n",
    "changes/README.md": "# Fragments\n",
    "methodology/FROZEN.toml": "released = true\n\n[documents]\n",
    "methodology/languages/pending.toml": "# No words are missing.\n",
}


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Path, Edit]:
    """Return a checkout that is ready for v1.2.0, and a function that writes a file of it."""

    def edit(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    for name, text in FILES.items():
        edit(name, text)
    return tmp_path, edit


def test_a_checkout_that_is_ready_has_no_fault(ready: tuple[Path, Edit]) -> None:
    assert [*check_release.release_faults("v1.2.0", ready[0])] == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "methodology/FROZEN.toml",
            "released = false\n",
            "methodology/FROZEN.toml does not have released = true: from a release on, no digest "
            "of a document may change",
        ),
        (
            "methodology/FROZEN.toml",
            "[documents]\n",
            "methodology/FROZEN.toml does not have released = true: from a release on, no digest "
            "of a document may change",
        ),
        (
            "CITATION.cff",
            "cff-version: 1.2.0\nversion: 1.1.0\n",
            "CITATION.cff does not have the version 1.2.0; write it there",
        ),
        (
            "src/ictindex/__init__.py",
            '__version__ = "1.3.0"\n',
            "src/ictindex/__init__.py does not have the version 1.2.0; write it there",
        ),
        (
            "CHANGELOG.md",
            "# Changelog\n\n## 1.2.0rc1 (2030-01-01)\n",
            "CHANGELOG.md does not have the version 1.2.0; run towncrier build",
        ),
        (
            "changes/+word.fixed.md",
            "A fault.\n",
            "changes/ still has 1 fragments, the first is +word.fixed.md; run towncrier build",
        ),
        (
            "methodology/languages/pending.toml",
            '"views/economy" = ["ar"]\n',
            "methodology/languages/pending.toml still has 1 keys whose words are missing: "
            "views/economy",
        ),
    ],
)
def test_what_is_not_ready_is_named(
    ready: tuple[Path, Edit], name: str, text: str, fault: str
) -> None:
    folder, edit = ready
    edit(name, text)
    assert [*check_release.release_faults("v1.2.0", folder)] == [fault]


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.2.1", ""])
def test_a_tag_that_is_not_the_version_is_refused(ready: tuple[Path, Edit], tag: str) -> None:
    assert [*check_release.release_faults(tag, ready[0])] == [
        'pyproject.toml has the version 1.2.0, whose tag is "v1.2.0"'
    ]


@pytest.mark.parametrize("name", ["b.tar.gz", "c.txt"])
def test_one_byte_more_is_a_difference(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contents = iter([b"same", b"same", b"same", b"same\n"])

    def build(copy: Path, built: Path) -> None:
        (built / "a.whl").write_bytes(b"same")
        (built / name).write_bytes(next(contents))

    monkeypatch.setattr(build_twice, "copy_checkout", lambda target: None)
    monkeypatch.setattr(build_twice, "build_distributions", build)
    assert build_twice.main(tmp_path / "equal", pages=False) == 0
    assert {path.name for path in (tmp_path / "equal").iterdir()} == {"a.whl", name, "SHA256SUMS"}
    assert build_twice.main(tmp_path / "other", pages=False) == 1
    assert capsys.readouterr().err == f"two builds differ: {name}\n"
    assert not (tmp_path / "other").exists()


@pytest.fixture(scope="module")
def library() -> dict[str, Any]:
    pytest.importorskip("uv", reason="it is in the lock of development")
    return bill_of_materials.bill_of_library()


def test_the_bill_has_every_pin_with_its_digests(library: dict[str, Any]) -> None:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert (library["bomFormat"], library["specVersion"]) == ("CycloneDX", "1.5")
    listed = {f"{each['name']}=={each['version']}" for each in library["components"]}
    assert listed == {*re.findall(r"^[\w.-]+==[^\s;]+", text, re.MULTILINE)}
    digests = [
        each["content"]
        for entry in library["components"]
        for file in entry["externalReferences"]
        for each in file["hashes"]
    ]
    assert sorted(digests) == sorted(re.findall(r"--hash=sha256:(\w+)", text))
    # Each package names what it needs, and the project its own requirements.
    needs = {each["ref"]: each.get("dependsOn", []) for each in library["dependencies"]}
    own = library["metadata"]["component"]
    assert own["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    assert {reference.split("-")[0] for reference in needs[own["bom-ref"]]} >= {"numpy", "pandas"}


def test_the_same_checkout_gives_the_same_bill(library: dict[str, Any]) -> None:
    assert bill_of_materials.bill_of_library() == library
    changed = {**library, "components": library["components"][1:]}
    assert bill_of_materials.numbered(changed)["serialNumber"] != library["serialNumber"]


def test_the_bill_of_the_pages_has_interpreter_wheels_and_vega_with_their_digests(
    library: dict[str, Any],
) -> None:
    bill = bill_of_materials.bill_of_pages(library)
    by_reference = {each["bom-ref"]: each for each in bill["components"]}
    assert len(by_reference) == len(bill["components"])
    page, site = bill["metadata"]["component"]["components"]
    assert (page["name"], site["name"]) == ("ictindex-check.html", "ictindex-sample-site")
    needs = {each["ref"]: set(each["dependsOn"]) for each in bill["dependencies"]}
    assert needs[page["bom-ref"]] | needs[site["bom-ref"]] == set(by_reference)

    wheels = (ROOT / "tools/page/wheels.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^(\S+)==(\S+) \\\n\s+--hash=sha256:(\w+)$", wheels, re.M)
    assert len(pinned) > 5
    by_package = {each["purl"]: each for each in bill["components"]}
    for name, version, digest in pinned:
        [file] = by_package[f"pkg:pypi/{name}@{version}"]["externalReferences"]
        assert file["hashes"] == [{"alg": "SHA-256", "content": digest}]

    sums = (ROOT / "tools/page/pyodide.sha256").read_text(encoding="utf-8").splitlines()
    [interpreter] = [each for each in bill["components"] if each["name"] == "pyodide"]
    files = {
        f"{each['hashes'][0]['content']}  {each['name']}"
        for each in interpreter["components"]
        if each["type"] == "file"
    }
    assert files == set(sums)
    assert "CPython" in " ".join(each["name"] for each in interpreter["components"])

    packages = json.loads((ROOT / "tools/site/package-lock.json").read_text("utf-8"))["packages"]
    locked = {
        base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
        for name, package in packages.items()
        if name
    }
    drawn = [by_reference[reference] for reference in needs[site["bom-ref"]]]
    assert {each["hashes"][0]["content"] for each in drawn} == locked
    assert {"vega", "vega-interpreter"} <= {each["name"] for each in drawn}


def test_digests_of_an_earlier_step_are_kept_while_its_files_are_there(tmp_path: Path) -> None:
    target, built = tmp_path / "dist", tmp_path / "built"
    built.mkdir()
    (built / "ictindex-1.0.0.tar.gz").write_bytes(b"source")
    build_twice.put(built, target)
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "ictindex-check.html").write_bytes(b"page")
    build_twice.put(pages, target)
    lines = (target / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(b'source').hexdigest()}  ictindex-1.0.0.tar.gz",
        f"{hashlib.sha256(b'page').hexdigest()}  ictindex-check.html",
    ]
    (target / "ictindex-check.html").unlink()
    build_twice.put(built, target)
    assert len((target / "SHA256SUMS").read_text(encoding="utf-8").splitlines()) == 1


def test_an_archive_of_a_site_depends_on_its_files_alone(tmp_path: Path) -> None:
    archives = []
    for name, day in (("one", 1_000_000_000), ("two", 1_500_000_000)):
        folder = tmp_path / name / "site"
        (folder / "en").mkdir(parents=True)
        for path in ("en/index.html", "index.html"):
            (folder / path).write_text(path, encoding="utf-8")
            os.utime(folder / path, (day, day))
        (folder / "index.html").chmod(0o600 if name == "one" else 0o644)
        build_twice.archive(folder, tmp_path / name / "site.zip")
        archives.append((tmp_path / name / "site.zip").read_bytes())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(tmp_path / "one" / "site.zip") as opened:
        assert opened.namelist() == ["en/index.html", "index.html"]
        assert opened.read("en/index.html") == b"en/index.html"
