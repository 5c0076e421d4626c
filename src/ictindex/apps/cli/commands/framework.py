"""The commands on a national statistical framework: inventory, check."""

from __future__ import annotations

from typing import Any

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.language import i18n
from ictindex.submissions.sourcing.national_inventory import Inventory, count_inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryOptions:
    """The form of the file of an inventory."""

    dialect: opt.Dialect = None
    sheet: opt.Sheet = None

    def read(self, file: Any) -> Inventory:
        """Read an inventory."""
        with output.progress(i18n.text("cli", "reading")):
            return ict.sourcing.read_inventory(file, dialect=self.dialect, sheet=self.sheet)


def inventory(
    economy: opt.Economy,
    output_file: opt.Output = None,
    *,
    out: PageOptions,
) -> None:
    """Write the inventory of an economy to be filled in: a row for each indicator."""
    made = ict.sourcing.new_inventory(economy_code(economy), language=out.language)
    if output_file is None:
        output.write_page(made, out, made.to_frame)
        return
    made.save(output_file, out.language)
    output.write(i18n.text("cli", "written", out.language, file=str(output_file)))


def check(file: opt.File, options: InventoryOptions, out: opt.OutputOptions) -> None:
    """Check an inventory that an office filled in; exit code 1 if there are findings."""
    inventory = options.read(file)
    if not output.write_data(out.form, lambda: _facts(inventory), inventory.findings.to_frame):
        if inventory.findings:
            output.write_blocks(inventory.findings.blocks(out.language), out.language)
        output.write_blocks([count_inventory(inventory, out.language)], out.language)
    output.end(inventory.findings)


def _facts(inventory: Inventory) -> dict[str, Any]:
    """Return the counts of an inventory, and the findings."""
    answers = [row.exists for row in inventory.rows]
    return {
        SCHEMA_KEY: identify("inventory-check"),
        "rows": len(answers),
        "exist": answers.count(True),
        "absent": answers.count(False),
        "blank": answers.count(None),
        "findings": inventory.findings.records(),
    }
