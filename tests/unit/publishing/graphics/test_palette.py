"""Colours can be distinguished by everybody, on a screen, in grey and on paper."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from small_cases import small_cases

from ictindex.publishing.graphics import palette

# Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), severity 1.0, in linear RGB.
PROTANOPIA = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
]
DEUTERANOPIA = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
]
MARKS = sorted(
    {
        palette.MAIN, palette.ACCENT, palette.EARLIER, palette.LATER, palette.RISE, palette.FALL,
        palette.TOTAL, palette.OTHERS, palette.AXIS, *palette.CATEGORIES,
        *(colour for ramp in palette.RAMPS for colour in ramp),
    }
)  # fmt: skip


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, white D65."""
    matrix = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = (matrix @ np.clip(rgb, 0, 1)) / [0.9505, 1.0, 1.089]
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, matrix: object = None) -> float:
    seen = np.eye(3) if matrix is None else np.array(matrix)
    return float(np.linalg.norm(lab(seen @ linear(first)) - lab(seen @ linear(second))))


def test_the_contrast_is_that_of_wcag() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    # The example of WCAG's own understanding document: #777 on white just fails 4.5.
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@small_cases("colour", MARKS)
def test_marks_stand_out_from_paper(colour: str) -> None:
    assert palette.contrast(colour, palette.PAPER) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.SOFT_INK])
def test_words_can_be_read_on_paper(colour: str) -> None:
    assert palette.contrast(colour, palette.PAPER) >= 4.5


def test_words_can_be_read_on_every_mark_and_shade() -> None:
    shades = [palette.mix_sequence(n / 100) for n in range(101)]
    shades += [palette.mix_sequence(n / 100, palette.DIVERGING) for n in range(101)]
    for colour in [*MARKS, *shades]:
        assert palette.contrast(palette.ink_on(colour), colour) >= 4.5, colour


@pytest.mark.parametrize("colours", [palette.CATEGORIES, *palette.RAMPS])
def test_neighbours_differ_in_grey(colours: tuple[str, ...]) -> None:
    for first, second in zip(colours, [*colours[1:], colours[0]], strict=True):
        assert palette.contrast(first, second) >= 1.4, (first, second)


@pytest.mark.parametrize("matrix", [None, PROTANOPIA, DEUTERANOPIA])
def test_categories_differ_in_colour_blindness(matrix: object) -> None:
    for first, second in combinations(palette.CATEGORIES, 2):
        assert distance(first, second, matrix) >= 20, (first, second)
    pairs = [(palette.EARLIER, palette.LATER), (palette.RISE, palette.FALL)]
    for first, second in pairs:
        assert distance(first, second, matrix) >= 25, (first, second)


@pytest.mark.parametrize("matrix", [None, PROTANOPIA, DEUTERANOPIA])
def test_hues_of_sub_indices_differ_in_colour_blindness(matrix: object) -> None:
    for blue in palette.RAMPS[0]:
        for orange in palette.RAMPS[1]:
            if palette.luminance(blue) > 0.02 and palette.luminance(orange) > 0.02:
                assert distance(blue, orange, matrix) >= 20, (blue, orange)


def test_a_sequence_only_darkens() -> None:
    shades = [palette.luminance(palette.mix_sequence(n / 50)) for n in range(51)]
    assert shades == sorted(shades, reverse=True)
    assert palette.mix_sequence(0) == palette.SEQUENCE[0]
    assert palette.mix_sequence(1) == palette.mix_sequence(7) == palette.SEQUENCE[-1]
