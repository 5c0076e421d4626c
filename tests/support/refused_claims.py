"""Words that no report says of an economy: causes, superlatives, order, judgement, forecasts."""

from __future__ import annotations

import re

REFUSED = {
    "en": r"\b(because|due to|thanks to|as a result of|best|worst|highest|lowest|leading|lagging|"
    r"leaders?|laggards?|top \d+|bottom \d+|forecasts?|expected to|will (rise|fall|reach)|"
    r"impressive|disappointing|excellent)\b",
    "fr": r"\b(parce qu|en raison d|grâce à|à cause d|meilleure?s?|pires?|les? plus (élevé|bas|"
    r"faible)|en tête|à la traîne|prévisions?|devrait)",
    "es": r"\b(porque|debido a|gracias a|a causa de|mejore?s?|peore?s?|el más (alto|bajo)|líder|"
    r"rezagad|pronóstico|se prevé)\b",
    "ru": r"\b(потому что|из-за|благодаря|вследствие|лучш\w+|худш\w+|лидер\w*|отста\w+|прогноз\w*|"
    r"ожидается)\b",
    "zh": "因为|由于|得益于|最好|最差|最高|最低|领先|落后|预测|预计",
    "ar": r"\b(لأن|بسبب|بفضل|نتيجة ل|الأفضل|الأسوأ|متصدر|متخلف|الصدارة|المتوقع)\b",
}


def refused_in(text: str, language: str) -> list[str]:
    """Return the refused words of a text, with what is around them."""
    matches = re.finditer(REFUSED[language], text, re.IGNORECASE)
    return [text[max(m.start() - 40, 0) : m.end() + 20] for m in matches]
