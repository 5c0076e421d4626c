"""The file that leads a browser to the page, so that the address is no argument of a process.

Every account of a computer can read the arguments of its processes; the file can be read by the
person alone who started the program.
"""

from __future__ import annotations

import html
from contextlib import ExitStack
from typing import Self

from ictindex.core.tree_writer import scratch_folder
from ictindex.language import i18n

_NAME = "open.html"

_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}">
<title>ictindex</title>
<p><a href="{address}">{words}</a></p>
</html>
"""


class OpeningPage:
    """A page of one reader, in a folder of its own, which leads to an address until removed."""

    def __init__(self, address: str, language: str) -> None:
        self._removing = ExitStack()
        text = _PAGE.format(
            language=language,
            direction=i18n.direction(language),
            address=html.escape(address),
            words=html.escape(i18n.text("desk", "title", language)),
        )
        # The file has mode 0600 under any umask; its folder has 0700, and a name nobody can guess.
        folder = self._removing.enter_context(scratch_folder({_NAME: text.encode()}))
        self.address = (folder / _NAME).as_uri()

    def __enter__(self) -> Self:
        """Begin the block at the end of which the page is removed."""
        return self

    def __exit__(self, *error: object) -> None:
        """Remove the page if nobody has used it."""
        self.remove()

    def remove(self) -> None:
        """Remove the page and its folder; more than once is no fault."""
        self._removing.close()
