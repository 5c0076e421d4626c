"""The head of a register, pinned: written to a file that is kept elsewhere, and compared later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex.core import canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.data.io.csv import read_bytes
from ictindex.editions.storage.format import decode_record, is_root
from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page, Renderable
from ictindex.language.i18n.sentences import list_parts

if TYPE_CHECKING:
    from ictindex.editions.storage.register import Register
    from ictindex.language.i18n.document import Block


class Pin(NamedTuple):
    """A head that was pinned; ``number`` is that of its record, if it is known."""

    number: int | None
    head: str


def read_pin(text: str) -> Pin:
    """Return a pinned head: from its digest, or from a file of ``write_pin``."""
    if is_root(text):
        return Pin(None, text)
    if not Path(text).is_file():
        raise UsageError("register.no-pin", given=text[:80])
    content = decode_record(read_bytes(Path(text)), Path(text).name)
    if not is_root(content.get("head")) or type(content.get("number")) is not int:
        raise UsageError("register.no-pin", given=text[:80])
    return Pin(int(content["number"]), str(content["head"]))


def write_pin(register: Register, path: Path) -> Path:
    """Write the head of a register to a file; an empty register has none."""
    if not len(register):
        raise UsageError("register.nothing-to-pin")
    content = {"schema": canonical.SCHEMA, "number": len(register) - 1, "head": register.head}
    return write_file(path, canonical.text(content) + "\n")


def show_head(register: Register, language: str | None = None) -> Page:
    """Return the page of the head of a register: the number of records, and the last digest."""

    def build(language: str) -> list[Block]:
        if not len(register):
            return [i18n.Sentence("editions/pins/empty")]
        head = list_parts((register.head,))
        return [i18n.Sentence("editions/pins/head", count=len(register), head=head)]

    def record() -> dict[str, Any]:
        return {"records": len(register), "head": register.head}

    return Page(build, language, record, json_name="register-head")


@dataclass(frozen=True, slots=True)
class PinComparison(Renderable):
    """A register compared with a head that was pinned before.

    ``state`` is ``same``, ``grown``, ``rolled-back`` or ``another``; ``added`` is the number of
    records since.
    """

    _json_name = "register-comparison"

    state: str
    head: str
    pinned: str
    added: int

    def __bool__(self) -> bool:
        return self.state in ("same", "grown")

    def _blocks(self, language: str) -> list[Block]:
        if self.state != "grown":
            return [i18n.Sentence(f"editions/pins/{self.state}")]
        head = list_parts((self.head,))
        return [i18n.Sentence("editions/pins/grown", count=self.added, head=head)]

    def _to_dict(self) -> dict[str, Any]:
        facts = {"state": self.state, "head": self.head, "pinned": self.pinned}
        return {**facts, "new": self.added}


def compare_with_pin(register: Register, pin: Pin) -> PinComparison:
    """Compare a register with a pinned head: is it the same, did it grow, is it another one?"""
    if pin.head in register.digests:
        added = len(register) - 1 - register.digests.index(pin.head)
        return PinComparison("grown" if added else "same", register.head, pin.head, added)
    is_short = pin.number is not None and pin.number >= len(register)
    state = "rolled-back" if is_short else "another"
    return PinComparison(state, register.head, pin.head, 0)
