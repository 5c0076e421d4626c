"""Settings of a round: ``round.toml``, read strictly, with every fault named by its key.

A later version of the library reads, accepts and publishes what is stated here; a change of it is
an event *amended* of the round.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from ictindex.core.clock import is_instant
from ictindex.core.toml_text import write_toml
from ictindex.definitions import catalogue
from ictindex.definitions.documents import toml_reader
from ictindex.definitions.documents.fields import Identifier, Year
from ictindex.definitions.documents.parts import Length, Part, Pattern, part
from ictindex.submissions.closed.pins import Pins

FILE = "round.toml"
KEYS = "`ictindex round new`"
REMINDERS = (-14, 0, 14)
Language = Literal["ar", "en", "es", "fr", "ru", "zh"]
Digest = Annotated[str, Pattern(r"^(sha256:)?[0-9a-f]{64}$")]
DigestIfAny = Annotated[str, Pattern(r"^((sha256:)?[0-9a-f]{64})?$")]


@part
class RoundPins(Part):
    """The digests of what a round is run with.

    Parameters
    ----------
    rules : str
        Digest of the rules of validation.
    fitted : str
        Digest of the document of fitted numbers.
    questionnaire : str
        Digest of the plan of the questionnaire.
    methodology : mapping of str to str
        Digest of each methodology document that is followed, by its id.
    catalogue : str
        Digest of the rates that are derived from counts.
    page : str
        SHA-256 of the page in one file that is sent; empty if none is sent.

    Examples
    --------
    >>> pins = RoundPins(
    ...     rules="0" * 64, fitted="1" * 64, questionnaire="sha256:" + "2" * 64,
    ...     methodology={"idi-methodology-2023": "sha256:" + "3" * 64}, catalogue="4" * 64,
    ... )
    >>> pins.page, pins.documents.rules[:3]
    ('', '000')
    """

    rules: Digest
    fitted: Digest
    questionnaire: Digest
    methodology: Mapping[str, Digest]
    catalogue: Digest
    page: DigestIfAny = ""

    @property
    def documents(self) -> Pins:
        """The pins that a version of the library reads to run the round to its end."""
        return Pins(self.rules, self.fitted, self.questionnaire, self.methodology, self.catalogue)


@part
class RoundDays(Part):
    """The days of a round.

    Parameters
    ----------
    dispatch : datetime.date
        When the questionnaires are sent: by the end of a year.
    collection : datetime.date
        From when data are collected: the beginning of the next one.
    deadline : datetime.date
        By when they are asked back.
    reminders : tuple of int
        The days of the reminders, counted from the day by which a State is asked.
    data_releases : tuple of datetime.date
        The days of the releases of data, by quarter.
    preview : datetime.date
        When each State is shown its own values.
    release : datetime.date
        When the edition is released.
    embargo : str
        Until when nothing is built into the public folder: an instant in UTC.

    Examples
    --------
    >>> day = dt.date(2027, 3, 31)
    >>> days = RoundDays(
    ...     dispatch=dt.date(2026, 12, 31), collection=dt.date(2027, 1, 1), deadline=day,
    ...     preview=dt.date(2027, 5, 15), release=dt.date(2027, 6, 30),
    ... )
    >>> days.reminders, days.embargo
    ((-14, 0, 14), '')
    """

    dispatch: dt.date
    collection: dt.date
    deadline: dt.date
    reminders: tuple[int, ...] = REMINDERS
    data_releases: tuple[dt.date, ...] = ()
    preview: dt.date
    release: dt.date
    embargo: str = ""

    def faults(self) -> Iterator[str]:
        """Yield the days that are before the day that they have to follow."""
        names = ("dispatch", "collection", "deadline", "preview", "release")
        days = [getattr(self, name) for name in names]
        for name, before, day in zip(names[1:], days, days[1:], strict=False):
            if day < before:
                yield f"days-order:{name}"
        if list(self.data_releases) != sorted(set(self.data_releases)):
            yield "days-order:data_releases"
        if list(self.reminders) != sorted(set(self.reminders)):
            yield "days-order:reminders"
        if self.embargo and not is_instant(self.embargo):
            yield f"no-instant:{self.embargo}"


@part
class RoundPublisher(Part):
    """The publisher that releases the edition of a round.

    Parameters
    ----------
    name : str
        The publisher.
    fingerprint : str
        The printed fingerprint of its chain of keys; empty until there is one.

    Examples
    --------
    >>> RoundPublisher(name="Example office").fingerprint
    ''
    """

    name: Annotated[str, Length(1)]
    fingerprint: DigestIfAny = ""


@part
class RoundSettings(Part):
    """The settings of a round, with what it has pinned.

    Parameters
    ----------
    edition : int
        The edition that the round is for.
    year : int
        The year of reference of the data.
    methodology : str
        Id of the methodology document of the index.
    send_to : str
        Where States return their questionnaires; empty if it is not printed.
    languages : mapping of str to str
        Language of each economy that is asked, by its code.
    days : RoundDays
        The days of the season.
    pins : RoundPins
        The digests of what it is run with.
    publisher : RoundPublisher
        Who releases the edition.

    Examples
    --------
    >>> pins = RoundPins(
    ...     rules="0" * 64, fitted="1" * 64, questionnaire="2" * 64, catalogue="4" * 64,
    ...     methodology={"idi-methodology-2023": "3" * 64},
    ... )
    >>> days = RoundDays(
    ...     dispatch=dt.date(2026, 12, 31), collection=dt.date(2027, 1, 1),
    ...     deadline=dt.date(2027, 3, 31), preview=dt.date(2027, 5, 15),
    ...     release=dt.date(2027, 6, 30),
    ... )
    >>> settings = RoundSettings(
    ...     edition=2027, year=2026, methodology="idi-methodology-2023", days=days, pins=pins,
    ...     languages={"XAB": "fr", "XAA": "en"}, publisher=RoundPublisher(name="Example office"),
    ... )
    >>> settings.economies, parse_settings(write_settings(settings)) == settings
    (('XAA', 'XAB'), True)
    >>> settings.digest[:10] == hashlib.sha256(write_settings(settings)).hexdigest()[:10]
    True
    """

    edition: Year
    year: Year
    methodology: Identifier
    send_to: str = ""
    languages: Mapping[str, Language]
    days: RoundDays
    pins: RoundPins
    publisher: RoundPublisher

    def faults(self) -> Iterator[str]:
        """Yield the codes that are of no economy, and a methodology that is not pinned."""
        if self.methodology not in self.pins.methodology:
            yield f"not-pinned:{self.methodology}"
        if not self.languages:
            yield "unknown-economy:-"
        for code in self.languages:
            if not catalogue.is_economy(code):
                yield f"unknown-economy:{code}"

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies that are asked, by their codes."""
        return tuple(sorted(self.languages))

    @property
    def digest(self) -> str:
        """SHA-256 of the file that these settings are written to."""
        return hashlib.sha256(write_settings(self)).hexdigest()


def read_settings(path: Path) -> RoundSettings:
    """Read ``round.toml``; an error names the file, and the key or the line."""
    return parse_settings(toml_reader.read(path), path.name)


def parse_settings(content: bytes, file: str = FILE) -> RoundSettings:
    """Read the bytes of ``round.toml``."""
    return toml_reader.read_part(RoundSettings, toml_reader.parse(content, file), file, KEYS)


def write_settings(settings: RoundSettings) -> bytes:
    """Return the bytes of ``round.toml``."""
    lines = [
        f"edition = {settings.edition}",
        f"year = {settings.year}",
        f"methodology = {write_toml(settings.methodology)}",
        f"send_to = {write_toml(settings.send_to)}",
        *_write_part("days", settings.days),
        *_write_part("pins", settings.pins),
        *_write_part("publisher", settings.publisher),
        *_write_table("languages", {code: settings.languages[code] for code in settings.economies}),
        "",
    ]
    return "\n".join(lines).encode("utf-8")


def _write_part(name: str, of: Part) -> list[str]:
    return _write_table(name, {key: getattr(of, key) for key in of.to_dict()})


def _write_table(name: str, values: Mapping[str, object]) -> list[str]:
    """Write a table, and after its own keys the tables within it."""
    inner = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    own = (f"{key} = {_write_value(values[key])}" for key in values if key not in inner)
    lines = ["", f"[{name}]", *own]
    for key, value in inner.items():
        lines += _write_table(f"{name}.{key}", value)
    return lines


def _write_value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_write_value, value))}]"
    return write_toml(value) if isinstance(value, str) else str(value)
