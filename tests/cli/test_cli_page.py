"""The command that verifies the page as one file, with and without a digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from command_runs import run
from page_cases import page_text

LIMITS = "This shows no more than that: not who made the file"


@pytest.fixture
def page(tmp_path: Path) -> tuple[Path, str]:
    """The page in a folder, and its digest."""
    path = tmp_path / "ictindex-check.html"
    path.write_text(page_text(), encoding="utf-8", newline="\n")
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def verified(path: Path, *more: str) -> tuple[int, str]:
    done = run(path.parent, "page", "verify", path.name, *more)
    assert "Traceback" not in done.stderr
    return done.returncode, " ".join(done.stdout.split())


def test_the_digest_of_the_release_is_what_decides(page: tuple[Path, str]) -> None:
    path, digest = page
    code, words = verified(path, "--sha256", digest.upper())
    assert code == 0
    assert "version 9.8.7 as it states" in words and f"SHA-256 of the file: {digest}" in words
    assert "The file is whole" in words and "Software inside, as it states: ictindex" in words
    assert "is the one of the digest that you gave" in words and LIMITS in words
    code, words = verified(path, "--sha256", "0" * 64)
    assert code == 1
    assert f"is not the one of the digest {'0' * 64}. Do not use it" in words


def test_a_digest_next_to_the_page_shows_less(page: tuple[Path, str]) -> None:
    path, digest = page
    near = path.with_suffix(".sha256")
    near.write_text(f"{digest}  {path.name}\n", encoding="ascii")
    code, words = verified(path)
    assert code == 0
    assert "in ictindex-check.sha256, next to it: it was not damaged" in words
    assert "Whoever changes the page can change that file too" in words
    near.write_text(f"{'0' * 64}  {path.name}\n", encoding="ascii")
    assert verified(path)[0] == 1


def test_without_a_digest_nothing_is_verified(page: tuple[Path, str]) -> None:
    code, words = verified(page[0])
    assert code == 1
    assert "The file is whole" in words
    assert "compared with no digest. Anybody can make a file that is whole" in words


def test_an_altered_page_is_named_as_data_too(page: tuple[Path, str]) -> None:
    path, digest = page
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("const VIEWS = [", "const VIEWZ = ["), encoding="utf-8")
    done = run(path.parent, "page", "verify", path.name, "--sha256", digest, "--json")
    record = json.loads(done.stdout)
    assert done.returncode == 1
    assert record["comparison"] == "differs" and record["version"] == "9.8.7"
    assert record["faults"][0].startswith("The security policy does not name exactly")


def test_it_speaks_the_language_asked_for_and_refuses_in_it(page: tuple[Path, str]) -> None:
    path, digest = page
    _, words = verified(path, "--sha256", digest, "-l", "fr")
    assert "Le fichier est entier" in words and "Rien d’autre n’est démontré" in words
    (path.parent / "a.html").write_text("<p>", encoding="utf-8")
    done = run(path.parent, "page", "verify", "a.html", "-l", "es")
    assert done.returncode == 2 and "no es la página que comprueba" in done.stderr
