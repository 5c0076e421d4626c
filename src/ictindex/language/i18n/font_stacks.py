"""The fonts of each language, for pages, pictures and paper: none is shipped."""

from __future__ import annotations

from types import MappingProxyType

_ARABIC = ("Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic")
_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Noto Sans")
SCREEN_FONTS = MappingProxyType({"ar": _ARABIC, "zh": _CHINESE})
# Converters of pictures take one font for a line: in Arabic one that has both scripts.
PICTURE_FONTS = MappingProxyType({"ar": ("DejaVu Sans", "Segoe UI", "Tahoma", "Arial")})
_OTHER = ("Noto Sans",)
# Documents that offices edit have fonts of every office: Latin, Arabic and Chinese letters.
OFFICE_FONTS = ("Arial", "Arial", "Microsoft YaHei")
_ANY = ("Segoe UI", "DejaVu Sans", "Arial")


def paper_fonts(language: str) -> tuple[str, ...]:
    """Return the fonts of printed pages: those of the language, then of names in other scripts."""
    own = SCREEN_FONTS.get(language, _OTHER)
    return tuple(dict.fromkeys((*own, *_OTHER, *_ANY, *_ARABIC[1:], *_CHINESE[:4])))


def picture_fonts(language: str) -> tuple[str, ...]:
    """Return the fonts of pictures on printed pages, in Arabic those of Arabic words in them."""
    own = _ARABIC[1:] if language == "ar" else SCREEN_FONTS.get(language, _OTHER)
    return tuple(dict.fromkeys((*own, *_OTHER, *_ANY)))
