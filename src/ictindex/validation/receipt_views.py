"""The view of a receipt: who made it, what it is of, what was said of the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.i18n.document import Block
from ictindex.validation.subject import OBSERVATIONS

if TYPE_CHECKING:
    from ictindex.validation.receipts import Receipt


def _fitted(receipt: Receipt, name: str, language: str) -> list[str]:
    """Return the line on the fitted numbers, where the receipt names them."""
    if not receipt.fitted:
        return []
    title = i18n.detail(name, receipt.fitted["id"], language)
    return [i18n.pair(title, receipt.fitted["sha256"], language)]


def blocks(receipt: Receipt, language: str) -> list[Block]:
    """Return the view of a receipt: who made it, and of what."""

    def say(key: str, **given: object) -> str:
        return i18n.text("receipts", key, language, **given)

    record = receipt.record
    names = [i18n.economy_name(code, language) for code in receipt.economies[:10]]
    names += ["\u2026"] if len(receipt.economies) > len(names) else []
    lines = [
        say(f"of-{receipt.role}"),
        i18n.pair(say("economies"), i18n.join(names, language), language),
        i18n.pair(say("year"), str(receipt.year), language),
        *(
            i18n.pair(i18n.isolate(i18n.visible(name), language), said, language)
            for name, said in receipt.files.items()
        ),
        i18n.pair(say("table"), receipt.table, language),
        i18n.pair(say("rules"), receipt.rules, language),
        *_fitted(receipt, say("fitted"), language),
        say(
            "counts",
            findings=str(len(record["findings"])), answers=str(len(record["answers"])),
            withdrawn=str(len(record["withdrawn"])), printed=str(record["as_printed"]),
        ),
    ]  # fmt: skip
    if receipt.submitted is not None:
        lines.insert(3, i18n.pair(say("submitted"), receipt.submitted.isoformat(), language))
    if receipt.kind != OBSERVATIONS:
        lines.insert(1, say("of-table", judged=receipt.kind))
    if receipt.transcribed:
        said = i18n.visible(receipt.transcribed)
        lines.insert(1, say("transcribed", source=said))
    title = say("title", digest=receipt.digest[:12])
    return [i18n.Heading(title, 2), i18n.Bullets(lines)]
