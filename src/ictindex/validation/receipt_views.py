"""The view of a receipt: who made it, what it is of, what was said of the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex import terms
from ictindex.terms.blocks import Block
from ictindex.validation.judged import OBSERVATIONS

if TYPE_CHECKING:
    from ictindex.validation.receipts import Receipt


def _fitted(receipt: Receipt, name: str, language: str) -> list[str]:
    """Return the line on the fitted numbers, where the receipt names them."""
    if not receipt.fitted:
        return []
    title = terms.detail(name, receipt.fitted["id"], language)
    return [terms.pair(title, receipt.fitted["sha256"], language)]


def blocks(receipt: Receipt, language: str) -> list[Block]:
    """Return the view of a receipt: who made it, and of what."""

    def say(key: str, **given: object) -> str:
        return terms.text("receipts", key, language, **given)

    record = receipt.record
    names = [terms.economy_name(code, language) for code in receipt.economies[:10]]
    names += ["\u2026"] if len(receipt.economies) > len(names) else []
    lines = [
        say(f"of-{receipt.role}"),
        terms.pair(say("economies"), terms.join(names, language), language),
        terms.pair(say("year"), str(receipt.year), language),
        *(
            terms.pair(terms.isolate(terms.visible(name), language), said, language)
            for name, said in receipt.files.items()
        ),
        terms.pair(say("table"), receipt.table, language),
        terms.pair(say("rules"), receipt.rules, language),
        *_fitted(receipt, say("fitted"), language),
        say(
            "counts",
            findings=str(len(record["findings"])), answers=str(len(record["answers"])),
            withdrawn=str(len(record["withdrawn"])), printed=str(record["as_printed"]),
        ),
    ]  # fmt: skip
    if receipt.submitted is not None:
        lines.insert(3, terms.pair(say("submitted"), receipt.submitted.isoformat(), language))
    if receipt.kind != OBSERVATIONS:
        lines.insert(1, say("of-table", judged=receipt.kind))
    if receipt.transcribed:
        said = terms.visible(receipt.transcribed)
        lines.insert(1, say("transcribed", source=said))
    title = say("title", digest=receipt.digest[:12])
    return [terms.Heading(title, 2), terms.Bullets(lines)]
