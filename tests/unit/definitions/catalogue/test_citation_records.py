"""Citations for reference managers, read back by small readers of the two formats."""

from __future__ import annotations

import re

import pytest

from ictindex.definitions.catalogue.citation_records import (
    CitationRecord,
    make_key,
    write_bibtex,
    write_ris,
)

# What the commands of LaTeX print.
PRINTED = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
ODD = "Société d’É. {A} \\ 50 % & $1_0 #~^ الرقم القياسي 指数"


def read_bibtex(text: str) -> list[tuple[str, dict[str, str]]]:
    """Read entries as BibTeX does: a field ends at the brace that closes it, escaped or not."""
    entries, rest = [], text
    while rest.strip():
        head = re.match(r"\s*@misc\{([^,{}\s]+),\s*", rest)
        assert head, rest[:60]
        rest, fields = rest[head.end() :], {}
        while not rest.startswith("}"):
            name = re.match(r"([a-z]+) = \{", rest)
            assert name, rest[:60]
            rest, depth, end = rest[name.end() :], 1, 0
            while depth:
                assert end < len(rest), "a brace is not closed"
                depth += {"{": 1, "}": -1}.get(rest[end], 0)
                end += 1
            end -= 1
            fields[name[1]] = rest[:end]
            rest = rest[end + 1 :].lstrip(",").lstrip()
        entries.append((head[1], fields))
        rest = rest[1:]
    return entries


def print_text(field: str) -> str:
    """Return what LaTeX prints of a field."""
    commands = re.sub(r"\\([a-z]+)\{\}", lambda match: f"\0{PRINTED[match[1]]}", field)
    plain = re.sub(r"\\([$&#%_])", r"\1", commands)
    return re.sub(r"(?<!\0)[{}]", "", plain).replace("\0", "")


def read_ris(text: str) -> list[list[tuple[str, str]]]:
    """Read references: lines with a tag of two characters, from TY to ER."""
    references: list[list[tuple[str, str]]] = []
    assert text.endswith("\r\n")
    for line in text.removesuffix("\r\n").split("\r\n"):
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        if match[1] == "TY":
            references.append([])
        references[-1].append((match[1], match[2]))
    for reference in references:
        assert reference[0][0] == "TY" and reference[-1] == ("ER", "")
    return references


def test_special_signs_come_back_from_bibtex_and_ris() -> None:
    record = CitationRecord("odd-2025", ODD, ODD, "2025", "2025", notes=[ODD, "root: ab"])
    ((key, fields),) = read_bibtex(write_bibtex([record]))
    assert key == "odd-2025"
    assert print_text(fields["author"]) == print_text(fields["title"]) == ODD
    assert print_text(fields["note"]) == f"{ODD}; root: ab"
    ((*lines,),) = read_ris(write_ris([record]))
    assert ("AU", ODD) in lines and ("TI", ODD) in lines
    assert [text for tag, text in lines if tag == "N1"] == [ODD, "root: ab"]


def test_the_name_of_an_organization_is_not_divided() -> None:
    ((_, fields),) = read_bibtex(write_bibtex([CitationRecord("a", "Office and Sons, Ltd", "T")]))
    assert fields["author"] == "{Office and Sons, Ltd}"


def test_a_text_never_begins_a_field_or_a_reference_of_its_own() -> None:
    hostile = "T}\n}\n@misc{other,\n  title = {x}\r\nER  - \r\nTY  - BOOK"
    record = CitationRecord("a", "Office", hostile, address="https://a.example/}{ x_y%20")
    ((_, fields),) = read_bibtex(write_bibtex([record]))
    assert fields["url"] == "https://a.example/%7D%7B%20x_y%20"
    assert len(read_ris(write_ris([record]))) == 1


def test_marks_of_direction_are_left_out() -> None:
    record = CitationRecord("a", "\u2068الاتحاد\u2069", "T")
    assert "\u2068" not in write_bibtex([record]) + write_ris([record])


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Société Générale", "IDI 2025"), "societe-generale-idi-2025"),
        (("国家统计局", "idi-2025"), "idi-2025"),
    ],
)
def test_a_key_is_of_ascii_letters(names: tuple[str, ...], key: str) -> None:
    assert make_key(*names) == key
