"""A file with errors in its cells ends the build of a site: nothing is left out of it silently."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_cases import DOCUMENT, SAMPLE
from small_cases import small_cases

import ictindex as ict

SERIES = """
[[series]]
file = "series.csv"
source = "itu-world-estimates"
"""
ROWS = "economy,indicator,year,value,unit\nBRA,internet-users,2024,{},percent\n"
# The file, a text in it, what it becomes, and the place and the fault that the error names.
FAULTS = {
    "values": ("idi-2024-annex.csv", "2022,55.5,", "2022,5x.5,", "line 2, column value: '5x.5'"),
    "scores": ("idi-2024-published.csv", ",37.0,", ",3x.0,", "line 2, column value: '3x.0'"),
    "prices": ("ipb-shares-2025.csv", ",4.62,", ",4.x2,", "line 2, column value: '4.x2'"),
    "economy": ("ipb-shares-2025.csv", "ECU,fixed", "XXB,fixed", "line 2, column economy: 'XXB'"),
    "series": ("series.csv", "2024,84.5,", "2024,184.5,", "line 2"),
}


def write_office(folder: Path) -> Path:
    """Write the folder of a publisher with its own copies of the sample data."""
    folder.mkdir(parents=True)
    for name in ("idi-2024-annex.csv", "idi-2024-published.csv", "ipb-shares-2025.csv"):
        (folder / name).write_bytes((SAMPLE / name).read_bytes())
    (folder / "series.csv").write_text(ROWS.format("84.5"), encoding="utf-8")
    text = DOCUMENT.replace("{folder}/", "") + SERIES
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


@small_cases("key", FAULTS)
def test_a_file_with_an_error_is_named_with_its_line(key: str, tmp_path: Path) -> None:
    name, sound, faulty, shown = FAULTS[key]
    folder = write_office(tmp_path / "office")
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(sound) >= 1
    (folder / name).write_text(text.replace(sound, faulty, 1), encoding="utf-8")
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        ict.site(folder, tmp_path / "site")
    message = caught.value.message("en")
    head = f"The site is not built, because the file '{name}', which site.toml names, has errors:"
    assert message.startswith(head)
    assert f"{name}, {shown}" in message
    assert not (tmp_path / "site").exists()
