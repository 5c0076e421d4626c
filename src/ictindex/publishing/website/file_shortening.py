"""Files of a site without what each visitor would load for nothing, and without which all is same.

That is notes and indents of scripts and styles; and of pages the ends of elements that HTML lets
out, empty lines and indents, and the quotes around values of one word.
"""

from __future__ import annotations

import re
from functools import lru_cache

# HTML lets the ends of cells, rows and items out where what follows says them.
_ENDS = (
    r"</t[dh]>(?=\s*</?t[dhr]\b)",
    r"</tr>(?=\s*(?:<tr\b|</t(?:able|body|foot|head)>))",
    r"</t(?:head|body)>(?=\s*<t(?:body|foot)\b)",
    r"</t(?:body|foot)>(?=\s*</table>)",
    r"</li>(?=\s*(?:<li\b|</[ou]l>))",
    r"</d[td]>(?=\s*<d[td]\b)",
)
_LET_OUT = re.compile("|".join(_ENDS))
_LEFT_OUT = {
    "js": re.compile(r"^[ \t]*//[^\n]*\n|^[ \t]+|(?<=\n)\n+", re.MULTILINE),
    "css": re.compile(r"/\*.*?\*/\n?|^[ \t]+|(?<=\n)\n+", re.MULTILINE | re.DOTALL),
}
# In these elements every space counts, or the language is another one.
_AS_IT_IS = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_TAG = re.compile(r"""<[a-zA-Z][^<>"]*"[^<>]*>""")
# Before the end of an empty element of SVG a value keeps its quotes: a slash would belong to it.
_VALUE = re.compile(r"""(?<=[\w-])=(?:"([^\s"'=<>`]+)"|"")(?=[\s>])""")
# A line that begins or ends with one of these has no space that a reader sees.
_BLOCKS = (
    "html|head|meta|link|title|body|header|main|footer|nav|section|article|figure|div|p|h[1-6]"
    "|[uod]l|li|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|details|summary"
)
_BETWEEN = re.compile(rf"(</?(?:{_BLOCKS})\b[^<>]*>)\n|\n(?=</?(?:{_BLOCKS})\b)")


def shorten(name: str, text: str) -> str:
    """Return the content of a file as short as it says the same, by the ending of its name."""
    kind = name.rpartition(".")[2]
    if kind == "html":
        return _shorten_page(text)
    left_out = _LEFT_OUT.get(kind)
    return text if left_out is None else left_out.sub("", text)


def _shorten_page(text: str) -> str:
    # Every third part, from the second one, is the name of an element that stays as it is.
    parts = _AS_IT_IS.split(text)
    parts[::3] = [_TAG.sub(_find_unquoted, _strip_lines(part)) for part in parts[::3]]
    del parts[2::3]
    return _LET_OUT.sub("", _BETWEEN.sub(_keep_tag, "".join(parts)))


def _strip_lines(part: str) -> str:
    """Return a part without indents, empty lines and spaces at the ends of lines."""
    first, *others = part.split("\n")
    if not others:
        return part
    lines = [line for each in others[:-1] if (line := each.strip())]
    return "\n".join([first.rstrip(), *lines, others[-1].lstrip()])


def _find_unquoted(tag: re.Match[str]) -> str:
    return _unquote(tag[0])


@lru_cache(maxsize=4096)  # most tags of a page are on every page of its kind
def _unquote(tag: str) -> str:
    return _VALUE.sub(lambda value: f"={value[1]}" if value[1] else "", tag)


def _keep_tag(end: re.Match[str]) -> str:
    return end[1] or ""
