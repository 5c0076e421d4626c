"""A pinned head: written, read again, and compared with registers that grew or are others."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.editions.register_pins import Pin, compare_with_pin, read_pin, show_head, write_pin
from ictindex.editions.storage.register import Register

DIGESTS = tuple(f"sha256:{digit * 64}" for digit in "abc")
REGISTER = Register(tuple({"id": f"idi-{n}"} for n in range(3)), DIGESTS)


def test_a_pin_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = write_pin(REGISTER, tmp_path / "head.json")
    assert read_pin(str(file)) == Pin(2, DIGESTS[2])
    assert read_pin(DIGESTS[0]) == Pin(None, DIGESTS[0])


def test_an_empty_register_has_no_head_to_pin(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        write_pin(Register(), tmp_path / "head.json")
    assert raised.value.code == "register.nothing-to-pin"
    head = {"schema": "ictindex/register-head/0", "records": 0, "head": ""}
    assert show_head(Register()).to_dict() == head
    assert show_head(Register()).to_text("en") == "The register is empty.\n"


@pytest.mark.parametrize("text", ["absent.json", "sha256:ab", ""])
def test_a_text_that_is_no_pin_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_pin(text)
    assert raised.value.code == "register.no-pin"


@small_cases(
    ("pin", "state", "added"),
    [
        (Pin(2, DIGESTS[2]), "same", 0),
        (Pin(None, DIGESTS[0]), "grown", 2),
        (Pin(3, "sha256:" + 64 * "d"), "rolled-back", 0),  # the register had four records
        (Pin(2, "sha256:" + 64 * "d"), "another", 0),
        (Pin(None, "sha256:" + 64 * "d"), "another", 0),
    ],
)
def test_a_register_is_compared_with_a_pin(pin: Pin, state: str, added: int) -> None:
    compared = compare_with_pin(REGISTER, pin)
    assert bool(compared) == (state in ("same", "grown"))
    facts = {"state": state, "head": DIGESTS[2], "pinned": pin.head, "new": added}
    assert compared.to_dict() == {"schema": "ictindex/register-comparison/0", **facts}
    pages = {compared.to_text(language) for language in ("en", "fr", "es", "ar", "ru", "zh")}
    assert len(pages) == 6
