"""Every text in a public file: of pages, tables, workbooks, archives, pictures, papers and arrays.

A file is read by its first bytes, or by the ending of its name. What cannot be read is refused by
name: nobody can say what it contains.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import importlib
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

_DEEPEST = 8  # archives in archives
_MARKUP = frozenset(("html", "htm", "svg", "xml", "xhtml", "rels", "atom", "rss", "vml"))
_TEXT = _MARKUP | frozenset(
    (
        *("txt", "md", "csv", "tsv", "json", "geojson", "jsonl", "webmanifest", "js", "mjs", "css"),
        *("py", "toml", "ini", "cfg", "yml", "yaml", "sha256", "typ", "tex", "log", "bib", "map"),
        *("license", "readme", "notice", "mimetype", "cname", "_headers", "ris"),
        *("ictindex-files", "ictindex-keys"),
    )
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrtbf\"'/\\]))")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_TAG = re.compile(r"<[^<>]*>")
# Elements that begin a line, a cell or a paragraph; any other may be inside a word.
_BLOCK = re.compile(
    r"</?(?:[a-z0-9]+:)?(?:p|si|is|c|row|comment|br|div|li|dt|dd|t[dhr]|h[1-6]|title|desc|text|pre"
    r"|option|label|button|section|article|caption|figcaption|summary)\b[^<>]*>",
    re.IGNORECASE,
)
_DATA = re.compile(r"data:([a-z]+/[a-z0-9.+-]+)[^,\"']{0,40};base64,([A-Za-z0-9+/=\s]+)", re.ASCII)
_SHARED = "xl/sharedStrings.xml"
_SHARED_ENTRY = re.compile(r"<si\b[^>]*>(.*?)</si>|<si/>", re.DOTALL)
_SHARED_CELL = re.compile(r"(<c\b[^>]*\bt=\"s\"[^>]*>\s*<v>)(\d+)</v>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PNG, _PDF, _GZIP = b"\x89PNG\r\n\x1a\n", b"%PDF-", b"\x1f\x8b"
_PARQUET, _HDF, _ZIP = b"PAR1", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
# Chunks of a PNG that are pixels, colours or sizes; every other one is read as text.
_PIXELS = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD")
) | frozenset((b"pHYs", b"tIME", b"hIST", b"acTL", b"fcTL", b"fdAT"))


class PublicText(NamedTuple):
    """A text in a file: the name of its part, and whether figures are to be read in it."""

    name: str
    text: str
    # Coordinates of pictures and codes of marks are no figures.
    has_figures: bool = True


class UnreadableError(Exception):
    """A file whose contents cannot be searched; its text is its name."""


def texts_of(name: str, data: bytes, depth: int = 0) -> Iterator[PublicText]:
    """Yield the texts in a file, each with the name of the part that it is in."""
    if depth > _DEEPEST:
        raise UnreadableError(name)
    for start, read in _READERS.items():
        if data.startswith(start):
            yield from read(name, data, depth)
            return
    if not data:
        return
    last = PurePosixPath(name.rpartition("!")[2]).name.lower()
    ending = last.rpartition(".")[2]  # of ".rels" too; a name without a point is an ending itself
    if ending not in _TEXT:
        raise UnreadableError(name)
    yield from _read_text(name, data, depth, is_markup=ending in _MARKUP)


def _decode(name: str, data: bytes) -> str:
    """Decode a text; refuse bytes that are none."""
    form = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(form)
    except UnicodeDecodeError as error:
        raise UnreadableError(name) from error


def _read_text(name: str, data: bytes, depth: int, *, is_markup: bool) -> Iterator[PublicText]:
    text = _decode(name, data)
    yield PublicText(name, text, not is_markup)
    if is_markup:
        yield PublicText(name, html.unescape(text), has_figures=False)
        # A word may be divided by a mark inside it, or only by the mark between two words.
        yield PublicText(name, html.unescape(_TAG.sub(" ", text)))
        yield PublicText(
            name, html.unescape(_TAG.sub("", _BLOCK.sub(" ", text))), has_figures=False
        )
    if "\\" in text:
        yield PublicText(name, _ESCAPE.sub(_unescape, text), has_figures=False)
    if _PERCENT.search(data) is not None:
        raw = _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), data)
        yield PublicText(name, raw.decode("utf-8", "replace"), has_figures=False)
    for number, embedded in enumerate(_DATA.finditer(text)):
        form = embedded[1].partition("/")[2].partition("+")[0]
        try:
            inner = base64.b64decode(embedded[2], validate=False)
        except binascii.Error as error:
            raise UnreadableError(name) from error
        yield from texts_of(f"{name}!data-{number + 1}.{form}", inner, depth + 1)


def _unescape(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " "}.get(escape[2], escape[2])


def _read_zip(name: str, data: bytes, depth: int) -> Iterator[PublicText]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield PublicText(name, _latin(archive.comment))
            yield from _sheet_texts(name, archive)
            for part in archive.infolist():
                yield PublicText(name, part.filename)
                yield PublicText(name, _latin(part.comment + part.extra))
                if not part.is_dir():
                    yield from texts_of(f"{name}!{part.filename}", archive.read(part), depth + 1)
    # zipfile: RuntimeError for an encrypted part, NotImplementedError for a method of compression.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError) as error:
        raise UnreadableError(name) from error


def _sheet_texts(name: str, archive: zipfile.ZipFile) -> Iterator[PublicText]:
    """Yield the sheets of a workbook with their texts in place, near the figures of a row.

    A sheet has the numbers of its texts only, which are in another part.
    """
    if _SHARED not in archive.namelist():
        return
    markup = archive.read(_SHARED).decode("utf-8", "replace")
    shared = [_TAG.sub("", entry) for entry in _SHARED_ENTRY.findall(markup)]

    def put(cell: re.Match[str]) -> str:
        number = int(cell[2])
        return f"{cell[1]}{shared[number] if number < len(shared) else ''}</v>"

    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            rows = _SHARED_CELL.sub(put, archive.read(part).decode("utf-8", "replace"))
            yield PublicText(f"{name}!{part}", html.unescape(_TAG.sub(" ", rows)))


def _latin(data: bytes) -> str:
    """Return bytes as text whose words can be found, whatever else is among them."""
    return f"{data.decode('utf-8', 'replace')} {data.decode('utf-16-be', 'replace')}"


def _read_gzip(name: str, data: bytes, depth: int) -> Iterator[PublicText]:
    yield PublicText(name, _latin(data[:1024]))  # its head may name the file
    try:
        inner = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(name) from error
    plain = name[: -len(".gz")] if name.lower().endswith(".gz") else name
    yield from texts_of(f"{name}!{PurePosixPath(plain).name}", inner, depth + 1)


def _read_png(name: str, data: bytes, _: int) -> Iterator[PublicText]:
    offset = len(_PNG)
    while offset + 8 <= len(data):
        length = int.from_bytes(data[offset : offset + 4], "big")
        kind, body = data[offset + 4 : offset + 8], data[offset + 8 : offset + 8 + length]
        offset += length + 12
        if kind in (b"zTXt", b"iCCP", b"iTXt"):
            yield PublicText(name, _latin(body))
            yield PublicText(name, _latin(_inflate_within(body)))
        elif kind not in _PIXELS:
            yield PublicText(name, _latin(body))
        if kind == b"IEND":
            break
    yield PublicText(name, _latin(data[offset:]))  # what was put after the picture


def _inflate_within(body: bytes) -> bytes:
    """Return the compressed text in a chunk, which begins after one of its NULs."""
    for offset, sign in enumerate(body):
        if sign == 0x78:  # the first byte of what zlib compresses
            try:
                return zlib.decompressobj().decompress(body[offset:])
            except zlib.error:
                continue
    return b""


def _read_pdf(name: str, data: bytes, _: int) -> Iterator[PublicText]:
    """Yield the extracted text, and what is in its other parts: facts, attachments."""
    yield PublicText(name, _extract_pdf(name, data))
    yield PublicText(name, _latin(data))
    for stream in _STREAM.finditer(data):
        try:
            yield PublicText(name, _latin(zlib.decompress(stream[1])))
        except zlib.error:
            continue


def _extract_pdf(name: str, data: bytes) -> str:
    """Extract the text of a PDF by poppler; refuse the file if it is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        raise UnreadableError(name)
    done = subprocess.run(  # noqa: S603  # poppler itself, and the file only as its input
        [program, "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=False
    )
    if done.returncode:
        raise UnreadableError(name)
    return done.stdout.decode("utf-8", "replace")


def _package(name: str, package: str) -> Any:
    """Import a package that reads a form; refuse the file if it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise UnreadableError(name) from error


def _read_parquet(name: str, data: bytes, _: int) -> Iterator[PublicText]:
    parquet = _package(name, "pyarrow.parquet")
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        facts = {**(file.metadata.metadata or {}), **(file.schema_arrow.metadata or {})}
        yield PublicText(name, " ".join(_latin(part) for pair in facts.items() for part in pair))
        table = file.read()
    except (OSError, ValueError) as error:
        raise UnreadableError(name) from error
    columns = [column.to_pylist() for column in table.columns]
    yield PublicText(name, " ".join(table.column_names))
    yield PublicText(name, _lines(zip(*columns, strict=True)))


def _lines(rows: Iterable[Iterable[object]]) -> str:
    return "\n".join(", ".join("" if cell is None else str(cell) for cell in row) for row in rows)


def _read_hdf(name: str, data: bytes, _: int) -> Iterator[PublicText]:
    h5py = _package(name, "h5py")
    lines: list[str] = []

    def read(path: str, node: Any) -> None:
        lines.append(path)
        for key, value in node.attrs.items():
            lines.append(f"{key} {_plain(value)}")
        if isinstance(node, h5py.Dataset):
            lines.append(_plain(node[()]))

    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            read("", file)
            file.visititems(read)
    except (OSError, ValueError) as error:
        raise UnreadableError(name) from error
    yield PublicText(name, "\n".join(lines))


def _plain(value: Any) -> str:
    """Return an array, or one value of it, as text."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


_READERS: Mapping[bytes, Callable[[str, bytes, int], Iterator[PublicText]]] = MappingProxyType(
    {
        _ZIP: _read_zip,
        b"PK\x05\x06": _read_zip,  # an archive of nothing
        _GZIP: _read_gzip,
        _PNG: _read_png,
        _PDF: _read_pdf,
        _PARQUET: _read_parquet,
        _HDF: _read_hdf,
    }
)
