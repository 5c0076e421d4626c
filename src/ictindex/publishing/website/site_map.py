"""The map of the site for search engines; it needs the web address of the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

MOST = 50_000  # addresses in one map, as its protocol has it


def write_site_map(base: str, pages: Iterable[str]) -> list[str]:
    """Return the maps of a site: the addresses of its pages, in parts of the size allowed."""
    listed = [f"{base.rstrip('/')}/{page}" for page in pages]
    parts = [listed[first : first + MOST] for first in range(0, len(listed), MOST)]
    return [_map_of(part) for part in parts]


def _map_of(listed: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in listed)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def write_robots(base: str, names: Iterable[str]) -> str:
    """Write the file that leads search engines to the maps."""
    lines = [f"Sitemap: {base.rstrip('/')}/{name}" for name in names]
    return "\n".join(["User-agent: *", "Allow: /", *lines, ""])
