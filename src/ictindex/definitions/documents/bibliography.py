"""The list of sources: the parts of each publication that were read, and the kind of the copy.

A constant is *printed* or *verified* only if somebody read the print: each such mark names a row of
this list (``methodology/sources.toml``). The language files have the words for locations and for
the parts that were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents.fields import Identifier
from ictindex.definitions.documents.parts import Length, Part, named_key, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml

CopyKind = Literal["publisher", "mirror", "excerpt", "second-hand", "none"]
# Kinds of copy in which the words of the publisher were read.
READ: frozenset[CopyKind] = frozenset(("publisher", "mirror", "excerpt"))


@part
class SourceRead(Part):
    """A row of the list of sources.

    Parameters
    ----------
    id : str
        Id by which evidence names it; its words are in the language files under ``sources``.
    title : str
        Publisher and title, in the language of the publication.
    location : str
        ``place`` in the file: number of the publication, part and address, in the words of the
        publication.
    copy_kind : str
        ``copy`` in the file: ``publisher`` (the publisher's own file or page), ``mirror`` (a copy
        of the whole), ``excerpt`` (the named part), ``second-hand`` (another author's words) or
        ``none`` (it was not read).
    """

    id: Identifier
    title: Annotated[str, Length(1)]
    location: Annotated[str, Length(1)] = named_key("place")
    copy_kind: CopyKind = named_key("copy")


@part
class _SourceList(Part):
    sources: tuple[SourceRead, ...]


@lru_cache(maxsize=1)
def sources_read() -> Mapping[str, SourceRead]:
    """Return the list of sources by id, in the order of the file."""
    path = package_data.folder("methodology") / "sources.toml"
    rows = read_part(_SourceList, read_toml(path), path.name).sources
    ids = [row.id for row in rows]
    for twice in (key for n, key in enumerate(ids) if key in ids[:n]):
        raise DocumentError("sources.twice", file=path.name, key=twice)
    return MappingProxyType({row.id: row for row in rows})
