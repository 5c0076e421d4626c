"""What goes into an edition: every file as bytes, by its path.

Nothing of the run is in it: no time, host, user, folder or version of a library. The same
publication has the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ictindex import catalogue, i18n
from ictindex.core import package_data
from ictindex.core.errors import UnusableFileError
from ictindex.data.observations import Observations
from ictindex.documents import Document
from ictindex.documents.validity import validity_record
from ictindex.editions import figures, html_page, provenance
from ictindex.editions.provenance import paths
from ictindex.editions.read_files import EVIDENCE
from ictindex.editions.storage.format import KINDS, SCHEMA, encoded
from ictindex.idi.result import Result
from ictindex.sourcing.selection import Selection
from ictindex.validation.receipts import Receipt
from ictindex.validation.rules import ruleset


def terms_of(
    indicators: Iterable[str],
    nodes: Iterable[str],
    economies: Iterable[str],
    groupings: Iterable[str],
    baskets: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the names used in an edition, by language and section."""
    named, grouped = list(groupings), set(groupings)
    groups = {
        group
        for (grouping, _), dated in catalogue.groupings().items()
        if grouping in grouped
        for group in dated.groups
    }
    plain = {
        "indicators": ("nodes", indicators),
        "nodes": ("nodes", nodes),
        "groupings": ("groupings", named),
        "groups": ("groups", sorted(groups)),
        "status": ("status", catalogue.status_codes()),
        "source-class": ("source-class", catalogue.source_classes()),
        "kinds": ("kinds", KINDS),
    }
    if listed := list(baskets):
        plain["baskets"] = ("baskets", listed)
    ids = {name: (section, list(keys)) for name, (section, keys) in plain.items()}
    places = list(economies)
    languages = {}
    for language in i18n.LANGUAGES:
        found = {
            name: {key: i18n.label(section, key, language) for key in keys}
            for name, (section, keys) in ids.items()
        }
        found["economies"] = {key: i18n.economy_name(key, language) for key in places}
        languages[language] = found
    return {"schema": SCHEMA, "languages": languages}


def readme(head: Mapping[str, Any], key: str = "") -> str:
    """Return what a folder of the archive says of itself, in six languages."""
    kind = str(head.get("of", head["kind"]))
    lines = [str(head["id"]), "=" * len(str(head["id"])), ""]
    chosen = key or ("readme-data" if head["kind"] == "data" else "readme")
    for language in i18n.LANGUAGES:
        lines.append(i18n.label("kinds", kind, language))
        said = i18n.text(
            "archive", chosen, language,
            id=str(head["id"]), date=str(head["released"]),
        )  # fmt: skip
        lines += [said, ""]
    return "\n".join(lines[:-1]) + "\n"


_STANDALONE = Path(__file__).with_name("standalone")


def rules() -> dict[str, bytes]:
    """Return the rules of validation, with their digest, and the documents of fitted numbers."""
    shelf = package_data.folder("methodology")
    found = {
        f"rules/{path.name}": lines(path)
        for folder in ("rules", "detection")
        for path in sorted((shelf / folder).glob("*.toml"))
    }
    found["rules/ruleset.json"] = encoded({"schema": SCHEMA, "digest": ruleset().digest})
    return found


def methodology(document: Document) -> dict[str, bytes]:
    """Return a methodology document with its evidence, and until when it is valid."""
    shelf = package_data.folder("methodology")
    return {
        f"methodology/{document.id}.toml": lines(shelf / document.index / f"{document.id}.toml"),
        EVIDENCE: lines(shelf / "evidence" / f"{document.id}.toml"),
        "methodology/validity.json": encoded(validity_record(document)),
    }


def economy_records(keys: Iterable[str]) -> dict[str, Any]:
    """Return the codes of economies."""
    places = catalogue.economies()
    return {
        key: {"iso2": places[key].iso2, "m49": places[key].m49}
        if key in places
        else {"iso2": "", "m49": ""}  # synthetic: of no country
        for key in keys
    }


def groups(vintage: str) -> dict[str, Any]:
    """Return the members of the groups of a vintage."""
    return {
        "vintage": vintage,
        "groupings": {
            name: {
                "source": dated.source,
                "date": dated.date,
                "groups": {group: list(members) for group, members in dated.groups.items()},
            }
            for name in (figures.vintages(vintage) if vintage else [])
            for dated in [catalogue.groups(name, vintage)]
        },
    }


def slices(found: Mapping[str, Any]) -> dict[str, bytes]:
    """Return parts of the catalogue as files."""
    return {
        f"catalogue/{name}.json": encoded({"schema": SCHEMA, name: content})
        for name, content in found.items()
    }


def encoded_list(records: Sequence[Mapping[str, Any]]) -> bytes:
    """Return records as the one part of a canonical file."""
    return encoded({"schema": SCHEMA, "records": list(records)})


def written(text: str) -> bytes:
    """Return a text as bytes."""
    return text.encode("utf-8")


def lines(path: Path) -> bytes:
    """Return a file of the library with the line ends of its digest, whatever the platform."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise UnusableFileError("archive.unreadable", file=path.name) from error


def script(name: str) -> bytes:
    """Return a stand-alone script."""
    return lines(_STANDALONE / name)


VERIFIER, RECOMPUTATION = "verify.py", "recompute.py"


@dataclass(frozen=True, slots=True)
class Publication:
    """All that is published, checked and recomputed."""

    head: Mapping[str, Any]
    table: Observations
    owners: Sequence[int]
    receipts: tuple[Receipt, ...]
    result: Result | None = None
    selection: Selection | None = None
    submissions: Mapping[str, bytes] = field(default_factory=dict)
    vintage: str = ""
    salt: bytes | None = None


def contents(publication: Publication) -> dict[str, bytes]:
    """Return the files of an edition or a data release, all but the manifest."""
    receipts, salt = publication.receipts, publication.salt
    names = provenance.names(receipts, salt)
    places = paths(receipts, publication.submissions)
    owners = [names[receipts[n].digest] for n in publication.owners]
    files = {
        places[said]: content for said, content in publication.submissions.items() if said in places
    }
    files["inputs/observations.csv"] = written(figures.inputs(publication.table, owners, salt))
    files["receipts.json"] = encoded_list(provenance.receipts(receipts, names, places, salt))
    files["answers.json"] = encoded(provenance.answers(receipts, names))
    files["findings.json"] = encoded(
        provenance.findings(receipts, names, publication.table, publication.result)
    )
    files |= rules()
    files |= _catalogue(publication)
    files["terms.json"] = encoded(terms_of(*_used(publication)))
    files["README.txt"] = written(readme(publication.head))
    files[VERIFIER] = script(VERIFIER)
    if publication.result is not None:
        files |= _of_index(publication, publication.result, names)
    told = html_page.page(publication.result, publication.head, len(publication.table), files)
    files["index.html"] = written(told)
    return dict(sorted(files.items()))


def _of_index(
    publication: Publication, result: Result, names: Mapping[str, str]
) -> dict[str, bytes]:
    """Return what an edition has and a data release has not."""
    selection, salt = publication.selection, publication.salt
    document = result.methodology.document
    found = {
        **methodology(document),
        "consultations.json": encoded_list(provenance.consultations(selection, salt)),
        "sourcing.json": encoded(provenance.sourcing(selection, salt)),
        "results.json": encoded(figures.results(result, str(publication.head["id"]))),
        "table.csv": written(figures.published_table(result)),
        RECOMPUTATION: script(RECOMPUTATION),
    }
    if publication.vintage:
        found["groups.json"] = encoded(figures.group_record(result, publication.vintage))
    return found


def _used(publication: Publication) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the indicators, nodes, economies and groupings that are used, each sorted."""
    columns = publication.table.columns
    known = set(catalogue.indicators())
    indicators = {key for key in columns["indicator"].tolist() if key in known}
    economies = {code for code in columns["economy"].tolist() if catalogue.is_economy(code)}
    nodes: set[str] = set()
    if publication.result is not None:
        indicators |= set(publication.result.methodology.indicators)
        nodes = set(publication.result.nodes) - indicators
        economies |= set(publication.result.economies)
        economies |= {one.economy for one in publication.result.exclusions if one.economy}
    groupings = figures.vintages(publication.vintage) if publication.vintage else []
    return sorted(indicators), sorted(nodes), sorted(economies), groupings


def _catalogue(publication: Publication) -> dict[str, bytes]:
    """Return the slice of the catalogue that is used."""
    indicators, nodes, economies, _ = _used(publication)
    known = catalogue.indicators()
    return slices(
        {
            "indicators": {
                key: {
                    "unit": known[key].unit,
                    "denominator": known[key].denominator,
                    "minimum": known[key].minimum,
                    "maximum": known[key].maximum,
                    "decimals": known[key].decimals,
                    "codes": {system: list(codes) for system, codes in known[key].codes.items()},
                }
                for key in indicators
            },
            "economies": economy_records(economies),
            "nodes": nodes,
            "groups": groups(publication.vintage),
        }
    )
