"""A closed word or number is found in every type of file, and a file that nobody can read is named.

The files are made by programs that know nothing of the search: zipfile, gzip, zlib, pyarrow, h5py.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.submissions.closed import public_search
from ictindex.submissions.closed.accepted_table import write_accepted
from ictindex.submissions.closed.closed_words import (
    PUBLIC_NOTHING,
    ClosedText,
    ClosedWords,
    closed_words,
    library_words,
    normalise,
    public_words,
    texts_of_workbook,
    words_of_round,
)
from ictindex.submissions.closed.event_register import Draft
from ictindex.submissions.closed.public_search import search_folder
from ictindex.submissions.closed.round_folder import RoundFolder

WORD = "Quixotry"  # in no file of the library
PLANTED = f"see {WORD} there"


def zipped(files: dict[str, bytes], comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    whole = (b"\x89PNG\r\n\x1a\n", head, *chunks, pixels, chunk(b"IEND", b""), after)
    return b"".join(whole)


def parquet(frame: pd.DataFrame, facts: dict[str, str]) -> bytes:
    arrow = pytest.importorskip("pyarrow", reason="the extra 'storage' is not installed")
    from pyarrow import parquet as files

    table = arrow.Table.from_pandas(frame)
    table = table.replace_schema_metadata({**table.schema.metadata, **facts})
    stream = io.BytesIO()
    files.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def hdf(values: list[str], attribute: str) -> bytes:
    h5py = pytest.importorskip("h5py", reason="the extra 'storage' is not installed")
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.create_dataset("note", data=values, compression="gzip", chunks=True)
        file["note"].attrs["comment"] = attribute
    return stream.getvalue()


def pdf(text: str) -> bytes:
    typst = pytest.importorskip("typst", reason="the extra 'report' is not installed")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    made: bytes = typst.compile(text.encode(), format="pdf")
    return made


def sheet(text: str, kind: str = "s") -> dict[str, bytes]:
    return {
        "xl/sharedStrings.xml": f"<sst><si><t>XAA</t></si><si>{text}</si></sst>".encode(),
        "xl/worksheets/sheet1.xml": b'<row><c r="A1" t="s"><v>0</v></c><c r="B1"><v>88123</v></c>'
        b"</row>",
    }


TEXT = PLANTED.encode()
PLACES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text": ("a.txt", lambda: TEXT),
    "text in UTF-16": ("a.txt", lambda: PLANTED.encode("utf-16")),
    "CSV": ("a.csv", lambda: b"economy,note\nXAA," + TEXT),
    "citation": ("a.ris", lambda: b"TI  - see " + TEXT + b"\r\n"),
    "keys of pages": (".ictindex-keys", lambda: b"{'" + TEXT + b"': 'a'}"),
    "JSON": ("a.json", lambda: json.dumps({"a": [PLANTED]}).encode()),
    "JSON escaped": ("a.json", lambda: b'{"a": "\\u0051uixotry"}'),
    "JavaScript": ("a.js", lambda: b"const a = '" + TEXT + b"';"),
    "attribute of HTML": ("a.html", lambda: b'<p title="' + TEXT + b'">x</p>'),
    "HTML in two parts": ("a.html", lambda: b"<p>see Quix<b>otry</b> there</p>"),
    "HTML with an entity": ("a.html", lambda: b"<p>see &#81;uixotry there</p>"),
    "address in HTML": ("a.html", lambda: b'<a href="x/%51uixotry.xlsx">x</a>'),
    "comment in SVG": ("a.svg", lambda: b"<svg><!-- " + TEXT + b" --></svg>"),
    "picture in a style": (
        "a.css",
        lambda: (
            b"a {background: url(data:image/svg+xml;base64,"
            + base64.b64encode(b"<svg><desc>" + TEXT + b"</desc></svg>")
            + b")}"
        ),
    ),
    "name of a file": ("Quixotry.txt", lambda: b"x"),
    "name in an archive": ("a.zip", lambda: zipped({"Quixotry.txt": b"x"})),
    "comment of an archive": ("a.zip", lambda: zipped({"a.txt": b"x"}, TEXT)),
    "archive in an archive": ("a.zip", lambda: zipped({"b.zip": zipped({"a.txt": TEXT})})),
    "gzip": ("a.csv.gz", lambda: gzip.compress(TEXT)),
    "gzip in an archive": ("a.zip", lambda: zipped({"a.json.gz": gzip.compress(TEXT)})),
    "sheet": ("a.xlsx", lambda: zipped(sheet(f"<t>{PLANTED}</t>"))),
    "sheet in two parts": ("a.xlsx", lambda: zipped(sheet("<r><t>Quix</t></r><r><t>otry</t></r>"))),
    "properties of a workbook": (
        "a.xlsx",
        lambda: zipped({"docProps/core.xml": b"<dc:creator>Quixotry</dc:creator>"}),
    ),
    "letter": (
        "a.docx",
        lambda: zipped({"word/document.xml": b"<w:p><w:t>Quix</w:t><w:t>otry</w:t></w:p>"}),
    ),
    "text of a picture": ("a.png", lambda: png(chunk(b"tEXt", b"Comment\0" + TEXT))),
    "compressed text of a picture": (
        "a.png",
        lambda: png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(TEXT))),
    ),
    "international text of a picture": (
        "a.png",
        lambda: png(chunk(b"iTXt", b"Comment\0\1\0en\0\0" + zlib.compress(TEXT))),
    ),
    "camera of a picture": ("a.png", lambda: png(chunk(b"eXIf", b"MM\0*" + TEXT))),
    "after a picture": ("a.png", lambda: png(after=TEXT)),
    "PDF": ("a.pdf", lambda: pdf(PLANTED)),
    "title of a PDF": ("a.pdf", lambda: pdf('#set document(title: "Quixotry")\nx')),
    "column of Parquet": ("a.parquet", lambda: parquet(pd.DataFrame({"n": [PLANTED] * 9}), {})),
    "facts of Parquet": ("a.parquet", lambda: parquet(pd.DataFrame({"n": [1]}), {"a": PLANTED})),
    "array of NetCDF": ("a.nc", lambda: hdf([PLANTED] * 9, "x")),
    "attribute of NetCDF": ("a.nc", lambda: hdf(["x"], PLANTED)),
}


@pytest.fixture(scope="module")
def closed() -> ClosedWords:
    """A closed word, and a closed number of XAA."""
    texts = [ClosedText(f"{WORD} of the ministry", "note", "XAA")]
    numbers = [("XAA", Decimal("88123")), ("XAA", Decimal("61.37291")), ("XAA", Decimal(2025))]
    return closed_words(texts, numbers, public_words(["of the ministry"]))


def search(folder: Path, closed: ClosedWords, name: str, data: bytes) -> list[tuple[str, str]]:
    (folder / name).write_bytes(data)
    search = search_folder(folder, closed)
    return [(finding.code, str(finding.details["words"])) for finding in search.findings]


@small_cases("kind", PLACES)
def test_a_planted_word_is_found(kind: str, closed: ClosedWords, tmp_path: Path) -> None:
    name, make = PLACES[kind]
    assert ("round.closed-word", WORD.lower()) in search(tmp_path, closed, name, make())


@small_cases(
    ("name", "data"),
    [
        ("a.bin", b"abc"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.woff2", b"wOF2"),
        ("a", b"abc"),
        ("a.txt", b"\xff\xfeabc"),
        ("a.csv", b"caf\xe9"),
        ("a.zip", b"PK\x03\x04 and nothing more"),
        ("a.gz", b"\x1f\x8b and nothing more"),
        ("a.zip", zipped({"b.bin": b"abc"})),
        ("a.pdf", b"%PDF-1.7 and nothing more"),
        ("a.parquet", b"PAR1 and nothing more"),
        ("a.nc", b"\x89HDF\r\n\x1a\n and nothing more"),
    ],
)
def test_a_file_that_nobody_can_read_is_refused_by_name(
    name: str, data: bytes, closed: ClosedWords, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    (finding,) = search_folder(tmp_path, closed).findings
    assert finding.code == "round.unreadable-file"
    assert str(finding.details["file"]).startswith(name)


def test_a_link_out_of_the_folder_is_refused(closed: ClosedWords, tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    (tmp_path / "a.txt").write_text(WORD, "utf-8")
    (public / "a.txt").symlink_to(tmp_path / "a.txt")
    (finding,) = search_folder(public, closed).findings
    assert finding.code == "round.unreadable-file"


def test_without_poppler_a_pdf_is_refused(
    closed: ClosedWords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (finding,) = search_folder(tmp_path, closed).findings
    assert finding.code == "round.unreadable-file"


@small_cases(
    "text",
    [
        "XAA,fibre,2025,88123,C",
        "XAA: 88 123",
        "XAA: 88,123",
        "XAA: 88.123",
        "XAA: 88\u202f123",
        "XAA: \u0668\u0668\u066c\u0661\u0662\u0663",
        '{"economy": "XAA", "value": 88123.0}',
        "another line, far from every code: 61.37291",
    ],
)
def test_a_closed_number_is_found_in_every_way_of_writing(
    text: str, closed: ClosedWords, tmp_path: Path
) -> None:
    ((code, number),) = search(tmp_path, closed, "a.txt", text.encode())
    assert (code, number) == ("round.closed-number", "61.37291" if "61." in text else "88123")


@pytest.mark.parametrize(
    "text",
    [
        "XAB,fibre,2025,88123,F",  # of another State
        "XAA" + "." * 500 + "88123",  # not near the State
        "XAA 188123 88123a 0.88123 881230",  # other numbers
        "XAA 2025",  # a year is on every page
    ],
)
def test_another_number_is_no_hit(text: str, closed: ClosedWords, tmp_path: Path) -> None:
    assert search(tmp_path, closed, "a.txt", text.encode()) == []


def test_the_words_of_a_row_are_near_its_number(closed: ClosedWords, tmp_path: Path) -> None:
    hits = search(tmp_path, closed, "a.xlsx", zipped(sheet("<t>x</t>")))
    assert hits == [("round.closed-number", "88123")]


def test_a_long_number_that_another_state_shows_counts_only_near_its_own(tmp_path: Path) -> None:
    shown = {"XAB": frozenset(["6137291"])}
    closed = closed_words([], [("XAA", Decimal(6137291))], PUBLIC_NOTHING, shown)
    assert search(tmp_path, closed, "a.txt", b"XAB 6137291") == []
    assert len(search(tmp_path, closed, "a.txt", b"XAA 6137291")) == 1


def test_a_word_within_another_word_is_no_hit(closed: ClosedWords, tmp_path: Path) -> None:
    assert search(tmp_path, closed, "a.txt", b"unquixotry quixotrylike") == []
    assert len(search(tmp_path, closed, "a.txt", b"un-quixotry_2")) == 1


@pytest.mark.slow
def test_a_text_of_common_words_is_found_as_a_whole(tmp_path: Path) -> None:
    note = "The value of the year before was not right"
    closed = closed_words([ClosedText(note, "note", "XAA")], [], library_words())
    assert [needle.text for needle in closed.needles] == [normalise(note)]
    assert search(tmp_path, closed, "a.txt", b"the value of the year before") == []
    assert len(search(tmp_path, closed, "a.html", b"<p>The value of the\nyear <i>before</i> was "
                     b"not&nbsp;right.</p>")) == 1  # fmt: skip


@pytest.mark.slow
def test_what_the_library_itself_writes_is_no_closed_word() -> None:
    title = "Fixed-broadband subscriptions"
    assert closed_words([ClosedText(title, "note", "XAA")], [], library_words()).needles == ()


def test_every_token_is_looked_up_once(
    closed: ClosedWords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work grows with the different tokens, not with the words that are searched for."""
    looked_up: list[str] = []
    usual = public_search._Search._look_up

    def count(search: public_search._Search, token: str) -> object:
        looked_up.append(token)
        return usual(search, token)

    monkeypatch.setattr(public_search._Search, "_look_up", count)
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("alpha beta gamma " * 50, "utf-8")
    search_folder(tmp_path, closed)
    assert len(looked_up) == len(set(looked_up))
    assert {"alpha", "beta", "gamma"} < set(looked_up)


def test_the_digest_names_the_bytes_that_were_searched(closed: ClosedWords, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    before = search_folder(tmp_path, closed)
    assert before.digest == search_folder(tmp_path, closed).digest
    assert (before.files, before.size, len(before.findings)) == (1, 1, 0)
    (tmp_path / "a.txt").write_text("y", "utf-8")
    assert search_folder(tmp_path, closed).digest != before.digest


def test_what_was_typed_in_a_workbook_is_closed_and_what_it_was_sent_with_is_not() -> None:
    sent = zipped({"xl/sharedStrings.xml": b"<sst><si><t>Label of ours</t></si></sst>"})
    back = zipped(
        {
            "xl/sharedStrings.xml": b"<sst><si><t>Label of ours</t></si><si><r><t>Mrs </t></r>"
            b"<r><t>Example</t></r></si></sst>",
            "xl/worksheets/sheet1.xml": b'<c t="inlineStr"><is><t>typed &amp; inline</t></is></c>',
            "xl/comments1.xml": b"<comment ref='A1'><text><t>a comment</t></text></comment>",
            "docProps/core.xml": b"<cp><dc:creator>An author</dc:creator></cp>",
        }
    )
    typed = {text.text for text in texts_of_workbook("Our name.xlsx", back, "XAA", [sent])}
    assert typed >= {"Our name.xlsx", "Mrs Example", "typed & inline", "a comment", "An author"}
    assert "Label of ours" not in typed


@pytest.fixture
def round_folder(tmp_path: Path) -> RoundFolder:
    """A round with a receipt, a file as it came, an office and a question."""
    folder = RoundFolder(tmp_path / "round")
    table = ict.read_observations(
        pd.DataFrame(
            {
                "economy": ["XAA"] * 2,
                "indicator": ["internet-users", "households-internet"],
                "year": [2022] * 2,
                "value": ["61.37291", "70.5"],
                "conf_status": ["C", "F"],
                "note": ["Zanzibarnote", ""],
                "source": ["Survey of Quorndon"] * 2,
                "source_class": ["official-submission"] * 2,
            }
        )
    )
    judgement = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    receipt = ict.accept(table, judgement)
    accepted = folder.files.accepted("XAA")
    accepted.mkdir(parents=True)
    receipt.save(accepted / "a.receipt.json")
    (accepted / "a.accepted.csv").write_text(write_accepted(receipt), "utf-8")
    received = folder.files.received("XAA")
    received.mkdir(parents=True)
    (received / "0123456789ab-Yellowbook.csv").write_text(
        "economy;note\nXAA;Wolverhampton", "utf-8"
    )
    folder.files.offices_file.write_text("economy,office,sheets\nXAA,Bureau Xylophone,\n", "utf-8")
    question = {"number": 1, "rule": "T01", "indicator": "internet-users", "year": 2022}

    def ask(events: object) -> Draft:
        return Draft(
            event="query",
            day=dt.date(2027, 3, 1),
            by="compiler",
            economy="XAA",
            fields={**question, "value": "12,345,678"},
            text="Why Vexillology?",
        )

    folder.register.folder.mkdir()
    folder.register.record(ask)
    return folder


@pytest.mark.slow
def test_everything_that_is_closed_in_a_round_is_searched_for(
    round_folder: RoundFolder, tmp_path: Path
) -> None:
    public = ict.read_observations(
        pd.DataFrame(
            {
                "economy": ["XAA"],
                "indicator": ["households-internet"],
                "year": [2022],
                "value": ["70.5"],
            }
        )
    )
    closed = words_of_round(round_folder, [public])
    words = {needle.text for needle in closed.needles}
    for word in ("zanzibarnote", "yellowbook", "wolverhampton", "xylophone", "vexillology"):
        assert word in words
    assert "0123456789ab" in words  # the digest of the file
    assert not any("quorndon" in word for word in words)  # a source is published
    assert dict(closed.numbers) == {
        "61.37291": frozenset(["XAA"]),
        "12345678": frozenset(["XAA"]),
    }


def test_a_word_that_somebody_has_read_and_allowed_is_no_hit(round_folder: RoundFolder) -> None:
    public = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    closed = words_of_round(round_folder, [public], ["Vexillology", "61.37291"])
    words = {needle.text for needle in closed.needles}
    assert "vexillology" not in words and "xylophone" in words
    assert "61.37291" not in closed.numbers and "12345678" in closed.numbers
