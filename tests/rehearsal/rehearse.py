"""A season rehearsed: every office behaves as planned, and the release comes on its day.

    PYTHONPATH=tests/support:tests/rehearsal python tests/rehearsal/rehearse.py 195 [FOLDER]

It begins with an empty folder and ends with a released edition and a site. Every step is a step of
``ict.rounds``, as a compiler takes it, on stated days of an edition that is over. What is asserted
is computed here from the plan of the offices (``season_offices``), never from the library.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import season_offices as plan
from season_offices import Office, mark

import ictindex as ict
from ictindex.apps.rounds.round_steps import carry_out
from ictindex.apps.rounds.state_queries import answer_query, ask_differences
from ictindex.core import clock, package_data
from ictindex.submissions.closed.event_types import CLEARING
from ictindex.submissions.closed.pins import keep_todays_documents
from ictindex.submissions.closed.queries import read_queries
from ictindex.submissions.closed.round_folder import RoundFolder, open_round
from ictindex.submissions.validation import rules

EDITION = 2025
OPENED, AMENDED, DISPATCHED = "2024-11-30", "2024-12-05", "2024-12-31"
RULES_CHANGED, HANDED_OVER = dt.date(2025, 2, 10), dt.date(2025, 3, 10)
DEADLINE, EXTENDED = dt.date(2025, 3, 31), "2025-04-30"
COLLECTED, CONSULTED, CONSULTED_UNTIL = "2025-04-10", "2025-04-11", "2025-05-11"
PREVIEWED, OBJECTIONS, SETTLED = "2025-05-15", "2025-06-01", "2025-06-05"
CLEARED, EMBARGO, RELEASED = "2025-06-20", "2025-06-30T10:00:00Z", "2025-06-30"
PUBLISHER = "Example office"
LIMIT, OTHER_LIMIT = "window = 0.05", "window = 0.06"
SITE = '[publisher]\nname = "Example office"\n'
ESTIMATE = "Estimate of another source"


class KilledError(BaseException):
    """The process is ended here, as by a power cut."""


@contextmanager
def killed_at(call: int) -> Iterator[None]:
    """End the process at a call that changes the disk; nothing catches it."""
    left = call

    def count(function: Any) -> Any:
        def call_once(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise KilledError
            return function(*args, **kwargs)

        return call_once

    names = ("link", "replace", "rename", "fsync")
    with mock.patch.multiple(os, **{name: count(getattr(os, name)) for name in names}):
        yield


@contextmanager
def changed_rules(directory: Path) -> Iterator[None]:
    """Let a later version of the library be at work: another limit in its rules, and a remark.

    The version that began the round was released: its rules are kept, as before every release.
    """
    shelf = directory / "later-version"
    shutil.copytree(package_data.folder("methodology"), shelf)
    file = shelf / "rules/t-time.toml"
    text = file.read_text("utf-8")
    here = package_data.folder
    forget = (rules.ruleset, rules.find_ruleset)
    with mock.patch.object(
        package_data, "folder", lambda name: shelf if name == "methodology" else here(name)
    ):
        list(keep_todays_documents())
        file.write_text(f"# Changed in February.\n{text.replace(LIMIT, OTHER_LIMIT)}", "utf-8")
        for function in forget:
            function.cache_clear()
        yield
    for function in forget:
        function.cache_clear()


@dataclass
class Rehearsal:
    """A season of invented offices in a folder."""

    directory: Path
    count: int
    seconds: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    later_version: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.offices = plan.offices(self.count)
        self.path, self.public = self.directory / "round-2025", self.directory / "public"
        self.mail = self.directory / "mail"  # what the offices send, as it is on their computers

    # -------------------------------------------------------------- the season

    def run(self) -> None:
        """Take every step of the season."""
        steps = (
            self.open,
            self.dispatch,
            self.collect_answers,
            self.collect_sources,
            self.consult,
            self.settle_queries,
            self.close_what_follows,
            self.preview,
            self.clear,
            self.release,
            self.build_site,
            self.check,
        )
        with self.later_version:
            for step in steps:
                started = processor_time()
                step()
                self.seconds[step.__name__] = processor_time() - started

    def open(self) -> None:
        """Open the round; the offices of States that answer in two parts are listed."""
        settings = ict.rounds.propose_settings(
            EDITION,
            economies=[office.economy for office in self.offices],
            languages={office.economy: office.language for office in self.offices},
            publisher=PUBLISHER,
            send_to="office@example.org",
        )
        folder = ict.rounds.new_round(settings, self.path, day=OPENED)
        sheets = [
            page
            for page in ict.questionnaire("XAA", edition=EDITION).form.pages
            if page not in plan.SECOND_OFFICE
        ]
        with folder.files.offices_file.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["economy", "office", "sheets", "coordinator"])
            for office in self.doing("two parts"):
                lines.writerow([office.economy, plan.REGULATOR, " ".join(sheets), "no"])
                lines.writerow(
                    [office.economy, plan.STATISTICS, " ".join(plan.SECOND_OFFICE), "yes"]
                )
        ict.rounds.amend_round(self.path, cause="Offices of States.", day=AMENDED)

    def dispatch(self) -> None:
        """Send every questionnaire; the process is killed in the middle, and run again."""
        history = pd.concat(map(earlier_rows, self.offices))
        table = ict.read_observations(history.fillna(""))
        try:
            with killed_at(40):
                ict.rounds.dispatch_round(self.path, day=DISPATCHED, history=table)
        except KilledError:
            self.refused.append("killed")
        steps = ict.rounds.dispatch_round(self.path, day=DISPATCHED, history=table)
        assert {step.outcome for step in steps.steps} <= {"done", "done-before"}

    def collect_answers(self) -> None:
        """Receive and accept what the offices send, day by day, with the reminders."""
        calendar: list[tuple[dt.date, str, Office]] = []
        for office in self.offices:
            if office.answers:
                calendar.append((day_of(office), "send", office))
            if office.does("refusing"):
                calendar.append((dt.date(2025, 2, 1), "refuse", office))
            if office.does("extended"):
                calendar.append((dt.date(2025, 3, 20), "extend", office))
            if office.does("emptied resend"):
                calendar.append((dt.date(2025, 3, 30), "resend", office))
        turns = {RULES_CHANGED: self.change_rules, HANDED_OVER: self.hand_over}
        reminders = [DEADLINE + dt.timedelta(days=days) for days in (-14, 0, 14)]
        for day in sorted({each for each, _, _ in calendar} | {*reminders, *turns}):
            if day in turns:
                turns[day]()
            for when, what, office in calendar:
                if when == day:
                    getattr(self, what)(office, day)
            if day in reminders:
                self.check_reminders(day)

    def change_rules(self) -> None:
        """Go on with a later version of the library, which has other rules."""
        before = rules.ruleset().digest
        self.later_version.enter_context(changed_rules(self.directory))
        assert rules.ruleset().digest != before

    def hand_over(self) -> None:
        """Hand the round over to the next compiler."""
        ict.rounds.hand_over(
            self.path, day=HANDED_OVER, giver="Statistics unit A", successor="Statistics unit B"
        )

    def refuse(self, office: Office, day: dt.date) -> None:
        ict.rounds.refuse_state(
            self.path, office.economy, day=day, reason=mark(office.economy, "reason")
        )

    def extend(self, office: Office, day: dt.date) -> None:
        ict.rounds.extend_state(self.path, office.economy, until=EXTENDED, day=day)

    def send(self, office: Office, day: dt.date) -> None:
        """Receive the workbooks of an office, and accept them."""
        if office.does("wrong State"):
            other = next(o for o in self.offices if o.answers and o is not office)
            try:
                ict.rounds.receive_file(
                    self.path, self.fill(other), day=day, economy=office.economy
                )
            except ict.errors.UsageError as error:
                self.refused.append(error.code)
        for name in plan.parts(office):
            file = self.fill(office, name)
            ict.rounds.receive_file(self.path, file, day=day, economy=office.economy, office=name)
            ict.rounds.accept_delivery(self.path, office.economy, day=day, office=name)

    def resend(self, office: Office, day: dt.date) -> None:
        """Receive a workbook in which a cell was emptied."""
        typed = plan.typed_figures(office)
        del typed[plan.USERS]
        file = self.fill(office, typed=typed)
        ict.rounds.receive_file(self.path, file, day=day, economy=office.economy)
        ict.rounds.accept_delivery(self.path, office.economy, day=day)

    def fill(
        self,
        office: Office,
        name: str = "",
        typed: plan.Figures | None = None,
        closed: Collection[tuple[str, str]] | None = None,
    ) -> Path:
        """Return the workbook of an office as it sends it: the one that it was sent, filled in."""
        sent = self.sent(office, name)
        written = plan.typed_figures(office) if typed is None else typed
        if office.does("overlapping") and name == plan.REGULATOR:
            # It fills in a questionnaire with all sheets, and one figure as its own survey has it.
            written = {**written, plan.USERS: round(float(written[plan.USERS]) - 0.4, 1)}
            sent = self.mail / f"{office.economy.lower()}-all-sheets.xlsx"
            whole = ict.questionnaire(office.economy, edition=EDITION, language=office.language)
            sent.parent.mkdir(exist_ok=True)
            sent.write_bytes(whole.to_bytes())
        asked = ict.read_questionnaire(sent)
        title = f"{mark(office.economy, 'file')}.xlsx" if office.does("renamed") else sent.name
        file = self.mail / office.economy / (name or "-") / title
        file.parent.mkdir(parents=True, exist_ok=True)
        marked = plan.closed_cells(office) if closed is None else closed
        file.write_bytes(plan.fill_in(asked, office, written, marked, file=title))
        return file

    def sent(self, office: Office, name: str = "") -> Path:
        """Return the workbook that an office was sent."""
        books = sorted((self.path / "sent" / office.economy).glob("*.xlsx"))
        if not name:
            return books[0]
        return next(book for book in books if ict.read_questionnaire(book).form.office == name)

    def check_reminders(self, day: dt.date) -> None:
        """Write the reminders of a day: to those who owe something, and to nobody else."""
        steps = ict.rounds.remind_states(self.path, day=day)
        done = {step.economy for step in steps.steps if step.outcome == "done"}
        assert done == {office.economy for office in self.offices if is_owing(office, day)}

    def collect_sources(self) -> None:
        """Collect prices of all States, and estimates of those that have no value."""
        rows = [
            {
                "economy": o.economy,
                "indicator": name,
                "year": EDITION - 2,
                "value": str(value),
                "source_class": "official-publication",
                "source": PUBLISHER,
            }
            for o in self.offices
            for name, value in plan.prices(o).items()
        ]
        rows += [
            {
                "economy": o.economy,
                "indicator": plan.OWNERSHIP[0],
                "year": EDITION - 2,
                "value": str(plan.estimate(o)),
                "source_class": "estimate",
                "source": ESTIMATE,
            }
            for o in self.offices
            if plan.needs_estimate(o)
        ]
        self.mail.mkdir(exist_ok=True)
        file = self.mail / "collected.csv"
        pd.DataFrame(rows).to_csv(file, index=False)
        ict.rounds.collect_table(self.path, file, day=COLLECTED)

    def consult(self) -> None:
        """Consult every State on its estimate; some answer, one rejects it."""
        steps = ict.rounds.consult_states(self.path, day=CONSULTED, until=CONSULTED_UNTIL)
        consulted = {step.economy for step in steps.steps}
        assert consulted == {o.economy for o in self.offices if plan.needs_estimate(o)}
        for office in self.offices:
            answer = plan.reply(office)
            if answer:
                ict.rounds.record_reply(
                    self.path,
                    office.economy,
                    plan.OWNERSHIP[0],
                    answer,
                    day="2025-04-28",
                    text=mark(office.economy, "consultation"),
                )

    def settle_queries(self) -> None:
        """Ask every State about what its offices reported differently, and record the answers."""
        for office in self.doing("two parts") + self.doing("emptied resend"):
            for step in ask_differences(self.folder, office.economy, day=dt.date(2025, 4, 26)):
                carry_out(self.folder, step)
        queries = read_queries(self.folder.register.read())
        expected = self.doing("overlapping") + self.doing("emptied resend")
        assert {query.economy for query in queries} == {office.economy for office in expected}
        for query in queries:
            reason = f"The accepted figure remains: {mark(query.economy, 'query')}"
            day = dt.date(2025, 5, 2)
            step = answer_query(self.folder, query.number, "confirm", reason, day=day)
            carry_out(self.folder, step)

    def close_what_follows(self) -> None:
        """Try a release of data: what follows by difference stops it, and its States are asked."""
        try:
            self.release_on(CONSULTED, data="q2", dry_run=True)
        except ict.errors.RefusedEditionError as error:
            findings = [fault for fault in error.faults if isinstance(fault, ict.Finding)]
            follows = [each for each in findings if each.code == "archive.follows"]
            assert {each.economy for each in follows} == {
                office.economy for office in self.doing("confidential")
            }
            self.refused.append("archive.follows")
        for office in self.doing("confidential"):
            file = self.fill(office, closed=(plan.FIBRE, plan.CABLE))
            ict.rounds.receive_file(self.path, file, day="2025-04-29", economy=office.economy)
            ict.rounds.accept_delivery(self.path, office.economy, day="2025-04-29")

    def preview(self) -> None:
        """Send each State its own sheet; some object, and the objections are settled."""
        ict.rounds.send_previews(self.path, day=PREVIEWED, until=OBJECTIONS)
        for office in self.doing("objecting"):
            ict.rounds.record_objection(
                self.path,
                office.economy,
                ["internet-users"],
                mark(office.economy, "objection"),
                day="2025-05-25",
                until=SETTLED,
            )
        try:
            ict.rounds.clear_release(self.path, "director", day=CLEARED)
        except ict.errors.UsageError as error:
            self.refused.append(error.code)
        for office in self.doing("objecting"):
            ict.rounds.settle_objection(
                self.path,
                office.economy,
                1,
                "The figure of your administration remains.",
                day=SETTLED,
                until="2025-06-15",
            )

    def clear(self) -> None:
        """Clear the result by every role, and set the embargo."""
        for role in CLEARING:
            ict.rounds.clear_release(self.path, role, day=CLEARED)
        ict.rounds.embargo_round(self.path, EMBARGO, day=CLEARED)

    def release(self) -> None:
        """Release the edition: refused one second before the embargo, done at its instant."""
        instant = clock.instant_of(EMBARGO)
        try:
            self.release_on(RELEASED, now=instant - dt.timedelta(seconds=1))
        except ict.errors.UsageError as error:
            self.refused.append(error.code)
        assert not self.public.exists()
        try:
            with killed_at(12):
                self.release_on(RELEASED, now=instant)
        except KilledError:
            self.refused.append("killed")
        self.release_on(RELEASED, now=instant)
        self.release_on("2025-07-01", data="q2", now=instant + dt.timedelta(days=1))

    def release_on(
        self, day: str, *, now: dt.datetime | None = None, data: str = "", dry_run: bool = False
    ) -> None:
        """Release on a day, by a clock that shows an instant."""
        with mock.patch.object(clock, "now", lambda: now or dt.datetime.now(dt.UTC)):
            ict.rounds.release_round(
                self.path, self.public, day=day, publisher=PUBLISHER, data=data, dry_run=dry_run
            )

    def build_site(self) -> None:
        """Build the public site, and search it for everything that is closed."""
        own = self.directory / "publisher"
        own.mkdir()
        (own / "site.toml").write_text(SITE, encoding="utf-8")
        ict.site(own, self.directory / "site", editions=self.public)
        for directory in (self.directory / "site", self.public):
            assert not ict.rounds.search_public(self.path, directory).findings

    # -------------------------------------------------------------- what must be true

    def check(self) -> None:
        """Assert what must be true at the end of a season, from the plan of the offices alone."""
        assert not ict.rounds.check_round(self.path).errors
        self.check_closed_words()
        self.check_figures()
        self.check_mail()
        self.check_events()
        self.check_editions()

    def check_closed_words(self) -> None:
        """No marked word of any office is in a public byte; in the closed folder all are."""
        for directory in (self.public, self.directory / "site"):
            for name, content in public_parts(directory):
                assert b"qz" not in content or not plan.MARK.search(content), name
        kept = b"".join(content for _, content in public_parts(self.path / "received"))
        for office in self.offices:
            assert (plan.mark(office.economy, "note households").encode() in kept) is (
                office.answers
            )

    def check_figures(self) -> None:
        """Every figure of a member is in the release of data, and no confidential one is."""
        data = self.public / "data-2025-q2-demonstration"
        with (data / "inputs/observations.csv").open(encoding="utf-8", newline="") as file:
            there = {
                (row["economy"], row["indicator"], row["sex"] or row["location"]): row["value"]
                for row in csv.DictReader(file)
            }
        for office in self.offices:
            typed = plan.typed_figures(office) if office.answers else {}
            closed = {plan.FIBRE, plan.CABLE} if office.does("confidential") else set()
            for (indicator, part), value in typed.items():
                value_read = there.get((office.economy, indicator, part), "")
                if (indicator, part) in closed:
                    assert not value_read
                else:
                    assert Decimal(value_read) == Decimal(str(value)), (office, indicator, part)
            if not office.answers:
                assert not [key for key in there if key[0] == office.economy]

    def check_mail(self) -> None:
        """Nothing of a State is in what another State was sent."""
        codes = {office.economy for office in self.offices}
        words = {word.encode(): o.economy for o in self.offices for word in plan.marks(o).values()}
        for office in self.offices:
            for part in ("sent", "previews"):
                for name, content in public_parts(self.path / part / office.economy):
                    for code in plan.CODE.findall(content):
                        assert code.decode() not in codes - {office.economy}, name
                    for word in plan.MARK.findall(content):
                        assert words[word] == office.economy, name

    def check_events(self) -> None:
        """The register has every event, each once."""
        count = Counter(event.event for event in self.folder.register.read())
        answering = [office for office in self.offices if office.answers]
        parts = sum(len(plan.parts(office)) for office in answering)
        more = len(self.doing("emptied resend")) + len(self.doing("confidential"))
        assert count["dispatched"] == len(self.offices)
        assert count["received"] + count["late"] == parts + more
        assert count["accepted"] == parts + more
        # A State of several offices also gets the acknowledgement of its joined receipt.
        assert count["acknowledged"] == parts + more + len(self.doing("two parts"))
        assert count["collected"] == len(self.offices)
        estimates = [office for office in self.offices if plan.needs_estimate(office)]
        assert count["consulted"] == len(estimates)
        assert count["reply"] == len([office for office in estimates if plan.reply(office)])
        assert count["objected"] == count["objection-settled"] == len(self.doing("objecting"))
        assert count["extended"] == len(self.doing("extended"))
        assert count["refused"] == len(self.doing("refusing"))
        assert count["preview-sent"] == len(self.offices)  # of all there are prices
        assert (count["released"], count["handed-over"], count["cleared"]) == (2, 1, len(CLEARING))

    def check_editions(self) -> None:
        """The edition is intact, and gives the same figures again without the closed folder."""
        copy = self.directory / "copy"
        shutil.copytree(self.public, copy)
        hidden = self.path.with_name("hidden")
        self.path.rename(hidden)
        try:
            for path in sorted(copy.glob("*-demonstration")):
                assert ict.verify(path).verdict == "intact"
            edition = ict.open_edition(copy / f"idi-{EDITION}-demonstration")
            assert ict.editions.recompute(edition).identical
            script = subprocess.run(
                [sys.executable, "-I", "recompute.py"],
                cwd=edition.path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert script.returncode == 0, script.stdout + script.stderr
        finally:
            hidden.rename(self.path)

    # -------------------------------------------------------------- helpers

    @property
    def folder(self) -> RoundFolder:
        return open_round(self.path)

    def doing(self, behaviour: str) -> list[Office]:
        return [office for office in self.offices if office.does(behaviour)]


def public_parts(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder, and every member of an archive or workbook in it."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}!{name}", archive.read(name)
        elif path.is_file():
            yield str(path), path.read_bytes()


def processor_time() -> float:
    """Return the processor time of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def earlier_rows(office: Office) -> pd.DataFrame:
    """Return the accepted figures of the year before."""
    names = {"F": "sex", "M": "sex", "U": "location", "R": "location"}
    rows = [
        {
            "economy": office.economy,
            "indicator": indicator,
            "year": EDITION - 3,
            "value": str(value),
            "source_class": "official-submission",
        }
        | ({names[part]: part} if part else {})
        for (indicator, part), value in plan.figures(office, before=True).items()
    ]
    return pd.DataFrame(rows)


def day_of(office: Office) -> dt.date:
    """Return the day on which an office sends."""
    if office.does("extended"):
        return dt.date(2025, 4, 25)
    first = dt.date(2025, 4, 2) if office.does("late") else dt.date(2025, 1, 10)
    span = 7 if office.does("late") else 70
    return first + dt.timedelta(days=int(plan.chance(office.economy, "day") * span))


def is_owing(office: Office, day: dt.date) -> bool:
    """Tell whether an office owes its data on a day, and has no extension."""
    if office.does("refusing") or (office.answers and day_of(office) <= day):
        return False
    return not (office.does("extended") and dt.date(2025, 3, 20) <= day)


def main(arguments: list[str]) -> int:
    """Rehearse a season, and print what it took."""
    count = int(arguments[0]) if arguments else 26
    directory = Path(arguments[1] if arguments[1:] else tempfile.mkdtemp(prefix="season-"))
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        print(f"{directory} is not empty. Name a folder that is empty or does not exist yet.")
        return 2
    season = Rehearsal(directory, count)
    season.run()
    for name, seconds in season.seconds.items():
        print(f"{name:20} {seconds:8.1f} s")
    print(len(season.folder.register.read()), "events;", season.refused, directory)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
