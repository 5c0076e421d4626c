"""Flow charts as lists of arrows: the start, the end and the step of each.

A code host draws the text of a flow chart; a page that loads no other file shows the same arrows as
a table, which a screen reader can follow too.
"""

from __future__ import annotations

import re

FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NODE = re.compile(r'(\w+)(?:\["([^"]*)"\])?')
ARROW = re.compile(r'\s*(?:-->|-\.->)(?:\|"?([^|"]*)"?\|)?\s*')


def replace_flow_charts(text: str) -> str:
    """Replace each flow chart of a page by the table of its arrows."""
    return FENCE.sub(lambda match: flow_table(match[1]), text)


def flow_table(source: str) -> str:
    """Return the arrows of a flow chart as a table in Markdown."""
    words: dict[str, str] = {}
    arrows: list[tuple[str, str, str]] = []
    for line in source.splitlines()[1:]:
        parts = ARROW.split(line.strip())
        if not parts[0]:
            continue
        for written in parts[::2]:
            node = NODE.fullmatch(written)
            if node is None:
                raise ValueError(f"a flow chart has a line that is not understood: {line}")
            if node[2]:
                words[node[1]] = one_line(node[2])
            words.setdefault(node[1], node[1])
        ends = [written.partition("[")[0] for written in parts[::2]]
        steps = [one_line(step or "") for step in parts[1::2]]
        arrows += zip(ends, steps, ends[1:], strict=False)
    if any(step for _, step, _ in arrows):
        rows = [f"| {words[start]} | {step} | {words[end]} |" for start, step, end in arrows]
        return "\n".join(["| from | by | to |", "|---|---|---|", *rows])
    below: dict[str, list[str]] = {}
    for start, _, end in arrows:
        below.setdefault(start, []).append(end)
    rows = [
        f"| {text} | {', '.join(dict.fromkeys(below.get(name, []))) or '-'} |"
        for name, text in words.items()
    ]
    return "\n".join(["| room | next below |", "|---|---|", *rows])


def one_line(text: str) -> str:
    """Return the words of a node or an arrow in one line of Markdown."""
    text = text.replace("<br/>", " ").replace("<b>", "**").replace("</b>", "**")
    return text.replace("|", r"\|").replace("$", r"\$")
