"""An edition of scores: its parts, the checks before publication, and its recomputation.

The input is not trusted: sources are selected and scores are computed again from the receipts, and
only these are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ictindex.core import canonical, decimals
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import RefusedEditionError
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations, concatenate
from ictindex.definitions import catalogue
from ictindex.indices.idi.compute import absent_economies, compute_scores
from ictindex.indices.idi.counterfactual import correct_value as correct_value
from ictindex.indices.idi.counterfactual import what_if as what_if
from ictindex.indices.idi.result import Result
from ictindex.indices.idi.score_tables import SCORES, list_texts, make_scores
from ictindex.indices.idi.views import describe_unconfirmed
from ictindex.indices.results.accepted_values import (
    ACCEPTED,
    ACCEPTED_VALUES,
    AcceptedValue,
    accepted_file,
    list_accepted,
)
from ictindex.indices.results.edition_observations import (
    EDITION_OBSERVATIONS,
    OBSERVATIONS,
    check_closed_by_one,
    check_submissions,
    check_values,
    indicator_records,
    indicators_and_economies,
    observations_file,
    read_observations_file,
)
from ictindex.indices.results.edition_parts import (
    GROUPS,
    RESULTS,
    TABLE,
    EditionFacts,
    EditionPage,
    EditionParts,
    EditionRequest,
    PageSection,
    PageTable,
    Vocabulary,
    Voucher,
    finding_record,
    groupings_of,
    read_finding,
    record_in,
    refuse_unsound,
)
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.score_record import score_record
from ictindex.indices.results.shared_columns import SOURCE
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.collation import sort_key
from ictindex.submissions.sourcing.selection import Selection
from ictindex.submissions.sourcing.selection_views import build_record
from ictindex.submissions.sourcing.source_selection import select_sources
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.table_digests import table_digest

_OF_GROUPS = ["group", "node", "count", "mean", "median"]


RESULT = Result
INPUT = OBSERVATIONS
# A default vintage of the groupings has to list every economy of a result.
LISTS_EVERY_ECONOMY = True
SAVED = SCORES.join("idi-saved", SOURCE)


def edition_parts(result: Result, request: EditionRequest) -> EditionParts:
    """Compute a result again from its receipts and return the parts of its edition."""
    if not request.receipts:
        request.refuse([])
    again, table, owners = _computed_again(result, request)
    faults: list[Finding] = []
    if again.selection is None:
        sourcing = again.methodology.document.sourcing
        auxiliary = frozenset(() if sourcing is None else sourcing.auxiliary)
        printed = [bool(request.receipts[owner].transcribed) for owner in owners]
        used = sorted(row for line in again.input_rows.rows for row in line if row is not None)
        faults += check_values(table, used, printed, auxiliary)
    faults += check_submissions(table, owners, request.receipts, request.kind)
    faults += check_closed_by_one(request.receipts)
    if not again.ranked:
        # An id can be used only once: an edition without a score would use it up.
        faults.append(Finding("archive.no-score", "error", details={"id": again.id}))
        faults += again.exclusions
    if not is_same(result, again):
        faults.append(Finding("archive.result-changed", "error", details={"id": result.id}))
    request.refuse(faults)
    selection = again.selection
    exclusions = public_exclusions(again.exclusions, table)
    rows = [] if selection is None else list_accepted(selection)
    published = [*owners, *(row.receipt for row in rows)]
    vouchers = request.vouchers(published)
    indicators, economies = indicators_and_economies(table)
    listed = {row.indicator for row in rows} & set(catalogue.indicators())
    indicators |= {*again.methodology.indicators, *listed}
    economies |= {
        *(row.economy for row in rows),
        *again.economies,
        *(finding.economy for finding in again.exclusions if finding.economy),
    }
    vocabulary = Vocabulary(
        economies=tuple(sorted(economies)),
        indicators=tuple(sorted(indicators)),
        nodes=tuple(sorted(set(again.nodes) - indicators)),
    )
    return EditionParts(
        files={
            OBSERVATIONS: observations_file(table, [vouchers[owner] for owner in owners]),
            **_sourcing_files(selection, rows, vouchers),
            **figure_files(again, request.id, request.vintage),
        },
        tables={
            TABLE: declare_table(again),
            OBSERVATIONS: EDITION_OBSERVATIONS,
            ACCEPTED: ACCEPTED_VALUES,
        },
        findings={"exclusions": [finding_record(finding) for finding in exclusions]},
        catalogue={
            "indicators": indicator_records(vocabulary.indicators),
            "nodes": list(vocabulary.nodes),
        },
        vocabulary=vocabulary,
        rows=("observations", len(table)),
        vouched=request.published_economies(
            [*table.cells["economy"], *(row.economy for row in rows)], published
        ),
        page=_page(again, exclusions),
    )


def _sourcing_files(
    selection: Selection | None,
    rows: Sequence[AcceptedValue],
    vouchers: Mapping[int, Voucher],
) -> dict[str, bytes]:
    """Return the files about the sources: accepted values, consultations, the selection."""
    record = None
    if selection is not None:
        named = {n: (voucher.name, voucher.salt) for n, voucher in vouchers.items()}
        record = build_record(selection.facts, named)
    files = {"sourcing.json": encode_record({"schema": SCHEMA, "selection": record})}
    if selection is not None:
        files[ACCEPTED] = accepted_file(selection, rows, vouchers)
    records = consultation_records(selection)
    files["consultations.json"] = encode_record({"schema": SCHEMA, "records": records})
    return files


def check_sources(
    selection: Selection | None, receipts: Sequence[Receipt], kind: str, released: Any
) -> Iterator[Finding]:
    """Yield the reasons why the sources of an edition are not yet decided."""
    if selection is None:
        if kind == "official":
            yield Finding("archive.no-selection", "error")
    elif selection.cut_off > released:
        details = {"cut_off": selection.cut_off.isoformat(), "date": released.isoformat()}
        yield Finding("archive.cut-off-after-release", "error", details=details)


def _computed_again(
    result: Result, request: EditionRequest
) -> tuple[Result, Observations, list[int]]:
    """Compute a result again only from receipts; return also the receipt of each observation."""
    document, selection = result.methodology.document, request.selection
    methodology, receipts = Methodology(document, result.edition), request.receipts
    unvouched = Finding("archive.not-vouched", "error", details={"id": result.id})
    digest, chosen = table_digest(result.observations), None
    absent: tuple[Finding, ...] = ()
    if selection is None:
        table = concatenate([receipt.observations for receipt in receipts])
        # The figures of another publication do not admit an economy to an edition.
        table = replace(table, published=MappingProxyType({}))
        vouched = table_digest(table) == digest
        owners = [n for n, receipt in enumerate(receipts) for _ in range(len(receipt.observations))]
    else:
        arguments: dict[str, Any] = {
            "edition": selection.edition,
            "year": selection.year,
            "consultations": selection.consultations,
            "cut_off": selection.cut_off,
        }
        stated = select_sources(selection.receipts, methodology, **arguments)
        vouched = (
            selection.methodology.document == document
            and stated.digest == selection.digest
            and table_digest(stated.observations) == digest
        )
    if not vouched:
        raise RefusedEditionError("archive.refused", faults=[unvouched], id=result.id)
    if selection is not None:
        chosen = select_sources(receipts, methodology, **arguments)
        table, absent = chosen.observations, absent_economies(chosen)
        rows = chosen.decided.chosen[chosen.decided.chosen >= 0]
        owners = chosen.candidates.receipt[rows].tolist()
    again = compute_scores(
        methodology,
        table,
        edition=result.edition,
        year=result.year,
        published=None,
        kind=request.kind,
        absent=absent,
        selection=chosen,
    )
    return again, table, owners


def is_same(result: Result, again: Result) -> bool:
    """Tell whether a result equals the result that is computed again from its inputs."""
    return (
        (result.edition, result.year, result.methodology.id)
        == (again.edition, again.year, again.methodology.id)
        and result.economies == again.economies
        and result.input_rows.values == again.input_rows.values
        and result.exact_scores == again.exact_scores
        and tuple(result.exclusions) == tuple(again.exclusions)
    )


def compute_edition(
    methodology: Methodology, files: Mapping[str, bytes], facts: EditionFacts
) -> Result:
    """Compute an edition from its own files."""
    table = read_observations_file(files)
    there = set(table.cells["economy"])
    exclusions = record_in(files, "findings.json", "exclusions")["exclusions"]
    try:
        absent = public_exclusions(
            [read_finding(record) for record in exclusions if record["economy"] not in there], table
        )
    except (KeyError, TypeError, AttributeError) as error:
        refuse_unsound("findings.json", error)
    return compute_scores(
        methodology,
        table,
        edition=facts.edition,
        year=facts.year,
        published=None,
        kind=facts.kind,
        absent=absent,
    )


def public_exclusions(exclusions: Iterable[Finding], table: Observations) -> tuple[Finding, ...]:
    """Return the reasons why economies have no score, without the answers of focal points."""
    # An economy without any value in the edition has one public reason, whether it answered a
    # consultation, had no value, or had none that is admitted: the difference would be its answer.
    there = set(table.cells["economy"])
    return tuple(
        finding
        if finding.economy in there
        else Finding(
            "excluded.no-admitted-value",
            "information",
            finding.economy,
            details={"economy": finding.economy},
        )
        for finding in exclusions
    )


def figure_files(result: Result, key: str, vintage: str) -> dict[str, bytes]:
    """Return the computed files by path: results, table, group figures."""
    files = {
        RESULTS: encode_record(score_record(result, key)),
        TABLE: published_table(result).encode("utf-8"),
    }
    return files | ({GROUPS: encode_record(group_record(result, vintage))} if vintage else {})


def make_saved(result: Result) -> Table:
    """Return the figures of a result, a row for each economy and node, with their sources."""
    scores, leaves = make_scores(result), result.methodology.plan.indicators
    named = zip(scores.cells["node"], list_texts(result, "source"), strict=True)
    sources = [source if node in leaves else None for node, source in named]
    return Table(SAVED, {**scores.cells, SOURCE.name: sources}, scores.facts)


def declare_table(result: Result) -> Schema:
    """Return the columns of the published table: economy, its scores, and its rank if published."""
    document = result.methodology.document
    rank = [Column("rank", "rank", gaps=True)] if result.ranks_published else []
    return define(
        "published-table",
        Column("economy", "economy", about="ISO3 code"),
        *(
            Column(node, "score", ("nodes", node), f"score from 0 to {document.scale}", exact=True)
            for node in result.nodes
        ),
        *rank,
        key=("economy",),
        page=(),
    )


def published_table(result: Result) -> str:
    """Return the published table as canonical CSV: scores with their decimals, and ranks."""
    columns: list[list[str | int | None]] = [list(result.economies)]
    for n in result.order:
        scores = (row[n] for row in result.rounded_rows)
        columns.append([None if score is None else format(score, "f") for score in scores])
    if result.ranks_published:
        columns.append([row[-1] for row in result.rank_rows])
    return canonical.table(list(declare_table(result).columns), columns)


def group_record(result: Result, vintage: str) -> dict[str, Any]:
    """Return the group figures of an edition: every grouping of a vintage."""
    groupings = {}
    for grouping in groupings_of(vintage):
        frame = result.groups(grouping, vintage=vintage)
        dated = catalogue.groups(grouping, vintage)
        groupings[grouping] = {
            "source": dated.source,
            "date": dated.date,
            "columns": _OF_GROUPS,
            "rows": [
                [group, node, int(count), _exact(mean), _exact(median)]
                for group, node, count, mean, median in frame[_OF_GROUPS].itertuples(index=False)
            ],
        }
    return {"schema": SCHEMA, "vintage": vintage, "groupings": groupings}


def _exact(figure: float) -> Decimal | None:
    """Return the rounded decimal that a float is nearest to; ``None`` for NaN."""
    return None if figure != figure else decimals.to_decimal(float(figure))


def consultation_records(selection: Selection | None) -> list[dict[str, Any]]:
    """Return the consultations on the values that are used, sorted: of which value, and when."""
    # No answer, and nothing of a value that is not used: it would say that there was an objection.
    # No deadline: one after the day of the cut-off would say that somebody agreed.
    if selection is None:
        return []
    candidates, chosen = selection.candidates, selection.decided.chosen
    consulted = selection.decided.consultations
    records = [
        {
            "economy": candidates.economy(n),
            "indicator": candidates.key(n),
            "year": int(candidates.year[n]),
            "notified": consulted[n].notified,
        }
        for n in chosen[chosen >= 0].tolist()
        if n in consulted
    ]
    return sorted(records, key=canonical.text)


def _page(result: Result, exclusions: Sequence[Finding]) -> EditionPage:
    """Return the content of the page: scores of index and sub-indices, economies without score."""
    return EditionPage(
        index=result.methodology.document.index,
        document=result.methodology.id,
        economies=("economies", result.ranked),
        sections={
            language: tuple(_sections(result, exclusions, language)) for language in i18n.LANGUAGES
        },
    )


def _sections(
    result: Result, exclusions: Sequence[Finding], language: str
) -> Iterator[PageSection]:
    # An order by score is a rank: if ranks are not published, economies are in the order of names.
    ranks, notes = result.ranks_published, []
    if result.unconfirmed:
        notes.append(describe_unconfirmed(result.unconfirmed).to_text(language))
    table = _score_table(result, language)
    yield PageSection(
        title=i18n.text("page", "scores", language),
        words="" if ranks else i18n.text("page", "no-ranks", language),
        notes=tuple(notes),
        table=table if table.rows else None,
    )
    if exclusions:
        count = str(len(exclusions))
        yield PageSection(
            title=i18n.text("views", "without-score", language, count=count),
            items=tuple(finding.message(language) for finding in exclusions),
        )


def _score_table(result: Result, language: str) -> PageTable:
    plan, ranks = result.methodology.plan, result.ranks_published
    below = plan.children(len(plan.nodes) - 1)
    nodes = [plan.root, *(plan.nodes[child] for child in below)]
    places = [plan.nodes.index(node) for node in nodes]
    names = [i18n.economy_name(code, language) for code in result.economies]
    scores = {e: row[-1] for e, row in enumerate(result.exact_scores.scores) if row[-1] is not None}
    headers = [
        *([result.rank_label(language)] if ranks else []),
        i18n.text("views", "economy", language),
        i18n.text("views", "code", language),
        *(i18n.label("nodes", node, language) for node in nodes),
    ]
    rows = []
    orders = {e: sort_key(names[e], language) for e in scores}
    by_score = sorted(scores, key=lambda e: (-scores[e], orders[e]))
    for e in by_score if ranks else sorted(scores, key=orders.__getitem__):
        figures = (result.rounded_rows[e][n] for n in places)
        shown = (i18n.number(figure, language) for figure in figures)
        rank = [str(result.rank_rows[e][-1])] if ranks else []
        rows.append((*rank, names[e], result.economies[e], *shown))
    kinds = (*(["n"] if ranks else []), "", "c", *("n" for _ in nodes))
    return PageTable(tuple(headers), kinds, tuple(rows))
