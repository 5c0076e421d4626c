"""Proposals of indicators as they are kept: the document, its pilot, its comments, its findings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from ictindex.analysis.methodology_review.comment_checks import is_economy_in
from ictindex.analysis.methodology_review.comment_reader import read_comments
from ictindex.analysis.methodology_review.comments import Comments
from ictindex.analysis.methodology_review.proposal_page import (
    PROPOSALS,
    describe_life,
    list_blocks,
    proposal_blocks,
)
from ictindex.analysis.methodology_review.proposal_pilots import (
    PilotRows,
    PilotValue,
    make_terms,
    read_pilot,
)
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import DataError, DocumentError, Fault, UnusableFileError, UsageError
from ictindex.core.own_terms import OwnTerms
from ictindex.core.paths import path_of, visible
from ictindex.core.tables.columns import Part
from ictindex.data.observations import Observations
from ictindex.definitions.documents.indicator_proposal import (
    IndicatorProposal,
    is_proposal,
    read_proposal_document,
)
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.tabular_result import TabularResult

# Statuses under which an indicator has one proposal only.
_LIVE = ("proposed", "pilot", "adopted")


class Proposal(ReadOnly, Renderable):
    """A proposed indicator with its pilot and its comments. Made by :func:`read_proposal`.

    Parameters
    ----------
    document : IndicatorProposal
        The document: definition, purpose, life.
    file : Path
        Its file; pilot and comments are next to it.
    pilot : PilotRows
        What was read of the pilot.
    comments : Comments or None
        The register of comments.

    Examples
    --------
    >>> import ictindex as ict
    >>> proposal = ict.review.read_proposal(ict.sample_data("online-appointments-proposal-1.toml"))
    >>> proposal.status, len(proposal.values), len(proposal.findings)
    ('pilot', 12, 0)
    >>> print(proposal.life("en"))
    proposed on 3 February 2026 (the proposer); pilot on 5 May 2026 (the secretariat)
    """

    _json_name = "indicator-proposal"

    document: IndicatorProposal
    file: Path
    comments: Comments | None
    _pilot: PilotRows

    def __init__(
        self,
        document: IndicatorProposal,
        file: Path,
        pilot: PilotRows,
        comments: Comments | None,
    ) -> None:
        self._set(document=document, file=file, comments=comments, _pilot=pilot)

    @cached_property
    def _own_terms(self) -> OwnTerms | None:
        """The name and the unit of the indicator, before the catalogue has them."""
        return make_terms(self.document)

    @property
    def id(self) -> str:
        """Id of the proposal."""
        return self.document.id

    @property
    def indicator(self) -> str:
        """Id that the indicator would have."""
        return self.document.indicator

    @property
    def status(self) -> str:
        """Status of the last entry of its life."""
        return self.document.status

    @property
    def observations(self) -> Observations | None:
        """The rows of the pilot that count, whatever the status; ``None`` without a pilot."""
        return self._pilot.observations

    @property
    def values(self) -> tuple[PilotValue, ...]:
        """The values of the pilot that have an error and a sample, by economy."""
        return self._pilot.values

    @cached_property
    def findings(self) -> Findings:
        """Findings on the pilot, the comments and the texts."""
        comments = () if self.comments is None else self.comments.findings
        return Findings([*self._pilot.findings, *comments, *_find_text_faults(self)])

    def life(self, language: str | None = None) -> str:
        """Return the life of the proposal as a line in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            Each entry with its day and who decided.
        """
        return describe_life(self.document).to_text(language)

    def compare_earlier(self, earlier: Proposal) -> Findings:
        """Compare it with an earlier state of the same file: what may not change is a finding.

        Parameters
        ----------
        earlier : Proposal
            The same proposal as it was kept before.

        Returns
        -------
        Findings
            Entries of the life that were changed or removed; and, once there was a pilot, another
            indicator or definition: a changed one is a new proposal with this one as predecessor.

        Examples
        --------
        >>> import ictindex as ict
        >>> path = ict.sample_data("online-appointments-proposal-1.toml")
        >>> proposal = ict.review.read_proposal(path)
        >>> len(proposal.compare_earlier(proposal))
        0
        """
        require(isinstance(earlier, Proposal), "earlier", "proposal", earlier)
        return Findings(_find_rewritten(earlier.document, self.document))

    def _to_dict(self) -> dict[str, Any]:
        """Return the document as plain data, with the number of pilot values and the findings."""
        return {
            "proposal": self.document.to_dict(),
            "economies": len(self.values),
            "findings": self.findings.records(),
        }

    def _blocks(self, language: str) -> list[Block]:
        comments = self.comments
        public = None if comments is None or comments.findings.errors else comments.to_public()
        return proposal_blocks(self.document, len(self.values), public, language)

    def refuse_errors(self) -> None:
        """Refuse a proposal with findings that are errors.

        Raises
        ------
        DataError
            If there are any, with each of them.
        """
        if self.findings.errors:
            raise DataError("proposal.errors", faults=self.findings.errors)


def _find_text_faults(proposal: Proposal) -> Iterator[Finding]:
    """Yield the texts that lack a language, and texts that name an economy of the pilot."""
    document = proposal.document
    absent = tuple(
        f"{key} ({', '.join(missing)})"
        for key, texts in document.texts()
        if (missing := [language for language in i18n.LANGUAGES if language not in texts])
    )
    if absent:
        details: dict[str, object] = {"document": document.id, "keys": absent}
        yield Finding("proposal.languages", "warning", details=details)
    for value in proposal.values:
        for key, texts in document.texts():
            if any(is_economy_in(value.economy, text) for text in texts.values()):
                details = {"document": document.id, "key": key}
                yield Finding("proposal.names-economy", economy=value.economy, details=details)


def _find_rewritten(earlier: IndicatorProposal, later: IndicatorProposal) -> Iterator[Finding]:
    """Yield what may not change between two states of a proposal."""
    changed = ["id"] if earlier.id != later.id else []
    if earlier.life != later.life[: len(earlier.life)]:
        changed.append("life")
    if any(entry.status == "pilot" for entry in earlier.life):
        changed += [
            key
            for key in ("indicator", "definition")
            if getattr(earlier, key) != getattr(later, key)
        ]
    for key in changed:
        yield Finding("proposal.rewritten", details={"document": later.id, "key": key})


class ProposalList(ReadOnly, TabularResult):
    """The proposals of a folder, in the order of their names. Made by :func:`read_proposals`.

    Parameters
    ----------
    proposals : tuple of Proposal
        The proposals.

    Examples
    --------
    >>> import ictindex as ict
    >>> folder = ict.sample_data("online-appointments-proposal-1.toml").parent
    >>> listed = ict.review.read_proposals(folder)
    >>> [(proposal.id, proposal.status) for proposal in listed.proposals], len(listed.findings)
    ([('online-appointments-proposal-1', 'pilot')], 0)
    >>> listed.to_frame()["economies"].tolist()
    [12]
    """

    _parts = (Part("proposals", PROPOSALS, "rows"),)

    proposals: tuple[Proposal, ...]

    def __init__(self, proposals: tuple[Proposal, ...]) -> None:
        self._set(proposals=proposals)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A record for each proposal: its status, since when, who decided, pilot, findings."""
        return [
            {
                "proposal": each.id,
                "indicator": each.indicator,
                "status": each.status,
                "since": each.document.life[-1].on,
                "decided_by": each.document.life[-1].decided_by,
                "mandate": each.document.mandate,
                "economies": len(each.values),
                "findings": len(each.findings.errors),
            }
            for each in self.proposals
        ]

    @property
    def findings(self) -> Findings:
        """Findings on the proposals together: one indicator twice, a predecessor that is absent."""
        return Findings(_find_common_faults(self.proposals))

    def _blocks(self, language: str) -> list[Block]:
        return list_blocks(self, self._table(), language)


def _find_common_faults(proposals: tuple[Proposal, ...]) -> Iterator[Finding]:
    """Yield indicators with two live proposals, and predecessors that are not in the folder."""
    live = Counter(each.indicator for each in proposals if each.status in _LIVE)
    ids = {each.id for each in proposals}
    for each in proposals:
        if each.status in _LIVE and live[each.indicator] > 1:
            details = {"document": each.id, "value": each.indicator}
            yield Finding("proposal.indicator-twice", details=details)
        before = each.document.predecessor
        if before and before not in ids:
            details = {"document": each.id, "value": before}
            yield Finding("proposal.no-predecessor", details=details)


def read_proposal(path: str | os.PathLike[str]) -> Proposal:
    """Read the proposal of an indicator, with the pilot and the comments next to it.

    Parameters
    ----------
    path : path
        The TOML file of the proposal; its keys are in ``docs/how-to/propose-an-indicator.md``.

    Returns
    -------
    Proposal
        The document, the values of its pilot, its comments, and findings on these.

    Raises
    ------
    DocumentError
        If the document has faults: all are named at once, with file and key.

    Examples
    --------
    >>> import ictindex as ict
    >>> proposal = ict.review.read_proposal(ict.sample_data("online-appointments-proposal-1.toml"))
    >>> proposal.indicator, proposal.document.pilot.year
    ('online-appointments', 2022)
    """
    file = path_of(path, "path")
    document = read_proposal_document(file)
    comments = None
    findings: list[Finding] = []
    if document.comments:
        try:
            comments = read_comments(file.parent / document.comments, documents=[document])
        except UnusableFileError as error:
            findings.append(Finding(error.code, details=dict(error.details)))
    pilot = read_pilot(document, file.parent)
    rows = pilot._replace(findings=(*pilot.findings, *findings))
    return Proposal(document, file, rows, comments)


def read_proposals(folder: str | os.PathLike[str]) -> ProposalList:
    """Read all proposals of a folder; other TOML files are left out.

    Parameters
    ----------
    folder : path
        The folder.

    Returns
    -------
    ProposalList
        The proposals, in the order of their names.

    Raises
    ------
    UsageError
        If it is not a folder.
    DocumentError
        If a document has faults: those of all files are named at once.

    Examples
    --------
    >>> import ictindex as ict
    >>> folder = ict.sample_data("online-appointments-proposal-1.toml").parent
    >>> len(ict.review.read_proposals(folder).proposals)
    1
    """
    directory = path_of(folder, "folder")
    if not directory.is_dir():
        raise UsageError("proposal.no-folder", folder=visible(str(directory)))
    proposals: list[Proposal] = []
    faults: list[Fault] = []
    for file in sorted(directory.glob("*.toml")):
        try:
            if is_proposal(file):
                proposals.append(read_proposal(file))
        except DocumentError as error:
            faults += error.faults or [error]
    if faults:
        shown = visible(str(directory))
        raise DocumentError("document.faults", faults=faults, file=shown)
    return ProposalList(tuple(proposals))
