"""Write methodology/catalogue/exchange_versions.toml: the versions of what is exchanged as SDMX.

python tools/make_exchange_versions.py [--check]

A code list, the concepts or a structure that differ from their record get the next version: the
first number is raised if a part is gone or means something else (a code, a component, its role, its
list), the second if parts are new, the third if only words, notes or versions differ.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from ictindex.core import canonical  # noqa: E402  # of this checkout
from ictindex.data.exchange import code_lists, sdmx_model  # noqa: E402

PATH = ROOT / "methodology" / "catalogue" / "exchange_versions.toml"
WIDTH = 100
HEAD = """\
# Made by python tools/make_exchange_versions.py. The parts and the digest are what a version
# is of: a test refuses a change without a raised version.
"""


class Content(NamedTuple):
    """The content of a version: its parts, whose loss breaks what others made, and a digest."""

    parts: tuple[str, ...]
    digest: str


def next_version(version: str, old: Content, new: Content) -> str:
    """Return the version of a new content, from the recorded one and its version."""
    major, minor, patch = map(int, version.split("."))
    if set(old.parts) - set(new.parts):
        return f"{major + 1}.0.0"
    if set(new.parts) - set(old.parts):
        return f"{major}.{minor + 1}.0"
    return version if old == new else f"{major}.{minor}.{patch + 1}"


def renew(recorded: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the record of today's contents, with the versions that follow from an earlier one."""
    today: dict[str, dict[str, dict[str, Any]]] = {}
    for section, own_id, content in contents(today):
        old = recorded.get(section, {}).get(own_id)
        if old is None or "digest" not in old:
            version = code_lists.FIRST_VERSION
        else:
            before = Content(tuple(old["parts"]), old["digest"])
            version = next_version(old["version"], before, content)
        entry = {"version": version, "digest": content.digest, "parts": list(content.parts)}
        today.setdefault(section, {})[own_id] = entry
    return today


def contents(today: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Content]]:
    """Yield the content of each list and structure; ``today`` has the versions of earlier ones."""
    for list_id in code_lists.exchange()["code_lists"]:
        codes = code_lists.code_list(list_id)
        listed = [[code.id, dict(code.names), [*code.notes]] for code in codes.codes]
        whole = [dict(codes.names), codes.origin, listed]
        parts = tuple(code.id for code in codes.codes)
        yield "code_lists", list_id, Content(parts, digest(whole))
    flows = [sdmx_model.dataflow(flow) for flow in sdmx_model.dataflow_ids()]
    named = {concept.id: dict(concept.names) for concept in sdmx_model.concepts(flows)}
    yield "concepts", "CONCEPTS", Content(tuple(named), digest(named))
    version = today["concepts"]["CONCEPTS"]["version"]
    for flow in flows:
        components: list[str] = []
        whole = [dict(flow.names), version]
        for part in flow.structure.components:
            listed_in = "" if part.codes is None else part.codes.id
            own = today["code_lists"][listed_in]["version"] if listed_in else ""
            kind = f"{listed_in} {own.partition('.')[0]}" if listed_in else part.type
            components.append(f"{part.concept} {part.role} {kind}")
            whole.append([part.concept, own])
        yield "structures", flow.id, Content(tuple(components), digest(whole))


def digest(content: object) -> str:
    """Return the digest of plain data."""
    return canonical.digest("exchange", canonical.text(content))


def write(record: Mapping[str, Mapping[str, Mapping[str, Any]]], date: dt.date) -> str:
    """Return the text of the file."""
    lines = [HEAD, f"date = {date}\n"]
    for section, entries in record.items():
        for own_id, entry in entries.items():
            lines += [f"[{section}.{own_id}]", f'version = "{entry["version"]}"']
            lines += [f'digest = "{entry["digest"]}"', "parts = [", *wrap(entry["parts"]), "]\n"]
    return "\n".join(lines)


def wrap(parts: Sequence[str]) -> Iterator[str]:
    """Yield lines of quoted texts that are not too wide."""
    line = "   "
    for part in parts:
        cell = f" {json.dumps(part)},"
        if len(line) + len(cell) > WIDTH:
            yield line
            line = "   "
        line += cell
    yield line


def main(arguments: Sequence[str]) -> int:
    """Write the file, or name what needs another version."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    asked = parser.parse_args(arguments)
    recorded = code_lists.structure_versions()
    record = renew(recorded)
    changed = [
        f"{own_id}: {entry['version']}"
        for section, entries in record.items()
        for own_id, entry in entries.items()
        if entry != dict(recorded.get(section, {}).get(own_id, {}))
    ]
    gone = [
        own_id
        for section in ("code_lists", "concepts", "structures")
        for own_id in recorded.get(section, {})
        if own_id not in record[section]
    ]
    if asked.check:
        for name in (*changed, *gone):
            print(f"differs from its record: {name}")
        return 1 if changed or gone else 0
    if changed or gone:
        today = dt.datetime.now(dt.UTC).date()
        PATH.write_text(write(record, today), encoding="utf-8")
    print("\n".join((*changed, *gone)) or "nothing has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
