"""Contents of an edition: every file as bytes, by its path.

It contains nothing of the run: no time, host, user, folder or version of a library. The same
publication has the same bytes on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ictindex.core import package_data
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document
from ictindex.definitions.documents.validity import validity_record
from ictindex.editions.edition_package import package_file
from ictindex.editions.html_page import write_page
from ictindex.editions.storage.format import KINDS
from ictindex.indices.results.edition_parts import (
    DISCLOSURE,
    EVIDENCE,
    EditionParts,
    Vocabulary,
    groupings_of,
)
from ictindex.indices.results.result_kind import OFFICIAL
from ictindex.language import i18n
from ictindex.submissions.validation.disclosure import disclose, name_receipts
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.rules import SCHEME as DIGEST_SCHEME
from ictindex.submissions.validation.rules import RuleSet, find_ruleset, ruleset

_STANDALONE = Path(__file__).with_name("standalone")
# Layout 1, until November 2026, had the files as received, the answers, and every candidate.
LAYOUT = 2
_VERIFIER, _RECOMPUTATION = "verify.py", "recompute.py"


@dataclass(frozen=True, slots=True)
class Publication:
    """Publication of either index: the facts of the manifest, and the receipts."""

    head: Mapping[str, Any]
    receipts: tuple[Receipt, ...]
    document: Document | None = None
    vintage: str = ""
    salt: bytes | None = None
    doi: str = ""


def edition_files(publication: Publication, parts: EditionParts) -> dict[str, bytes]:
    """Return the files of an edition or a data release, except the manifest."""
    document = publication.document
    # Nothing is stated about a receipt of which no row is published, not even by a gap.
    vouched = [each for each in publication.receipts if each.digest in parts.vouched]
    names = name_receipts(vouched, publication.salt)
    records = [
        {
            "name": names[receipt.digest],
            "receipt": disclose(receipt, publication.salt, parts.vouched[receipt.digest]),
        }
        for receipt in vouched
    ]
    listed = sorted(records, key=lambda record: str(record["name"]))
    files = {
        DISCLOSURE: encode_record({"schema": SCHEMA, "layout": LAYOUT}),
        "receipts.json": encode_record({"schema": SCHEMA, "records": listed}),
        "findings.json": encode_record({"schema": SCHEMA, **parts.findings}),
    }
    files |= dict(parts.files) | rules_of(vouched)
    files |= slices(
        {
            **parts.catalogue,
            "economies": economy_records(parts.vocabulary.economies),
            "groups": groups(publication.vintage),
        }
    )
    files["terms.json"] = encode_record(
        terms_of(parts.vocabulary, groupings_of(publication.vintage))
    )
    files["README.txt"] = readme(publication.head, parts.readme).encode("utf-8")
    files[_VERIFIER] = script(_VERIFIER)
    if document is not None:
        files |= methodology(document)
        files[_RECOMPUTATION] = script(_RECOMPUTATION)
    files |= package_file(publication.head, parts, files, publication.doi)
    page = write_page(publication.head, parts, files)
    files["index.html"] = page.encode("utf-8")
    return dict(sorted(files.items()))


def terms_of(used: Vocabulary, groupings: Iterable[str]) -> dict[str, Any]:
    """Return the names used in an edition, by language and section."""
    named = list(groupings)
    groups = {
        group
        for (grouping, _), dated in catalogue.groupings().items()
        if grouping in named
        for group in dated.groups
    }
    sections: dict[str, tuple[str, Iterable[str]]] = {
        "indicators": ("nodes", used.indicators),
        "nodes": ("nodes", used.nodes),
        "groupings": ("groupings", named),
        "groups": ("groups", sorted(groups)),
        "status": ("status", catalogue.status_codes()),
        "source-class": ("source-class", catalogue.source_classes()),
        "kinds": ("kinds", KINDS),
    }
    if used.baskets:
        sections["baskets"] = ("baskets", used.baskets)
    keys = {name: (section, list(codes)) for name, (section, codes) in sections.items()}
    languages = {}
    for language in i18n.LANGUAGES:
        words = {
            name: {key: i18n.label(section, key, language) for key in codes}
            for name, (section, codes) in keys.items()
        }
        words["economies"] = {key: i18n.economy_name(key, language) for key in used.economies}
        languages[language] = words
    return {"schema": SCHEMA, "languages": languages}


def readme(head: Mapping[str, Any], key: str) -> str:
    """Return the description of the folder of an edition, in six languages."""
    kind = str(head.get("of", head["kind"]))
    lines = [str(head["id"]), "=" * len(str(head["id"])), ""]
    for language in i18n.LANGUAGES:
        lines.append(i18n.label("kinds", kind, language))
        if kind == OFFICIAL:
            lines.append(i18n.text("page", "official-if-signed", language))
        date = str(head["released"])
        lines += [i18n.text("archive", key, language, id=str(head["id"]), date=date)]
        if head["kind"] == "data":
            lines.append(i18n.text("page", "about-revisions", language))
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def rules_of(receipts: Iterable[Receipt]) -> dict[str, bytes]:
    """Return the rules by which tables were judged, with their digest and fitted numbers.

    Those that most receipts name are in ``rules``, any others in a folder of their own below it.
    """
    named = Counter((receipt.rules, receipt.rules_scheme) for receipt in receipts)
    counts: Counter[str] = Counter()
    for pair, count in named.items():
        rules = find_ruleset(*pair)
        if rules is not None:
            counts[rules.digest] += count
    most = sorted(counts, key=lambda digest: (-counts[digest], digest)) or [ruleset().digest]
    files: dict[str, bytes] = {}
    for number, digest in enumerate(most):
        rules = find_ruleset(digest) or ruleset()
        files |= _rule_files(rules, f"rules/kept/{digest}" if number else "rules")
    return files


def _rule_files(rules: RuleSet, folder: str) -> dict[str, bytes]:
    """Return the files of a set of rules, with its digest."""
    files = {
        f"{folder}/{path.rpartition('/')[2]}": content
        for path, content in rules.files.items()
        if path.startswith(("rules/", "detection/"))
    }
    record = {"schema": SCHEMA, "digest": rules.digest, "scheme": DIGEST_SCHEME}
    files[f"{folder}/ruleset.json"] = encode_record(record)
    return files


def methodology(document: Document) -> dict[str, bytes]:
    """Return a methodology document with its evidence and its validity."""
    shelf = package_data.folder("methodology")
    return {
        f"methodology/{document.id}.toml": lines(shelf / document.index / f"{document.id}.toml"),
        EVIDENCE: lines(shelf / "evidence" / f"{document.id}.toml"),
        "methodology/validity.json": encode_record(validity_record(document)),
    }


def economy_records(keys: Iterable[str]) -> dict[str, Any]:
    """Return the codes of economies."""
    places = catalogue.economies()
    return {
        key: {"iso2": places[key].iso2, "m49": places[key].m49}
        if key in places
        else {"iso2": "", "m49": ""}  # synthetic codes belong to no country
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
            for name in groupings_of(vintage)
            for dated in [catalogue.groups(name, vintage)]
        },
    }


def slices(contents: Mapping[str, Any]) -> dict[str, bytes]:
    """Return parts of the catalogue as files."""
    return {
        f"catalogue/{name}.json": encode_record({"schema": SCHEMA, name: content})
        for name, content in contents.items()
    }


def lines(path: Path) -> bytes:
    """Return a file of the library with the line ends of its digest, on every platform."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise UnusableFileError("archive.unreadable", file=path.name) from error


def script(name: str) -> bytes:
    """Return a standalone script."""
    return lines(_STANDALONE / name)
