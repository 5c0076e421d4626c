"""The only interface of the desk: a request as JSON, an answer as JSON and perhaps bytes.

The page in a browser and the server on this computer use it. Nothing is kept on a disk, and no
error is raised: a failure is an answer too, in the language of the request.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError, UsageError
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.apps.desk.open_submission import EarlierValues, OpenSubmission
    from ictindex.apps.desk.saved_files import SavedFile
    from ictindex.submissions.questionnaires.sheets import Position

_MOST_REQUEST = 1024 * 1024  # characters of a request without its file
_MOST_REASON = 2000  # characters of a reason
_MOST_TEXT = 4000  # characters of a text in a cell
_MOST_FAULTS = 50
_MOST_CELLS = 500  # corrected at once
_WITHOUT_TURN = ("start", "questionnaire")  # they read nothing that another call changes


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: JSON, and the bytes of files if there are any."""

    json: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class _Request:
    """A request: its arguments by name, its language, and the bytes that came with it."""

    arguments: Mapping[str, Any]
    language: str
    data: bytes

    def string(self, name: str, most: int = _MOST_TEXT) -> str:
        """Return a text; a missing one is empty."""
        value = self.arguments.get(name, "")
        if not isinstance(value, str) or len(value) > most:
            raise UsageError("desk.argument", argument=name)
        return value

    def number(self, name: str) -> int | None:
        """Return a whole number; ``None`` if it is missing."""
        value = self.arguments.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise UsageError("desk.argument", argument=name)
        return value

    def finding_keys(self) -> list[tuple[str, ...]]:
        """Return the keys of the findings that are answered: all of them, or none."""
        keys = self.parts("keys")
        for key in keys:
            if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
                raise UsageError("desk.argument", argument="keys")
        return [tuple(key) for key in keys]

    def cells(self) -> dict[Position, str]:
        """Return the cells to correct (sheet, row and column from 0), each with its new text."""
        cells: dict[Position, str] = {}
        for part in self.parts("cells"):
            match part:
                case {"place": [str(sheet), int(row), int(column)], "text": str(text)}:
                    if len(text) > _MOST_TEXT:
                        raise UsageError("desk.argument", argument="text")
                    cells[sheet, row, column] = text
                case _:
                    raise UsageError("desk.argument", argument="cells")
        return cells

    def parts(self, name: str) -> list[Any]:
        """Return a list that is not empty."""
        value = self.arguments.get(name)
        if not isinstance(value, list) or not 0 < len(value) <= _MOST_CELLS:
            raise UsageError("desk.argument", argument=name)
        return value


_Answer = tuple[dict[str, Any], bytes]


class Desk:
    """A desk with at most one submission on it, in memory alone.

    Its calls are ``start``, ``open``, ``history``, ``report``, ``values``, ``answer``, ``correct``,
    ``undo``, ``explain``, ``withdraw``, ``result``, ``save_workbook``, ``make_receipt``,
    ``questionnaire``, ``close``.
    Calls of several threads wait for one another, but those that need no submission do not.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._open: OpenSubmission | None = None
        self._earlier: EarlierValues | None = None
        self._calls: dict[str, Callable[[_Request], _Answer]] = {
            "start": self._start,
            "open": self._read,
            "history": self._compare,
            "report": lambda asked: (self._report(asked), b""),
            "values": self._values,
            "answer": self._reply,
            "correct": self._correct,
            "undo": self._undo,
            "explain": self._explain,
            "withdraw": self._withdraw,
            "result": self._result,
            "save_workbook": self._save,
            "make_receipt": self._accept,
            "questionnaire": self._ask,
            "close": self._close,
        }

    def answer(self, request: str, data: bytes = b"") -> Response:
        """Answer a request; a refusal is in the language of the request."""
        language = "en"
        try:
            asked = _read_request(request, data)
            language = asked.language
            with i18n.set_options(language=language):
                call = self._calls.get(asked.string("call"))
                if call is None:
                    raise UsageError(
                        "desk.unknown-call", call=i18n.visible(asked.string("call")[:40])
                    )
                with nullcontext() if asked.string("call") in _WITHOUT_TURN else self._turn:
                    record, content = call(asked)
        except IctindexError as error:
            return Response(_write({"error": _error_record(error, language)}))
        except Exception as error:
            # A page without an answer would wait for ever; the kind of the fault helps the person
            # who mends it, and contains no figure of the file.
            fault = UsageError("desk.unexpected", kind=type(error).__name__)
            return Response(_write({"error": _error_record(fault, language)}))
        return Response(_write(record), content)

    def _submission(self) -> OpenSubmission:
        if self._open is None:
            raise UsageError("desk.nothing-open")
        return self._open

    def _start(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.start_record import start_record

        return start_record(asked.language) | {"open": self._open is not None}, b""

    def _read(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.open_submission import carry_answers, open_submission

        before = self._open
        new = open_submission(
            asked.string("name"), asked.data, asked.number("edition"), self._earlier
        )
        self._open = carry_answers(new, before)
        return self._report(asked) | {"kept_answers": len(self._open.answers)}, b""

    def _compare(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.open_submission import judge_again, read_earlier_values

        earlier = read_earlier_values(asked.string("name"), asked.data) if asked.data else None
        if self._open is not None:
            self._open = judge_again(self._open, earlier)
        self._earlier = earlier
        return self._report(asked) if self._open is not None else {}, b""

    def _report(self, asked: _Request) -> dict[str, Any]:
        from ictindex.apps.desk.report_record import report_record

        return report_record(self._submission(), asked.language)

    def _values(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.finding_records import finding_records
        from ictindex.apps.desk.value_tables import collect_marks, sheet_record

        state = self._submission()
        marks = collect_marks(finding_records(state, asked.language)[0])
        record = sheet_record(state, asked.string("sheet"), marks, asked.language)
        if record is None:
            raise UsageError("desk.argument", argument="sheet")
        return record, b""

    def _reply(self, asked: _Request) -> _Answer:
        return self._give_answer(asked, asked.string("answer", 20))

    def _withdraw(self, asked: _Request) -> _Answer:
        return self._give_answer(asked, "withdraw")

    def _give_answer(self, asked: _Request, answer: str) -> _Answer:
        from ictindex.apps.desk.open_submission import answer_finding

        reason = " ".join(asked.string("reason", _MOST_REASON).split())
        state = self._submission()
        for key in asked.finding_keys():
            state = answer_finding(state, key, answer, reason)
        self._open = state
        return self._report(asked), b""

    def _correct(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.cell_corrections import correct_cells

        self._open = correct_cells(
            self._submission(), asked.cells(), asked.language, asked.number("cause")
        )
        return self._report(asked), b""

    def _undo(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.open_submission import take_back

        self._open = take_back(self._submission(), asked.number("step") or 0)
        return self._report(asked), b""

    def _explain(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.open_submission import explain_change

        reason = " ".join(asked.string("reason", _MOST_REASON).split())
        self._open = explain_change(self._submission(), asked.number("step") or 0, reason)
        return self._report(asked), b""

    def _result(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.result_view import result_record

        return result_record(self._submission(), asked.language), b""

    def _save(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.open_submission import save_workbook
        from ictindex.apps.desk.saved_files import workbook_file

        saved = save_workbook(self._submission())
        self._open = saved
        record, data = _files_record([workbook_file(saved.name, saved.data)])
        return self._report(asked) | record, data

    def _accept(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.saved_files import finish

        self._open, files = finish(self._submission(), asked.string("submitted", 10))
        record, data = _files_record(files)
        return self._report(asked) | record, data

    def _ask(self, asked: _Request) -> _Answer:
        from ictindex.apps.desk.saved_files import workbook_file
        from ictindex.apps.desk.start_record import Order, empty_questionnaire

        order = Order(
            economy=asked.string("economy", 80),
            edition=asked.number("edition"),
            language=asked.string("workbook_language", 2) or asked.language,
            send_to=asked.string("send_to", 200),
            deadline=asked.string("deadline", 10),
        )
        made, name, note = empty_questionnaire(order, asked.string("name"), asked.data)
        record, data = _files_record([workbook_file(name, made)])
        return record | {"note": note}, data

    def _close(self, asked: _Request) -> _Answer:
        self._open = self._earlier = None
        return {}, b""


def _read_request(request: str, data: bytes) -> _Request:
    if len(request) > _MOST_REQUEST:
        raise UsageError("desk.argument", argument="request")
    try:
        arguments = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise UsageError("desk.argument", argument="request") from error
    if not isinstance(arguments, dict):
        raise UsageError("desk.argument", argument="request")
    language = arguments.get("language", "en")
    return _Request(arguments, language if language in i18n.LANGUAGES else "en", data)


def _write(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


# A page cannot run commands: these messages name what can be done there.
_OF_PAGE = {
    "questionnaire.not-one": "desk.not-the-questionnaire",
    "questionnaire.version": "desk.other-version",
    "workbook.unusable": "desk.damaged-workbook",
    "workbook.other-format": "desk.other-spreadsheet",
    "workbook.too-large": "desk.too-much-inside",
    "table.unknown-column": "desk.unknown-column",
    "table.unknown-column-near": "desk.unknown-column",
}


def _error_record(error: IctindexError, language: str) -> dict[str, Any]:
    """Return an error in words: the fault, what to do, and each of its faults."""
    code = _OF_PAGE.get(error.code, error.code)
    faults = []
    for fault in error.faults[:_MOST_FAULTS]:
        where = getattr(fault, "where", None)
        words = i18n.sentences(*i18n.describe_fault(fault, language), language)
        address = where(language) if callable(where) else ""
        faults.append(i18n.visible(i18n.pair(address, words, language) if address else words))
    return {
        "code": error.code,
        "message": i18n.visible(i18n.message(code, error.details, language)),
        "advice": i18n.visible(i18n.message(code, error.details, language, "remedy")),
        "faults": faults,
    }


def _files_record(files: Sequence[SavedFile]) -> _Answer:
    """Return files one after another, and the position at which each begins."""
    listed, parts, offset = [], [], 0
    for file in files:
        listed.append(
            {
                "name": file.name,
                "kind": file.kind,
                "type": file.type,
                "offset": offset,
                "length": len(file.data),
            }
        )
        parts.append(file.data)
        offset += len(file.data)
    return {"files": listed}, b"".join(parts)
