"""The page of a verified edition: the report, then who signed and which signatures count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page, nested_record

if TYPE_CHECKING:
    from ictindex.editions.signature_checks import Signature
    from ictindex.editions.verification_report import Report
    from ictindex.language.i18n.document import Block


def show_signatures(
    signatures: Sequence[Signature], *, from_elsewhere: bool, language: str | None = None
) -> Page:
    """Return the page of the signatures of an edition.

    A list of keys that is not ``from_elsewhere`` lies in the same folder as the edition: the page
    says that whoever writes to it can replace both.
    """
    record = {
        "signatures": [
            {"state": each.state, "signer": each.signer, "file": each.file} for each in signatures
        ]
    }
    return Page(partial(_write_list, signatures, from_elsewhere), language, lambda: record)


def show_verification(
    report: Report,
    signatures: Sequence[Signature],
    *,
    from_elsewhere: bool,
    language: str | None = None,
) -> Page:
    """Return the page of the report on an edition, with its signatures, if there are any."""
    signed = show_signatures(signatures, from_elsewhere=from_elsewhere)

    def build(language: str) -> list[Block]:
        return [*report.blocks(language), *(signed.blocks(language) if signatures else ())]

    def record() -> dict[str, Any]:
        return nested_record(report) | signed.to_dict()

    return Page(build, language, record, json_name="edition-verification")


def _write_list(
    signatures: Sequence[Signature], from_elsewhere: bool, language: str
) -> list[Block]:
    """Return a line for each signature."""
    blocks: list[Block] = [
        i18n.Heading(i18n.text("signatures", "title", language), 3),
        i18n.Bullets([each.describe(language) for each in signatures]),
    ]
    if not from_elsewhere:
        blocks.append(i18n.Sentence("signatures/keys-of-edition"))
    return blocks
