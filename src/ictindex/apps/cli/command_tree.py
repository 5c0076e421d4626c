"""The tree of commands: a family is imported when one of its commands is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli.exit_codes import STRICT
from ictindex.apps.cli.help import Command, Group, state_completion
from ictindex.apps.cli.options import expand_groups
from ictindex.apps.cli.streams import write

# Each command by its family and function, in the order of the help; a table is a group of commands.
COMMANDS: Mapping[str, str | Mapping[str, str]] = {
    "demo": "demo:demo",
    "compute": "idi:compute",
    "explain": "idi:explain",
    "rank": "idi:rank",
    "groups": "idi:groups",
    "audit": "index_audit:audit",
    "change": "changes:change",
    "robustness": "robustness:robustness",
    "chart": "chart_pictures:chart",
    "targets": "targets:targets",
    "template": "catalogue:template",
    "layout": {
        "suggest": "table_layouts:suggest",
    },
    "survey": {
        "indicators": "surveys:indicators",
        "map": "surveys:suggest",
        "check": "surveys:check",
        "estimate": "surveys:estimate",
        "release": "surveys:release",
        "form": "surveys:form",
    },
    "questionnaire": "questionnaire:questionnaire",
    "renew": "questionnaire:renew",
    "check": "questionnaire:check",
    "corrections": "questionnaire:corrections",
    "open": "page:open_page",
    "validate": "submissions:validate",
    "derive": "submissions:derive",
    "answer": "submissions:answer",
    "accept": "submissions:accept",
    "publish": "editions:publish",
    "release": "editions:release",
    "verify": "editions:verify",
    "recompute": "editions:recompute",
    "prove": "editions:prove",
    "editions": "editions:editions",
    "save": "editions:save",
    "erratum": "editions:erratum",
    "retract": "editions:retract",
    "withdraw": "editions:withdraw",
    "key": "editions:key",
    "sign": "editions:sign",
    "sources": "sourcing:sources",
    "consult": "sourcing:consult",
    "calendar": "sourcing:calendar",
    "round": {
        "new": "rounds:new",
        "amend": "rounds:amend",
        "dispatch": "rounds:dispatch",
        "remind": "rounds:remind",
        "extend": "rounds:extend",
        "refuse": "rounds:refuse",
        "receive": "rounds:receive",
        "accept": "rounds:accept",
        "collect": "round_sources:collect",
        "consult": "round_sources:consult",
        "reply": "round_sources:reply",
        "check": "rounds:check",
        "due": "round_due:due",
        "query": "round_queries:query",
        "answer": "round_queries:answer",
        "queries": "round_queries:queries",
        "preview": "round_clearance:preview",
        "object": "round_clearance:object_to",
        "settle": "round_clearance:settle",
        "clear": "round_clearance:clear",
        "embargo": "public_release:embargo",
        "search": "public_release:search",
        "release": "public_release:release",
        "announce": "round_clearance:announce",
        "report-error": "public_release:report_error",
        "hear": "public_release:hear",
        "erratum": "public_release:erratum",
        "status": "round_desk:status",
        "handover": "round_desk:handover",
        "rotate-key": "round_desk:rotate_key",
        "retain": "round_desk:retain",
        "destroy": "round_desk:destroy",
        "archive": "round_desk:archive",
    },
    "framework": {
        "inventory": "framework:inventory",
        "check": "framework:check",
    },
    "report": {
        "edition": "written_reports:edition",
        "economy": "written_reports:economy",
        "progress": "written_reports:progress",
        "methodology-review": "written_reports:methodology_review",
        "framework": "written_reports:framework",
        "national-sources": "written_reports:national_sources",
    },
    "site": {
        "build": "public_site:build",
        "new": "public_site:new",
    },
    "page": {
        "verify": "page:verify",
    },
    "register": {
        "head": "editions:head",
        "pin": "editions:pin",
        "compare": "editions:compare",
    },
    "publisher": {
        "new": "publishers:new",
        "change": "publishers:change",
        "show": "publishers:show",
    },
    "basket": {
        "compute": "ipb:compute",
        "explain": "ipb:explain",
        "groups": "ipb:groups",
        "target": "ipb:target",
        "series": "ipb:series",
        "medians": "ipb:medians",
        "link": "ipb:link",
        "index": "ipb:index",
        "observations": "ipb:observations",
        "template": "catalogue:basket_template",
    },
    "catalogue": {
        "indicators": "catalogue:indicators",
        "economies": "catalogue:economies",
        "groupings": "catalogue:groupings",
        "baskets": "catalogue:baskets",
        "core-list": "standard_indicators:core_list",
    },
    "comments": {
        "check": "methodology_comments:check",
        "show": "methodology_comments:show",
        "publish": "methodology_comments:publish",
        "pack": "methodology_comments:pack",
        "freeze": "methodology_comments:freeze",
    },
    "proposal": {
        "new": "proposed_indicators:new",
        "check": "proposed_indicators:check",
        "show": "proposed_indicators:show",
        "assess": "proposed_indicators:assess",
        "list": "proposed_indicators:list_proposals",
        "schema": "proposed_indicators:schema",
    },
    "training": {
        "list": "training_course:list_exercises",
        "build": "training_course:build",
    },
    "sdmx": {
        "structure": "sdmx:structure",
        "data": "sdmx:data",
        "sdg": "sdmx:sdg",
    },
    "mandate": "mandate:mandate",
    "schema": "output_schemas:schema",
    "methodology": {
        "list": "methodology_documents:list_documents",
        "show": "methodology_documents:show",
        "sources": "methodology_documents:sources",
        "check": "methodology_documents:check",
        "schema": "methodology_documents:schema",
        "compare": "methodology_documents:compare",
        "draft": "methodology_documents:draft",
        "freeze": "methodology_documents:freeze",
        "fit": "methodology_documents:fit",
    },
}
# The sections of a help page, by who needs them or when; a path without sections has one list.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "": {
        "first-steps": "demo catalogue mandate training",
        "focal-point": "questionnaire renew open page check corrections template"
        " validate derive answer accept framework survey",
        "compiler": "round sources consult calendar comments",
        "publisher": "publish release editions verify recompute prove save report site"
        " erratum retract withdraw register publisher key sign",
        "analyst": "compute explain rank groups basket change targets audit robustness chart",
        "methodologist": "methodology proposal",
        "program": "layout schema sdmx",
    },
    "round": {
        "round-dispatch": "new amend dispatch remind extend refuse",
        "round-answers": "receive accept check query answer queries",
        "round-sources": "collect consult reply",
        "round-clearance": "preview object settle clear",
        "round-release": "embargo search release announce report-error hear erratum",
        "round-desk": "status due handover rotate-key retain destroy archive",
    },
}
_APP: dict[str, Any] = {
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


class LazyGroup(Group):
    """A group of commands that are built when they are called."""

    tree: Mapping[str, str | Mapping[str, str]] = COMMANDS
    path = ""  # of the group: the words before the name of a command
    sections: Mapping[str, str] = SECTIONS[""]

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters; what was done for the shell is stated in our words."""
        return state_completion(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return list(self.tree)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and build a command; ``None`` if there is none of this name."""
        target = self.tree.get(cmd_name)
        if target is None:
            return None
        if cmd_name not in self.commands:
            path = f"{self.path}{cmd_name}"
            command = (
                self._group(cmd_name, target)
                if isinstance(target, Mapping)
                else _build(target, is_strict=path in STRICT)
            )
            command.name = cmd_name
            command.key = f"{self.key}-{cmd_name}" if self.key else cmd_name
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def _group(self, name: str, tree: Mapping[str, str]) -> LazyGroup:
        group = LazyGroup(commands={}, rich_markup_mode=None)
        group.tree, group.path = tree, f"{name} "
        group.sections = SECTIONS.get(name, {"": " ".join(tree)})
        return group


def _build(target: str, *, is_strict: bool) -> Any:
    family, _, name = target.partition(":")
    function = getattr(importlib.import_module(f"ictindex.apps.cli.commands.{family}"), name)
    builder = typer.Typer(add_completion=False, **_APP)
    builder.command(cls=Command)(expand_groups(function, is_strict=is_strict))
    return typer.main.get_command(builder)


app = typer.Typer(
    name="ictindex",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    **_APP,
)


def _write_version(wanted: bool) -> None:
    if wanted:
        write(ict.__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_write_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that come before any command."""
