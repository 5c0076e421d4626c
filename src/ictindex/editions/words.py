"""The words that an edition keeps: names used in six languages, and its README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ictindex import catalogue, i18n
from ictindex.editions.storage.format import KINDS, SCHEMA


def terms_of(
    indicators: Iterable[str],
    nodes: Iterable[str],
    economies: Iterable[str],
    groupings: Iterable[str],
    baskets: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the names used in an edition, by language and section.

    Parameters
    ----------
    indicators, nodes, economies, groupings, baskets : iterable of str
        Ids.

    Returns
    -------
    dict
        ``languages``: by language, section and id.

    Examples
    --------
    >>> terms_of([], [], ["KEN"], [])["languages"]["es"]["economies"]
    {'KEN': 'Kenya'}
    """
    named, grouped = list(groupings), set(groupings)
    groups = {
        group
        for (grouping, _), dated in catalogue.groupings().items()
        if grouping in grouped
        for group in dated.groups
    }
    plain = {
        "indicators": ("nodes", indicators),
        "nodes": ("nodes", nodes),
        "groupings": ("groupings", named),
        "groups": ("groups", sorted(groups)),
        "status": ("status", catalogue.status_codes()),
        "source-class": ("source-class", catalogue.source_classes()),
        "kinds": ("kinds", KINDS),
    }
    if listed := list(baskets):
        plain["baskets"] = ("baskets", listed)
    ids = {name: (section, list(keys)) for name, (section, keys) in plain.items()}
    places = list(economies)
    languages = {}
    for language in i18n.LANGUAGES:
        found = {
            name: {key: i18n.label(section, key, language) for key in keys}
            for name, (section, keys) in ids.items()
        }
        found["economies"] = {key: i18n.economy_name(key, language) for key in places}
        languages[language] = found
    return {"schema": SCHEMA, "languages": languages}


def readme(head: Mapping[str, Any], key: str = "") -> str:
    """Return what a folder of the archive says of itself, in six languages.

    Parameters
    ----------
    head : mapping
        What the manifest says first.
    key : str
        Id of the words; by default those of an edition or a data release.

    Returns
    -------
    str
        Plain text, ended by a line feed.

    Examples
    --------
    >>> head = {"id": "idi-2024", "kind": "official", "released": "2024-06-27", "publisher": ""}
    >>> readme(head).splitlines()[0]
    'idi-2024'
    """
    kind = str(head.get("of", head["kind"]))
    lines = [str(head["id"]), "=" * len(str(head["id"])), ""]
    chosen = key or ("readme-data" if head["kind"] == "data" else "readme")
    for language in i18n.LANGUAGES:
        lines.append(i18n.label("kinds", kind, language))
        said = i18n.text(
            "archive", chosen, language,
            id=str(head["id"]), date=str(head["released"]),
        )  # fmt: skip
        lines += [said, ""]
    return "\n".join(lines[:-1]) + "\n"
