"""Request to an index at publication, and the parts that the index returns.

The room of editions depends on no index. It passes a request to the index of a result and receives
these parts; it does not use the result itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from ictindex.core import canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError, RefusedEditionError, UsageError
from ictindex.core.tables.columns import Schema
from ictindex.data.cell_text import visible
from ictindex.definitions import catalogue
from ictindex.language.findings import Finding
from ictindex.submissions.validation.disclosure import name_receipts, salt_of

if TYPE_CHECKING:
    from ictindex.submissions.sourcing.selection import Selection
    from ictindex.submissions.validation.receipts import Receipt

RESULTS, TABLE, GROUPS = "results.json", "table.csv", "groups.json"
# The mark of an edition without the words of members: since its layout 2.
DISCLOSURE = "disclosure.json"
EVIDENCE = "methodology/evidence.toml"


@dataclass(frozen=True, slots=True)
class Voucher:
    """A receipt in an edition: its name, and its own salt, which is not published."""

    name: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """Facts of a publication before the index is called: id, kind, receipts, faults so far."""

    id: str
    kind: str
    receipts: tuple[Receipt, ...]
    vintage: str = ""
    salt: bytes | None = None
    selection: Selection | None = None
    faults: tuple[Finding, ...] = ()

    def vouchers(self, used: Iterable[int]) -> dict[int, Voucher]:
        """Return the name and the salt of each receipt of which a row is published, by number."""
        receipts = {number: self.receipts[number] for number in sorted(set(used))}
        names = name_receipts(receipts.values(), self.salt)
        return {
            number: Voucher(
                names[each.digest], b"" if self.salt is None else salt_of(each, self.salt)
            )
            for number, each in receipts.items()
        }

    def published_economies(
        self, economies: Iterable[str], owners: Iterable[int]
    ) -> dict[str, frozenset[str]]:
        """Return the economies of the published rows of each receipt, by its digest."""
        # A receipt, or an economy of it, without a published row would say that something was
        # refused.
        by_receipt: dict[str, set[str]] = {}
        for economy, owner in zip(economies, owners, strict=True):
            by_receipt.setdefault(self.receipts[owner].digest, set()).add(economy)
        return {digest: frozenset(codes) for digest, codes in by_receipt.items()}

    def refuse(self, faults: Iterable[Finding]) -> None:
        """Refuse the edition if it has faults, those so far or further ones."""
        every = [*self.faults, *faults]
        if every:
            raise RefusedEditionError("archive.refused", faults=every, id=self.id)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes that an edition uses, sorted by kind: the edition names them in six languages."""

    economies: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    baskets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of the page: its columns are numbers (``n``), codes (``c``) or words (empty)."""

    headers: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageSection:
    """A heading of the page with its content: words, notes, a table, a list."""

    title: str = ""
    words: str = ""
    notes: tuple[str, ...] = ()
    table: PageTable | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Content of the page of an edition that depends on its result."""

    index: str
    document: str
    economies: tuple[str, int]  # key of the words for a count, and the count
    sections: Mapping[str, tuple[PageSection, ...]]  # by language
    suffix: str = ""  # keys of the words about files whose content depends on the index


@dataclass(frozen=True, slots=True)
class EditionParts:
    """Parts of an edition that its index provides; the files common to both indices are added.

    ``tables`` declares the columns of each file that is a table.
    """

    files: Mapping[str, bytes]
    tables: Mapping[str, Schema]
    findings: Mapping[str, Any]
    catalogue: Mapping[str, Any]
    vocabulary: Vocabulary
    rows: tuple[str, int]  # the kind of the input tables, and their number of rows
    vouched: Mapping[str, Collection[str]]  # economies with a public row, by digest of a receipt
    page: EditionPage | None = None
    readme: str = "readme"
    revised: int | None = None  # of a data release: figures that are not as they were public before


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """Facts of the manifest that the computation of an edition needs."""

    id: str
    edition: int
    year: int
    kind: str


def refuse_unsound(file: str, error: Exception) -> NoReturn:
    """Refuse an edition if one of its files does not have the right form."""
    raise DamagedArchiveError("archive.unsound", file=file) from error


def content_in(files: Mapping[str, bytes], file: str) -> bytes:
    """Return the verified bytes of a file of an edition."""
    content = files.get(file)
    if content is None:
        shown = visible(str(file))[:80]
        raise UsageError("archive.no-file", file=shown, allowed=sorted(files))
    return content


def record_in(files: Mapping[str, bytes], file: str, key: str) -> dict[str, Any]:
    """Return the record of a file of an edition, which must have a certain key."""
    content = content_in(files, file)
    try:
        record = canonical.read_record(content)
        record[key]
    except (ValueError, RecursionError, KeyError) as error:
        refuse_unsound(file, error)
    return record


def groupings_of(vintage: str) -> list[str]:
    """Return the groupings that have a vintage, sorted; none for an empty vintage."""
    return sorted(grouping for grouping, dated in catalogue.groupings() if dated == vintage)


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "code": finding.code,
        "level": finding.level,
        "economy": finding.economy,
        "indicator": finding.indicator,
        "year": finding.year,
        "given": {str(key): _plain(value) for key, value in finding.details.items()},
    }


def _plain(value: object) -> object:
    """Return a datum of a finding in a form with a canonical text."""
    if value is None or isinstance(value, (str, bool, int, Decimal)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return str(value)


def read_finding(record: Mapping[str, Any]) -> Finding:
    """Return the finding that a record was written from."""
    details = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in record["given"].items()
    }
    return Finding(
        record["code"],
        record["level"],
        record["economy"],
        record["indicator"],
        record["year"],
        details=details,
    )
