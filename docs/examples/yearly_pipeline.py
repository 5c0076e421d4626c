"""A yearly run: files that came in -> receipts -> sources -> edition -> tables -> what changed.

    python yearly_pipeline.py example WORK    a working folder with synthetic submissions
    python yearly_pipeline.py run WORK        the run; again and again, by cron, Make or Airflow

WORK has `settings.toml` (edition, days, publisher), `submissions/` (a CSV file of each focal point;
`NAME.answers.csv` next to it answers findings) and `consultations.csv`. The run writes

    receipts/NAME.receipt.json   of exactly the bytes of a submission that was accepted
    findings/NAME.html           what a submission needs, where it was not accepted
    pending.csv                  consultations that are missing
    editions/                    the register, and the edition
    exports/ID/                  its tables, as CSV
    signal.json                  root of the edition, and what changed since the edition before
    keys/master                  the salt of the commitments to the receipts: keep it, and closed

The files are the only state. Each is written as a whole or not at all, and a step whose file is
there and still fits is not done again: after a power cut the same command goes on. Nothing is
guessed: days come from the settings, never from the clock.

Exit codes: 0 the edition is published and all is written, 1 somebody has to answer first, 2 an
input is unusable, 3 the edition was published from other inputs, 4 it is not what was published.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import ictindex as ict

log = logging.getLogger("ictindex.pipeline")
DONE, ANSWER, UNUSABLE, PUBLISHED_BEFORE, NOT_INTACT = range(5)

SETTINGS = """edition = 2024
kind = "demonstration"      # "official" for the submissions of Member States
publisher = "Demonstration"
key = ""                    # an official edition needs the file of the publisher's key
submitted = "2024-02-15"    # the day on which the submissions were closed
cut_off = "2024-05-01"      # later submissions and answers do not count
released = "2024-06-27"
compilers = ["estimates"]   # files that the compiler found elsewhere; all others are submissions
"""


class RunError(Exception):
    """The run ends here, with an exit code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Run:
    """One run in a working folder."""

    def __init__(self, work: Path) -> None:
        self.work = work
        try:
            self.settings = tomllib.loads((work / "settings.toml").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise RunError(UNUSABLE, f"settings.toml: {error}") from error
        self.methodology = ict.methodology("idi", edition=self.settings["edition"])
        files = sorted((work / "submissions").glob("*.csv"))
        self.submissions = [file for file in files if not file.name.endswith(".answers.csv")]

    def run(self) -> None:
        """Do every step that is not done yet."""
        receipts = self.accept()
        selection = self.select(receipts)
        kind = self.settings["kind"]
        options = {} if kind == "official" else {"kind": kind}
        result = ict.compute(self.methodology, selection, **options)
        edition, root = self.publish(result)
        self.export(edition)
        self.signal(edition, root)

    def accept(self) -> list[ict.data.Receipt]:
        """Validate each submission and make its receipt; write what is open, where something is."""
        receipts: list[ict.data.Receipt] = []
        open_files: list[str] = []
        for file in self.submissions:
            receipt = self.accept_file(file)
            if receipt is None:
                open_files.append(file.name)
            else:
                receipts.append(receipt)
        if open_files or not receipts:
            raise RunError(
                ANSWER, f"to be answered: {', '.join(open_files) or 'nothing was submitted'}"
            )
        return receipts

    def accept_file(self, file: Path) -> ict.data.Receipt | None:
        """Return the receipt of a submission, None if findings are open."""
        target = self.work / "receipts" / f"{file.stem}.receipt.json"
        findings = self.work / "findings" / f"{file.stem}.html"
        table = ict.read_observations(file)
        if target.exists():
            try:
                return ict.data.read_receipt(target).join(table)
            except ict.errors.VoidReceiptError:
                log.info("%s has changed: it is judged again", file.name)
        judgement = ict.validate(table, self.methodology)
        answers = file.with_suffix(".answers.csv")
        by_compiler = file.stem in self.settings["compilers"]
        try:
            receipt = ict.accept(
                table,
                judgement,
                ict.data.read_answers(answers) if answers.exists() else (),
                role="compiler" if by_compiler else "focal-point",
                submitted=self.settings["submitted"],
            )
        except ict.errors.RefusedObservationsError:
            write(findings, judgement.to_html("en"))
            return None
        write(target, receipt.to_json())
        findings.unlink(missing_ok=True)
        log.info("accepted %s: %s", file.name, receipt.digest)
        return receipt

    def select(self, receipts: list[ict.data.Receipt]) -> ict.sourcing.Selection:
        """Select the sources; stop if a consultation is missing."""
        record = self.work / "consultations.csv"
        selection = ict.select_sources(
            receipts,
            self.methodology,
            consultations=record if record.exists() else None,
            cut_off=self.settings["cut_off"],
        )
        pending, wanted = self.work / "pending.csv", selection.pending()
        if len(wanted):
            write(pending, wanted.to_csv(index=False))
            raise RunError(ANSWER, f"consultations are missing: {pending}")
        pending.unlink(missing_ok=True)
        return selection

    def publisher(self) -> str | ict.editions.PublisherKey:
        """Return the key of the publisher, or its name where nothing is signed."""
        key = self.settings.get("key")
        return ict.editions.PublisherKey(key) if key else str(self.settings["publisher"])

    def salt(self) -> bytes:
        """Return the master salt of the round, made once; it is never published."""
        file = self.work / "keys" / "master"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            draft = file.with_name(".master.draft")
            draft.write_bytes(secrets.token_bytes(32))
            draft.replace(file)
        return file.read_bytes()

    def publish(self, result: ict.Result) -> tuple[ict.editions.PublishedResult, str]:
        """Publish the edition once; afterwards compare it with the result of this run."""
        folder = self.work / "editions"
        if not any(row["id"] == result.id for row in published(folder)):
            made = ict.publish(
                result,
                folder,
                released=self.settings["released"],
                publisher=self.publisher(),
                salt=self.salt(),
            )
            log.info("published %s: %s", made.id, made.root)
        root = next(row["root"] for row in published(folder) if row["id"] == result.id)
        report = ict.verify(folder / result.id, root=root)
        if not report.intact:
            raise RunError(NOT_INTACT, f"{result.id}: {report.verdict}")
        edition = opened(folder / result.id, root)
        listed = json.loads(edition.read("receipts.json"))["records"]
        frozen = {record["receipt"]["commitment"] for record in listed}
        receipts = result.selection.receipts if result.selection else ()
        now = {receipt.disclose(self.salt())["commitment"] for receipt in receipts}
        # A receipt of which the edition uses nothing is not listed in it.
        if not frozen <= now or not edition.exact.equals(result.exact):
            raise RunError(
                PUBLISHED_BEFORE,
                f"{result.id} was published from other inputs; it never changes: an erratum "
                "(ict.editions.publish_erratum) or the next edition says what is right",
            )
        if not ict.editions.recompute(edition).identical:
            raise RunError(NOT_INTACT, f"{result.id} does not give the same figures again")
        return edition, root

    def export(self, edition: ict.editions.PublishedResult) -> None:
        """Write the tables of the edition into a folder, whole or not at all."""
        target = self.work / "exports" / edition.id
        if target.exists():
            return
        draft = target.with_name(f".{edition.id}.draft")
        shutil.rmtree(draft, ignore_errors=True)  # of a run that was ended
        draft.mkdir(parents=True)
        tables = {
            "scores": edition.scores,
            "exact": edition.exact,
            "excluded": edition.excluded,
            "income-groups": edition.groups("income-group"),
        }
        for name, table in tables.items():
            table.to_csv(draft / f"{name}.csv", lineterminator="\n")
        draft.rename(target)

    def signal(self, edition: ict.editions.PublishedResult, root: str) -> None:
        """Write the root and what changed since the edition before, for whoever waits for it."""
        record: dict[str, Any] = {"id": edition.id, "root": root, "changed": None}
        earlier = [
            row for row in published(self.work / "editions")
            if row["kind"] == edition.kind and row["index"] == "idi"
            and row["edition"] < edition.edition
        ]  # fmt: skip
        if earlier:
            last = max(earlier, key=lambda row: row["edition"])
            before = opened(self.work / "editions" / last["id"], last["root"])
            record["changed"] = {
                "since": last["id"],
                **ict.editions.compare_editions(before, edition).to_dict(),
            }
        write(self.work / "signal.json", json.dumps(record, indent=2, default=str) + "\n")


def opened(folder: Path, root: str) -> ict.editions.PublishedResult:
    """Return an edition of the IDI, verified by its root."""
    edition = ict.open_edition(folder, root=root)
    if not isinstance(edition, ict.editions.PublishedResult):
        raise RunError(UNUSABLE, f"{folder.name} is no edition of the IDI")
    return edition


def published(folder: Path) -> list[dict[str, Any]]:
    """Return the editions of a folder, as its register has them."""
    if not folder.exists():
        return []
    rows: list[dict[str, Any]] = ict.editions.list_editions(folder).to_dict()["editions"]
    return rows


def write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def write_example(work: Path) -> None:
    """Write a working folder with the synthetic submissions of the demonstration."""
    made = ict.editions.demonstrate(work / "demonstration")
    shutil.move(made.folder / "submissions", work / "submissions")
    shutil.move(made.folder / "consultations.csv", work / "consultations.csv")
    shutil.rmtree(made.folder)
    write(work / "settings.toml", SETTINGS)


def main(arguments: list[str]) -> int:
    """Run a command, and return its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    match arguments:
        case ["example", folder]:
            write_example(Path(folder))
            return DONE
        case ["run", folder]:
            try:
                Run(Path(folder)).run()
            except RunError as error:
                log.error("%s", error)
                return error.code
            except ict.errors.IctindexError as error:
                log.error("%s: %s", error.code, error.message("en"))
                return UNUSABLE
            return DONE
        case _:
            print(__doc__, file=sys.stderr)
            return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
