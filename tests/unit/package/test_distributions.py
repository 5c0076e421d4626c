"""Contents of what a stranger downloads: the wheel and the source distribution, file by file."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
if not (ROOT / ".git").exists() or shutil.which("git") is None:
    pytest.skip("the list of files is that of git, and there is none", allow_module_level=True)
pytest.importorskip("hatchling", reason="the builder is in the lock of development")
pytestmark = pytest.mark.slow

# Made from npm's packages by `make site`; git does not list it.
MADE = "src/ictindex/publishing/website/assets/vega.js"
# Where the folders of the checkout are in a wheel.
FOLDERS = {
    "src/ictindex/": "ictindex/",
    "methodology/": "ictindex/_data/methodology/",
    "sample_data/": "ictindex/_data/sample_data/",
}
DESCRIPTION = {
    "METADATA",
    "RECORD",
    "WHEEL",
    "entry_points.txt",
    "licenses/LICENSE",
    "licenses/NOTICE",
}


@dataclass(frozen=True)
class Built:
    """The distributions of this checkout, by name of file."""

    wheel: dict[str, bytes]
    source: dict[str, bytes]
    modes: dict[str, int]


def listed() -> set[str]:
    """Return the files of the checkout that git lists."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name for name in names.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a source distribution from this checkout, and a wheel from that."""
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("distributions")
    # A file that is neither listed nor left out by git is no file of the project.
    copy = folder / "checkout"
    for name in listed() | ({MADE} if (ROOT / MADE).is_file() else set()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    (archive,) = SdistBuilder(str(copy)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(archive) as tar:
        names = [member.name.split("/", 1)[1] for member in tar.getmembers() if member.isfile()]
        tar.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    source = {name: (unpacked / name).read_bytes() for name in names}
    (wheel,) = WheelBuilder(str(unpacked)).build(directory=str(folder), versions=["standard"])
    assert Path(wheel).name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as zipped:
        modes = {entry.filename: entry.external_attr >> 16 for entry in zipped.infolist()}
        return Built({name: zipped.read(name) for name in zipped.namelist()}, source, modes)


def test_the_source_distribution_has_the_files_of_git(built: Built) -> None:
    ours = {name: content for name, content in built.source.items() if name != "PKG-INFO"}
    assert set(ours) - {MADE} == listed()
    assert all(content == (ROOT / name).read_bytes() for name, content in ours.items())


def test_the_wheel_has_the_library_its_documents_and_nothing_else(built: Built) -> None:
    expected = {
        target + name.removeprefix(folder)
        for folder, target in FOLDERS.items()
        for name in listed()
        if name.startswith(folder)
    }
    compiled = {
        "ictindex/_data/compiled/" + name.removeprefix("methodology/").replace(".toml", ".json")
        for name in listed()
        if name.startswith("methodology/") and name.endswith(".toml")
        if not name.endswith("/FROZEN.toml")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = {f"ictindex-{project['version']}.dist-info/{name}" for name in DESCRIPTION}
    made = "ictindex/" + MADE.removeprefix("src/ictindex/")
    assert set(built.wheel) - {made} == expected | compiled | about


def test_every_file_of_the_wheel_is_that_of_the_checkout(built: Built) -> None:
    for folder, target in FOLDERS.items():
        for name in listed():
            if name.startswith(folder):
                inside = target + name.removeprefix(folder)
                assert built.wheel[inside] == (ROOT / name).read_bytes(), name


def test_the_record_has_the_digest_of_every_file(built: Built) -> None:
    (record,) = (name for name in built.wheel if name.endswith(".dist-info/RECORD"))
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(built.wheel[record].decode()))}
    assert set(rows) == set(built.wheel)
    for name, content in built.wheel.items():
        if name != record:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            assert rows[name] == [f"sha256={digest.decode()}", str(len(content))]


def test_no_file_of_the_wheel_can_be_written_by_others_or_leads_out_of_it(built: Built) -> None:
    for name, mode in built.modes.items():
        assert not mode & 0o022, name
        assert ".." not in name.split("/") and not name.startswith("/")


def test_metadata_are_those_of_the_project(built: Built) -> None:
    (name,) = (name for name in built.wheel if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(built.wheel[name].decode())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["Name"] == "ictindex" and metadata["Version"] == project["version"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    # A plain installation brings the core list, and no more.
    plain = [need for need in metadata.get_all("Requires-Dist") or [] if "extra ==" not in need]
    assert sorted(plain) == sorted(project["dependencies"])
    assert metadata.get_payload().startswith("# ictindex")


def test_nothing_of_published_tables_nor_of_a_machine_is_inside(built: Built) -> None:
    for name, content in (built.wheel | built.source).items():
        assert not name.endswith((".pyc", ".so", ".pyd", ".exe", ".DS_Store", ".env", ".pem")), name
        assert len(content) < 2_000_000, name
        assert str(ROOT).encode() not in content, name
