"""A desk that is asked as the page asks it, and a filled questionnaire of Ecuador to lay on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from filled_submission import VALUES
from questionnaire_cases import ECUADOR, tariff, typed

from ictindex.apps.desk.requests import Desk
from ictindex.submissions.questionnaires.labels import list_options
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook


class Asked:
    """A desk, and the answers to what is asked of it."""

    def __init__(self, language: str = "en") -> None:
        self.desk, self.language = Desk(), language
        self.data = b""

    def __call__(self, call: str, data: bytes = b"", **options: Any) -> dict[str, Any]:
        request = {"call": call, "language": self.language, **options}
        response = self.desk.answer(json.dumps(request), data)
        self.data = response.data
        answer: dict[str, Any] = json.loads(response.json)
        return answer

    def copy(self) -> Asked:
        """Another desk with the same submission on it: what is asked of one changes no other."""
        other = Asked(self.language)
        # What is on a desk is never changed, but replaced.
        other.desk._open, other.desk._earlier = self.desk._open, self.desk._earlier
        other.data = self.data
        return other

    def file(self, record: Mapping[str, Any]) -> bytes:
        """The bytes of a file of the last answer."""
        return self.data[record["offset"] : record["offset"] + record["length"]]


def cell(name: str, what: str = "value") -> Position:
    """The cell of a figure, named as in ``filled_submission``: ``internet-users@sex=F``."""
    indicator, _, part = name.partition("@")
    by, _, code = part.partition("=")
    for page in ECUADOR.pages.values():
        for ask in page.asks:
            if (ask.indicator, ask.breakdown, ask.category) == (indicator, by, code):
                return page.id, ask.row, ECUADOR.column_of(what)
    raise LookupError(name)


def workbook(
    changes: Mapping[str, object] | None = None,
    language: str = "en",
    *,
    plan: Mapping[str, object] | None = None,
    earlier: Mapping[str, object] | None = None,
    is_written: bool = False,
) -> bytes:
    """A filled questionnaire with some cells changed, a plan, and values of the year before.

    The cells are typed into an empty one, or ``is_written`` with it: as our own writer has it.
    """
    values: dict[str, object] = {
        name: float(text) if "." in text else int(text) for name, text in VALUES.items()
    }
    values |= changes or {}
    cells = {cell(name): value for name, value in values.items() if value is not None}
    for column, value in (plan or {}).items():
        cells[tariff("tariffs-mobile", 0, column)] = value
    before = {}
    for name, value in (earlier or {}).items():
        sheet, row, _ = cell(name)
        before[sheet, row, ECUADOR.previous_column(ECUADOR.year - 1)] = value
    if is_written:
        return write_workbook(ECUADOR, language, Contents(cells, before))
    return typed(cells, language, before)


def plan_cells(language: str = "en", **more: object) -> dict[str, object]:
    """A plan without a fault, its choices in the words of the workbook."""
    lists = {key: dict(pairs) for key, pairs in list_options(ECUADOR, language).items()}
    page = "tariffs-mobile"
    return {
        "operator": "Claro", "name": "Max 5", "price": 12, "currency": "USD",
        "payment": lists[f"choice/payment/{page}"]["prepaid"], "validity_days": 30,
        "tax_included": lists["yes-no"]["yes"], "data": 5,
        "data_unit": lists[f"choice/data_unit/{page}"]["GB"], **more,
    }  # fmt: skip
