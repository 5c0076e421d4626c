"""What goes into an edition: every file as bytes, by its path.

Nothing of the run is in it: no time, host, user, folder or version of a library. The same
publication has the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ictindex import catalogue
from ictindex.data import Observations
from ictindex.editions import figures, html_page, provenance, shelf, words
from ictindex.editions.received import paths
from ictindex.editions.shelf import encoded_list, script, written
from ictindex.editions.storage.format import encoded
from ictindex.idi.result import Result
from ictindex.sourcing import Selection
from ictindex.validation import Receipt

VERIFIER, RECOMPUTATION = "verify.py", "recompute.py"


@dataclass(frozen=True, slots=True)
class Publication:
    """All that is published, checked and recomputed.

    Parameters
    ----------
    head : mapping
        What the manifest says first: id, index, edition, kind, year, released, publisher.
    table : Observations
        Every observation as used.
    owners : sequence of int
        Which receipt vouches for each row.
    receipts : tuple of Receipt
        The receipts.
    result : Result or None
        What was computed; ``None`` for a data release.
    selection : Selection or None
        What selected the observations.
    submissions : mapping of str to bytes
        Files as received, by SHA-256.
    vintage : str
        Vintage of the groupings; empty where there is none.
    salt : bytes or None
        For the digests that stand in place of confidential values.
    """

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
    """Return the files of an edition or a data release, all but the manifest.

    Parameters
    ----------
    publication : Publication
        What is published.

    Returns
    -------
    dict of str to bytes
        Content by path, sorted by path.
    """
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
    files |= shelf.rules()
    files |= _catalogue(publication)
    files["terms.json"] = encoded(words.terms_of(*_used(publication)))
    files["README.txt"] = written(words.readme(publication.head))
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
        **shelf.methodology(document),
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
    return shelf.slices(
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
            "economies": shelf.economies(economies),
            "nodes": nodes,
            "groups": shelf.groups(publication.vintage),
        }
    )
