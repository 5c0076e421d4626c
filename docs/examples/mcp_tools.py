"""Tools for an assistant over the Model Context Protocol: exact scores, with every digit explained.

    python mcp_tools.py        serves over standard input and output; needs pip install mcp

An assistant that has these tools computes nothing itself: scores and explanations come from the
published methodology, and an error names what is wrong in the language of the person. A score
of values that somebody typed is not a published figure: each answer says which it is.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

import ictindex as ict

Language = Literal["en", "fr", "es", "ar", "ru", "zh"]
NOTICE = "Computed from values handed to this tool; not a figure published by ITU."

server = MCPServer(
    "ictindex",
    instructions="The ICT Development Index computed as published. Figures are text: quote them "
    "digit by digit, and say that they are not published figures.",
)


def refuse(error: ict.errors.IctindexError, language: Language) -> ToolError:
    """Return an error of the library for the assistant: code, data and message."""
    return ToolError(json.dumps(error.to_dict(language), ensure_ascii=False))


@server.tool()
def list_indicators(edition: int, language: Language = "en") -> list[dict[str, str]]:
    """List the indicators of an edition of the index: identifier and name."""
    try:
        indicators = ict.methodology("idi", edition=edition).indicators
    except ict.errors.IctindexError as error:
        raise refuse(error, language) from error
    catalogue = ict.data.indicators()
    return [{"indicator": name, "name": catalogue[name].name(language)} for name in indicators]


@server.tool()
def score_economy(
    values: dict[str, str], edition: int, language: Language = "en"
) -> dict[str, Any]:
    """Score one economy from its values by indicator; each value is text, such as "98.50"."""
    try:
        score = ict.methodology("idi", edition=edition).score(values)
    except ict.errors.IctindexError as error:
        raise refuse(error, language) from error
    return {**score.to_dict(), "notice": NOTICE}


@server.tool()
def explain_economy(values: dict[str, str], edition: int, language: Language = "en") -> str:
    """Explain the score of one economy: the whole arithmetic in words."""
    try:
        score = ict.methodology("idi", edition=edition).score(values)
        explanation = score.explain(language=language).to_markdown()
    except ict.errors.IctindexError as error:
        raise refuse(error, language) from error
    return f"{explanation}\n{NOTICE}\n"


@server.tool()
def check_table(csv: str, edition: int, language: Language = "en") -> dict[str, Any]:
    """Check a table of observations by the rules of validation: its findings, in words."""
    try:
        table = ict.read_observations(csv.encode(), name="table.csv")
        judgement = ict.validate(table, ict.methodology("idi", edition=edition), role="focal-point")
    except ict.errors.IctindexError as error:
        raise refuse(error, language) from error
    return judgement.to_dict(language)


if __name__ == "__main__":
    server.run()
