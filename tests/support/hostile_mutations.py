"""Mutations of files: blind ones of bytes, and ones that know what a format is made of."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

# Texts that readers stumble over: numbers of other grammars, codes that look like something else,
# formulas, characters that are not seen, text that ends a format.
CELLS = [
    "", " ", "NA", "nan", "NaN", "inf", "-Infinity", "1e400", "1e-400", "1_000", "1,5", "1.234,56",
    "1 234", "\u0967\u0968", "\uff11\uff12", "080", "+5", ".5", "5.", "-0", "-5", "101", "1e3",
    "9" * 40, "0." + "1" * 40, "1" * 5000, "0x10", "80%", "NO", "004", "4", "true", "null", "#N/A",
    "=1+1", "=HYPERLINK(\"http://x\")", "+1", "@SUM(A1)", "\t=1", "'=1", "-1+1", "|calc", "\x00",
    "\x01", "\x1b[2J", "\u200b", "\u202e", "\ufeff", "\ud7ff", "\U000e0001", "a\nb", "a\r\nb", "\"",
    "\"\"", "'", ";", ",", "\t", "\\", "{value}", "{0}", "%s", "../..", "C:", "BRA", "bra", "BRA ",
    "\u0392RA", "XKX", "ZZZ", "internet-users", "i99H", "idi", "i271mw", "2022", "22", "02022",
    "2022.0", "2022-12-31", "score", "percent", "_T", "F", "A", "O", "estimate", "x" * 3000,
    "<a>", "&amp;", "]]>", "\u00e9", "e\u0301", "\u0130", "\u00df", "12.5", "100", "0",
]  # fmt: skip
TOKENS = [text.encode("utf-8", "replace") for text in CELLS] + [
    b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80", b"\r", b"\n", b"\r\n", b"\x00" * 16, b"PK\x03\x04", b"PK\x05\x06",
]  # fmt: skip
_MOST = 400_000  # bytes that a mutated file has at the most

Draw = random.Random


def blind(data: bytes, draw: Draw) -> bytes:
    """Change bytes without knowing what they are."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 4, 16))):
        at = draw.randrange(len(out) + 1) if out else 0
        kind = draw.randrange(9)
        if kind == 0 and out:
            out[at % len(out)] ^= 1 << draw.randrange(8)
        elif kind == 1 and out:
            out[at % len(out)] = draw.randrange(256)
        elif kind == 2:
            del out[at : at + draw.choice((1, 2, 10, 200))]
        elif kind == 3:
            out[at:at] = out[at : at + draw.choice((1, 10, 200))]
        elif kind == 4:
            out[at:at] = draw.randbytes(draw.choice((1, 3, 30)))
        elif kind == 5:
            out[at:at] = draw.choice(TOKENS)
        elif kind == 6:
            del out[at:]
        elif kind == 7:
            start = draw.randrange(len(out) + 1) if out else 0
            out[at:at] = out[start : start + draw.choice((5, 50))]
        else:
            out += out[-draw.choice((1, 40)) :] * draw.choice((1, 3, 200))
    return bytes(out[:_MOST])


def table(separator: str) -> Callable[[bytes, Draw], bytes]:
    """Return a mutation that knows rows and cells."""

    def mutate(data: bytes, draw: Draw) -> bytes:
        lines = [line.split(separator) for line in data.decode("utf-8").split("\n")]
        for _ in range(draw.choice((1, 1, 2, 5))):
            _change(lines, draw)
        quoting = draw.random() < 0.8
        text = "\n".join(
            separator.join(_quoted(cell, separator) if quoting else cell for cell in line)
            for line in lines
        )
        if draw.random() < 0.1:
            text = text.replace(separator, draw.choice((";", "\t", ",", "|")))
        if draw.random() < 0.05:
            text = text.replace("\n", draw.choice(("\r\n", "\r", "\n\n", "\u2028")))
        coding = draw.choice(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "cp1252", "utf-7"))
        return text.encode(coding, "replace")[:_MOST]

    return mutate


def _quoted(cell: str, separator: str) -> str:
    if any(sign in cell for sign in (separator, "\n", "\r", '"')):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _change(lines: list[list[str]], draw: Draw) -> None:
    line = draw.choice(lines)
    at = draw.randrange(len(line))
    kind = draw.choice((0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    if kind <= 3:
        line[at] = draw.choice(CELLS)
    elif kind == 4:
        line.insert(at, draw.choice(CELLS))
    elif kind == 5:
        del line[at]
        line or line.append("")
    elif kind == 6:
        lines.insert(draw.randrange(len(lines)), list(line))
    elif kind == 7:
        for row in {id(row): row for row in lines}.values():  # a column twice, or away
            if at < len(row):
                row.insert(at, row[at]) if draw.random() < 0.5 else row.pop(at)
                row or row.append("")
    elif kind == 8:
        other = draw.choice(lines)
        position = draw.randrange(len(other))
        line[at], other[position] = other[position], line[at]
    elif kind == 9:
        # The list is the same one, so that a thousand rows cost nothing until they are written.
        lines += [line] * min(draw.choice((1, 10, 1000)), 1 + _MOST // (1 + sum(map(len, line))))
    else:
        line[at] = (line[at] * draw.choice((2, 50, 3000)))[:10_000]


_XML = [
    (rb"<v>[^<]*</v>", [b"<v></v>", b"<v>1e400</v>", b"<v>nan</v>", b"<v>999999999999999999999</v>",
                        b"<v>-1</v>", b"<v>x</v>", b"", b"<v>0.1</v><v>2</v>"]),
    (rb' t="[a-zA-Z]+"', [b' t="e"', b' t="b"', b' t="d"', b' t="s"', b' t="inlineStr"', b' t="?"',
                          b""]),
    (rb' r="[A-Z]+[0-9]+"', [b' r="A1"', b' r="XFD1048576"', b' r="ZZZZ9"', b' r=""', b"",
                             b' r="A0"', b' r="1A"']),
    (rb'<row r="[0-9]+"', [b'<row r="0"', b'<row r="-1"', b'<row r="99999999"', b'<row r="1"',
                           b"<row"]),
    (rb' s="[0-9]+"', [b' s="999"', b' s="-1"', b' s="x"']),
    (rb"<is><t>[^<]*</t></is>", [b"<is></is>", b"<is><t>=1+1</t></is>",
                                 b"<is><t>\xe2\x80\xae</t></is>"]),
    (rb"<sheetData>", [b"<sheetData><row/>", b"<sheetData><c/>", b"<sheetData/><sheetData>"]),
    (rb"<\?xml[^>]*\?>", [b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
                          b'<?xml version="1.0" encoding="utf-16"?>', b"",
                          b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd">']),
    (rb"</sheetData>", [b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>', b"",
                        b'</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>']),
    (rb"<c ", [b"<c><f>1+1</f></c><c ", b"<c><f>1+1</f><v>2</v></c><c ", b"<d "]),
    (rb'Target="[^"]*"', [b'Target="../../../x.xml"', b'Target="http://x/"', b'Target=""']),
    (rb'name="[^"]*"', [b'name=""', b'name="x"', b'name="' + b"y" * 400 + b'"']),
]  # fmt: skip


def workbook(data: bytes, draw: Draw) -> bytes:
    """Change the parts of a workbook, or the archive around them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(draw.choice((1, 1, 2, 4))):
        name = draw.choice(
            [n for n in parts if draw.random() < 0.3 or "sheet" in n or "content" in n]
            or list(parts)
        )
        kind = draw.randrange(10)
        if kind <= 5:
            pattern, instead = draw.choice(_XML)
            matches = list(re.finditer(pattern, parts[name]))
            if matches:
                hit = draw.choice(matches)
                content = parts[name]
                parts[name] = content[: hit.start()] + draw.choice(instead) + content[hit.end() :]
        elif kind == 6:
            parts[name] = blind(parts[name], draw)
        elif kind == 7 and len(parts) > 1:
            del parts[name]
        elif kind == 8:
            parts[draw.choice(("xl/vbaProject.bin", "../x", "/y", "xl\\z", "\u202ea"))] = b"x"
        else:
            size = draw.choice((10, 20_000, 9_000_000) if draw.random() < 0.05 else (10, 2000))
            parts[name] = parts[name] + draw.choice((b" ", b"0", b"<c/>")) * size
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


_JSON: list[Any] = [
    None, True, 0, -1, 10**30, "", "x", "\u202e", [], {}, [[[]]], {"a": None}, "2022-13-45",
    "compiler", "0" * 64, "A" * 3000,
]  # fmt: skip
_RAW = [
    b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1.5", b"01", b'"a":1,"a":2', b"\\ud800",
    b"[" * 3000, b'{"a":' * 3000, b"//x", b"'x'", b"\x00",
]  # fmt: skip


def document(data: bytes, draw: Draw) -> bytes:
    """Change values, keys and the raw text of a JSON document."""
    if draw.random() < 0.3:
        at = draw.randrange(len(data))
        return data[:at] + draw.choice(_RAW) + data[at + draw.choice((0, 1, 5)) :]
    whole = json.loads(data)
    for _ in range(draw.choice((1, 1, 2, 3))):
        _replace(whole, draw)
    spaced = draw.random() < 0.2
    text = json.dumps(whole, ensure_ascii=draw.random() < 0.5, indent=1 if spaced else None)
    if draw.random() < 0.6:  # as canonical as the file was
        text = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _replace(value: Any, draw: Draw) -> None:
    """Replace something in a document by something else of its kind or of another."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = draw.choice(keys)
        if isinstance(value[key], (dict, list)) and value[key] and draw.random() < 0.8:
            value = value[key]
            continue
        kind = draw.randrange(4)
        if kind == 0:
            del value[key]
        elif kind == 1 and isinstance(value, dict):
            value[draw.choice(("x", "", "digest", "receipt"))] = value.pop(key)
        else:
            value[key] = copy.deepcopy(draw.choice(_JSON))  # it may be changed itself
        return
