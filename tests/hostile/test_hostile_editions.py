"""Tampering: whatever is done to an edition or its register is detected, and the file named.

Both verifiers judge every case and have to agree. Sampled here; every single bit of the smallest
edition, every mix and every forged head behind ``slow``.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
from pathlib import Path

import pytest
from edition_making import TINY, VERIFIER, both, copied, publish_annex, tiny
from flipped_bytes import flips

import ictindex as ict
from ictindex.editions.storage.format import decode_record, encode_record, record_digest
from ictindex.editions.storage.register import file_name

KEYS = ("idi-2023-demonstration", "idi-2024-demonstration")
OTHER = {path: content + b"#" for path, content in TINY.items()}


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the sample annex is published."""
    folder = tmp_path_factory.mktemp("annex") / "editions"
    publish_annex(folder)
    return folder


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, list[str], str]:
    """Two editions with the same files and other bytes, their roots, and the head."""
    folder = tmp_path / "editions"
    roots = [tiny(folder, 2023, TINY), tiny(folder, 2024, OTHER)]
    return folder, roots, ict.editions.read_register(folder).head


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def check_flips(folder: Path, key: str, share: float) -> int:
    """Flip bits in every file of an edition and of its register; each has to be detected."""
    edition, register = folder / key, folder / "register"
    honest = ict.verify(edition)
    pins = {"root": honest.root, "head": honest.head}
    draw = random.Random(5)
    count = 0
    for file in [*files_of(edition), *files_of(register)]:
        size = 8 * file.stat().st_size
        some = sorted(draw.sample(range(size), max(1, int(size * share)))) if size else []
        name = file.relative_to(edition if edition in file.parents else folder).as_posix()
        for bit in flips(file, iter(some)):
            count += 1
            report = both(edition, **pins)
            assert not report.intact, (name, bit)
            assert [problem.file for problem in report.problems] == [name], (name, bit)
            if edition in file.parents and file.name != "manifest.json":
                # Without any pin too.
                assert [problem.file for problem in ict.verify(edition).problems] == [name]
            elif edition in file.parents:
                # The register next to it names the root, so that no pin is needed to notice.
                assert "manifest.json" in [problem.file for problem in ict.verify(edition).problems]
    assert both(edition, **pins).verdict == "intact-pinned"
    return count


def test_flipped_bits_are_detected_and_the_file_named(two):
    assert check_flips(two[0], KEYS[0], 0.02) > 200


@pytest.mark.slow
def test_every_flipped_bit_is_detected_and_the_file_named(two):
    folder = two[0]
    bits = 8 * sum(
        file.stat().st_size for part in (KEYS[0], "register") for file in files_of(folder / part)
    )
    assert check_flips(folder, KEYS[0], 1) == bits


@pytest.mark.slow
def test_flipped_bits_of_a_whole_publication_are_detected(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    assert check_flips(folder, "idi-2024-reconstruction", 0.0001) >= 30


@pytest.mark.slow
def test_a_flipped_bit_in_every_eight_kilobytes_of_a_whole_publication_is_detected(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    assert check_flips(folder, "idi-2024-reconstruction", 1 / 8 / 1024) > 250


@pytest.mark.slow
def test_a_flipped_bit_of_the_register_is_noticed_without_a_pin_before_its_end(two):
    folder = two[0]
    file = folder / "register" / file_name(0)
    for _ in flips(file, iter(range(0, 8 * file.stat().st_size, 7))):
        report = both(folder / KEYS[0])
        assert f"register/{file_name(0)}" in [problem.file for problem in report.problems]


@pytest.mark.parametrize("key", [*TINY, "manifest.json"])
@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content + b"\n",
        lambda content: content + b"\0" * 4096,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content[::-1],
    ],
)
def test_every_truncation_and_extension_is_detected(two, key, change):
    folder, roots, head = two
    file = folder / KEYS[0] / key
    content = file.read_bytes()
    changed = change(content)
    file.write_bytes(changed)
    for pins in ({}, {"root": roots[0]}, {"head": head}):
        report = both(folder / KEYS[0], **pins)
        if changed == content:  # of an empty file nothing can be cut off
            assert report.intact
        else:
            assert [problem.file for problem in report.problems] == [key]


@pytest.mark.slow
def test_every_file_of_a_publication_is_missed_renamed_and_case_folded(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    edition = folder / "idi-2024-reconstruction"
    for file in files_of(edition):
        name = file.relative_to(edition).as_posix()
        content = file.read_bytes()
        file.unlink()
        report = both(edition)
        assert [(problem.file, problem.code) for problem in report.problems] == [(name, "missing")]
        assert report.verdict == "incomplete"
        for other in (file.with_name("x" + file.name), file.with_name(file.name.upper())):
            other.write_bytes(content)
            files = {problem.file for problem in both(edition).problems}
            assert name in files
            assert name == "manifest.json" or other.relative_to(edition).as_posix() in files
            other.unlink()
        file.write_bytes(content)
    assert both(edition).intact


def test_every_added_file_and_folder_is_seen(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    edition = folder / "idi-2024-reconstruction"
    for position in [edition, *(path for path in edition.rglob("*") if path.is_dir())]:
        for name in ("notes.txt", "table\u0301.csv", "MANIFEST.JSON", "._verify.py", "x.html~"):
            (position / name).write_bytes(b"")
            (problem,) = both(edition).problems
            assert (problem.file, problem.code) == (
                (position / name).relative_to(edition).as_posix(),
                "added",
            )
            (position / name).unlink()
        (position / "deep").mkdir()
        (position / "deep" / "file").touch()
        assert [problem.code for problem in both(edition).problems] == ["added"]
        (position / "deep" / "file").unlink()
        (position / "deep").rmdir()
    assert both(edition).intact


@pytest.mark.slow
def test_any_two_files_that_change_places_are_seen(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    edition = folder / "idi-2024-reconstruction"
    listed = [file for file in files_of(edition) if file.name != "manifest.json"]
    for first, second in itertools.pairwise(listed):
        item, other = first.read_bytes(), second.read_bytes()
        first.write_bytes(other)
        second.write_bytes(item)
        files = {problem.file for problem in both(edition).problems}
        assert files == {file.relative_to(edition).as_posix() for file in (first, second)}
        first.write_bytes(item)
        second.write_bytes(other)


@pytest.mark.slow
def test_every_mix_of_two_editions_is_seen(two):
    folder, roots, head = two
    names = [*TINY, "manifest.json"]
    contents = [{name: (folder / key / name).read_bytes() for name in names} for key in KEYS]
    for choice in itertools.product((0, 1), repeat=len(names)):
        for name, which in zip(names, choice, strict=True):
            (folder / KEYS[0] / name).write_bytes(contents[which][name])
        for pins in ({}, {"root": roots[0]}, {"head": head}):
            assert both(folder / KEYS[0], **pins).intact == (sum(choice) == 0), choice


def test_digits_changed_in_the_table_and_in_the_results_are_named(annex, tmp_path):
    folder = copied(annex, tmp_path / "editions")
    edition = folder / "idi-2024-reconstruction"
    for name in ("table.csv", "results.json", "groups.json", "inputs/observations.csv"):
        file = edition / name
        content = file.read_bytes()
        at = content.rindex(b"8")
        file.write_bytes(content[:at] + b"9" + content[at + 1 :])
        assert [(problem.file, problem.code) for problem in both(edition).problems] == [
            (name, "altered")
        ]
        with pytest.raises(ict.errors.DamagedArchiveError, match=name):
            ict.open_edition(edition)
        file.write_bytes(content)


def check_forged_heads(folder: Path, count: int) -> None:
    edition, register = folder / KEYS[0], folder / "register"
    honest = ict.verify(edition)
    draw = random.Random(131)
    digests = {record_digest(file.read_bytes()) for file in files_of(register)}
    last = register / file_name(1)
    content = last.read_bytes()
    record = decode_record(content, last.name)
    for number in range(count):
        if number % 2:  # another head for the honest register
            head = "sha256:" + hashlib.sha256(draw.randbytes(8)).hexdigest()
            assert head not in digests
            report = both(edition, head=head)
            assert [(problem.file, problem.code) for problem in report.problems] == [
                (f"register/{last.name}", "head-unknown")
            ]
        else:  # another register for the honest head
            forged = {**record, "publisher": f"{draw.random()}"}
            last.write_bytes(encode_record(forged))
            report = both(edition, head=honest.head)
            last.write_bytes(content)
        assert report.verdict == "register-forked-or-rolled-back", number


@pytest.mark.slow
def test_forged_heads_are_seen(two):
    check_forged_heads(two[0], 300)


@pytest.mark.slow
def test_two_thousand_forged_heads_are_seen(two):
    check_forged_heads(two[0], 2_000)


@pytest.mark.slow
def test_a_fork_from_any_record_is_seen(tmp_path):
    honest, forked = tmp_path / "honest", tmp_path / "forked"
    years = range(2015, 2023)
    for year in years:
        tiny(honest, year)
    head = ict.editions.read_register(honest).head
    for start in years:
        folder = copied(honest, tmp_path / f"fork-{start}")
        for year in range(start, 2023):
            (folder / "register" / file_name(year - 2015)).unlink()
            (folder / f"idi-{year}-demonstration").rename(tmp_path / f"gone-{start}-{year}")
        for year in range(start, 2023):
            tiny(folder, year, OTHER)
        for year in years:
            report = both(folder / f"idi-{year}-demonstration", head=head)
            assert report.verdict == "register-forked-or-rolled-back"
            assert both(folder / f"idi-{year}-demonstration").verdict == "intact"
    assert not forked.exists()


def damage(folder: Path, draw: random.Random) -> None:
    """Do one thing at random to a file or folder somewhere under a folder of editions."""
    places = sorted(path for path in folder.rglob("*") if path != folder)
    position = draw.choice(places)
    kind = draw.randrange(8)
    if kind == 0:
        shutil.rmtree(position) if position.is_dir() else position.unlink()
    elif kind == 1:
        other = position.with_name(draw.choice(["x", position.name.upper(), ".hidden", "é.txt"]))
        if not other.exists():
            position.rename(other)
    elif kind == 2:
        (position if position.is_dir() else position.parent).joinpath(
            f"{draw.randrange(99)}.json"
        ).touch()
    elif position.is_dir():
        (position / "new").mkdir(exist_ok=True)
    else:
        content = bytearray(position.read_bytes() or b"0")
        at = draw.randrange(len(content))
        if kind == 3:
            content[at] ^= 1 << draw.randrange(8)
        elif kind == 4:
            del content[at:]
        elif kind == 5:
            content[at:at] = draw.randbytes(draw.randrange(1, 4))
        elif kind == 6:
            content = bytearray(draw.choice([p for p in places if p.is_file()]).read_bytes())
        else:
            content = bytearray(b"{" + draw.choice([b'"id":1}', b'"files":[]}', b"}\n", b"\n"]))
        position.write_bytes(content)


def check_damage(folder: Path, roots: list[str], head: str, tmp_path: Path, count: int) -> None:
    seen = set()
    honest = {path: path.read_bytes() for path in files_of(folder)}
    names = {path.relative_to(folder) for path in folder.rglob("*")}
    for number in range(count):
        draw = random.Random(number)
        work = copied(folder, tmp_path / f"work-{number}")
        for _ in range(draw.choice([1, 1, 2, 5])):
            damage(work, draw)
        for n, key in enumerate(KEYS):
            for pins in ({}, {"root": roots[n]}, {"head": head}, {"root": roots[n], "head": head}):
                try:
                    report = both(work / key, **pins)
                except ict.errors.MissingFileError:
                    # The folder is gone and no record names it: to the library a mistyped path.
                    assert not (work / key).exists(), number
                    verdict, problems, *_ = VERIFIER.verify(str(work / key), **pins)
                    assert (verdict, problems) == ("incomplete", [("missing", "manifest.json")])
                    continue
                seen.add(report.verdict)
                mine = [path for path in names if path.parts[0] == key]
                there = {path.relative_to(work) for path in work.rglob("*")}
                same = {path for path in there if path.parts[0] == key} == set(mine) and all(
                    (work / path).read_bytes() == honest[folder / path]
                    for path in mine
                    if folder / path in honest
                )
                if report.intact and pins:
                    assert same, number
        shutil.rmtree(work)
    assert seen >= {"intact", "intact-pinned", "altered", "incomplete", "register-altered"}


@pytest.mark.slow
def test_both_verifiers_judge_random_damage_alike(two, tmp_path):
    check_damage(*two, tmp_path, 30)


@pytest.mark.slow
def test_both_verifiers_judge_much_random_damage_alike(two, tmp_path):
    check_damage(*two, tmp_path, 240)
