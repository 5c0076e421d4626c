"""A page that is whole, every change that a reader would not see, and what a digest shows."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from page_cases import PARTS, page_text
from small_cases import small_cases

from ictindex.apps.desk.page_check import check_page, compare_page, digest_next_to, read_digest
from ictindex.core.errors import UnusableFileError, UsageError


@pytest.fixture(scope="module")
def text() -> str:
    return page_text()


def write(folder: Path, text: str) -> Path:
    path = folder / "ictindex-check.html"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def test_a_page_as_it_was_built_is_whole(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    check = check_page(path)
    assert check.faults == ()
    assert check.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    lines = "".join(f"{hashlib.sha256(PARTS[n]).hexdigest()}  {n}\n" for n in sorted(PARTS))
    assert check.parts_digest == hashlib.sha256(lines.encode()).hexdigest()
    assert check.version == "9.8.7"
    assert check.software == (("ictindex 9.8.7", "Apache-2.0"), ("CPython 3.14", "PSF-2.0"))


CHANGED = {
    "a script": (
        "const VIEWS = [", "const VIEWZ = [",
        "The security policy does not name exactly the scripts and styles of the page",
    ),
    "a style": ("<style>", "<style>b{}", "The security policy does not name exactly"),
    "one more script": ("</body>", "<script>0</script></body>", "The security policy does not"),
    "a wider policy": ("connect-src 'none'", "connect-src *", "The security policy does not"),
    "a part": (
        'data-part="worker">d29y', 'data-part="worker">d29z',
        "The part “worker” is not the one that the page states.",
    ),
    "a part that is gone": (
        'data-part="worker"', 'data-part="walker"', "The part “worker” is missing.",
    ),
    "a script from elsewhere": (
        "</body>", '<script src="https://evil.example/a.js"></script></body>',
        "The page has an element that it was not built with: <script src=",
    ),
    "a module": (
        "</body>", '<script type="module">0</script></body>',
        'The page has an element that it was not built with: <script type="module">',
    ),
    "a handler": (
        "<main ", '<main onclick="x()" ',
        "The page has an element that it was not built with: <main onclick",
    ),
    "a page that leads elsewhere": (
        "</body>", '<meta http-equiv="refresh" content="0;url=https://evil.example"></body>',
        "The page has an element that it was not built with: <meta http-equiv",
    ),
    "a frame": (
        "</body>", '<iframe src="data:,x"></iframe></body>',
        "The page has an element that it was not built with: <iframe",
    ),
    "a form that sends": (
        "</body>", '<form action="//evil.example"></form></body>',
        "The page has an element that it was not built with: <form",
    ),
    "a script before the policy": (
        '<meta charset="utf-8">\n', '<meta charset="utf-8">\n<script>0</script>\n',
        "The security policy comes after a script or a style, which it does not govern.",
    ),
}  # fmt: skip


@small_cases(("old", "new", "words"), CHANGED.values(), ids=CHANGED)
def test_a_change_is_named(tmp_path: Path, text: str, old: str, new: str, words: str) -> None:
    assert old in text
    check = check_page(write(tmp_path, text.replace(old, new, 1)))
    assert any(line.startswith(words) for line in check.fault_words("en")), check.fault_words("en")


def test_a_consistent_change_of_a_part_is_seen_by_no_check_but_a_digest(
    tmp_path: Path, text: str
) -> None:
    """Anybody can build another page that is whole: only a digest shows that it is another."""
    from ictindex.apps.desk.page_check import policy

    script = next(part for part in text.split("<script>") if part.startswith("const PAGE_FILE"))
    own = script.partition("</script>")[0]
    changed = own + "\n// another program"
    before, after = policy([own], []).split("'")[5], policy([changed], []).split("'")[5]
    other = text.replace(own, changed).replace(before, after)
    check = check_page(write(tmp_path, other))
    assert check.faults == ()
    assert check.digest != hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"\xff\xfe", b"<script>const PAGE_FILE = {[};\n</script>"]
)
def test_a_file_that_is_no_page_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.html"
    path.write_bytes(content)
    with pytest.raises(UnusableFileError, match=r"letter\.html is not the page that checks"):
        check_page(path)


def test_a_page_that_was_cut_off_is_not_whole(tmp_path: Path, text: str) -> None:
    with_parts = text[: text.index('data-part="modules"')]
    words = check_page(write(tmp_path, with_parts)).fault_words("en")
    assert "The part “modules” is missing." in words and "The part “worker” is missing." in words


def test_a_digest_is_read_as_a_person_copies_it() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    spaced = " ".join(digest[n : n + 2] for n in range(0, 64, 2))
    for text in (digest, digest.upper(), f"sha256:{digest}", f"SHA256: {digest}", spaced):
        assert read_digest(text) == digest
    for text in ("", digest[:-1], digest + "0", "sha256", "g" * 64):
        with pytest.raises(UsageError, match="is not a SHA-256"):
            read_digest(text)


def test_the_digest_next_to_a_page_is_read(tmp_path: Path) -> None:
    page = tmp_path / "ictindex-check.html"
    assert digest_next_to(page) is None
    near = tmp_path / "ictindex-check.sha256"
    near.write_text(f"{'a' * 64}  ictindex-check.html\n", encoding="ascii")
    assert digest_next_to(page) == (near, "a" * 64)
    near.write_text("", encoding="ascii")
    with pytest.raises(UsageError, match="is not a SHA-256"):
        digest_next_to(page)


def test_a_page_is_compared_with_the_digest_that_is_expected(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert not compare_page(path) and compare_page(path).state == "not-compared"
    assert compare_page(path, digest) and compare_page(path, digest).state == "equal-given"
    other = compare_page(path, "0" * 64)
    assert not other and "0" * 64 in other.to_text("en")
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")
    near = compare_page(path)
    assert near and near.state == "equal-next"
    assert near.to_dict()["expected"] == near.to_dict()["sha256"] == digest
