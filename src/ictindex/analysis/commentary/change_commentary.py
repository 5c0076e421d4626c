"""The change of a score in a sentence: its largest steps with their causes, its unknown part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.economy_change import (
    ChangeStep,
    EconomyChange,
    name_step,
    word_cause,
)
from ictindex.core import decimals
from ictindex.indices.results import result_kind
from ictindex.language.i18n.sentences import Sentence, list_clauses

_MOST_NAMED = 3
# The kinds of results whose scores are those of an edition.
_PUBLISHED = frozenset({result_kind.OFFICIAL, result_kind.UNSIGNED})


def describe_change(change: EconomyChange, *, is_read: bool = False) -> Iterator[Sentence]:
    """Yield the change of a score as one sentence, whose parts add up to the change.

    The largest steps are named with their causes. What is not published, all other indicators, and
    the rounding of published figures are a part each, with their totals. ``is_read``: both scores
    are those of a publication, and the values give the same ones.
    """
    context = change.context
    if not context.comparable:
        return
    parts = list_clauses(_list_parts(change)) if any(s.points for s in change.steps) else None
    is_computed = not (is_read or context.printed) and _PUBLISHED.isdisjoint(
        context.kind.split(";")
    )
    editions = (context.before, context.after)
    yield state_change(change.ends, editions, parts, is_computed=is_computed)


def state_change(
    ends: tuple[Decimal, Decimal],
    editions: tuple[str, str],
    parts: Sentence | None = None,
    *,
    is_computed: bool = False,
) -> Sentence:
    """Return the change of a score as a sentence, with its parts if they are known.

    ``is_computed``: both scores are computed here, and can differ from those of the editions.
    """
    with decimals.exact():
        change = ends[1] - ends[0]
    figures: dict[str, object] = {"last": ends[1], "before": editions[0], "after": editions[1]}
    if change:
        figures |= {"first": ends[0], "change": change}
    if parts is not None:
        figures["parts"] = parts
    code = "change" if change else "no-change"
    ending = f"{'-computed' if is_computed else ''}{'' if parts is None else '-parts'}"
    return Sentence(f"commentary/{code}{ending}", **figures)


def _list_parts(change: EconomyChange) -> Iterator[Sentence]:
    own = [step for step in change.steps if step.kind not in kinds.PRINTED_KINDS]
    moved = sorted((step for step in own if step.points), key=lambda step: -abs(step.exact))
    for step in moved[:_MOST_NAMED]:
        yield _describe_part(step)
    others = moved[_MOST_NAMED:]
    if len(others) == 1:
        yield _describe_part(others[0])
    elif others:
        yield Sentence("commentary/change-others", count=len(others), points=_add_up(others))
    unknown = [step for step in change.steps if step.kind == kinds.NOT_PUBLISHED]
    names = tuple(node for step in unknown for node in step.together)
    if unknown:
        code = "together" if len(names) > 1 else "alone"
        points, names_of = _add_up(unknown), tuple(Sentence(f"nodes/{node}") for node in names)
        yield Sentence(f"commentary/change-unpublished-{code}", points=points, names=names_of)
    rounding = [step for step in change.steps if step.kind == kinds.ROUNDING and step.points]
    if rounding:
        yield Sentence("commentary/change-rounding", points=_add_up(rounding))


def _describe_part(step: ChangeStep) -> Sentence:
    """Return the name of a step with its points, and its cause if it is one of data."""
    name = name_step(step)
    if step.kind in kinds.METHOD_KINDS:
        return Sentence("commentary/change-part-alone", name=name, points=step.points)
    return Sentence("commentary/change-part", name=name, points=step.points, cause=word_cause(step))


def _add_up(steps: Sequence[ChangeStep]) -> Decimal:
    with decimals.exact():
        return sum((step.points for step in steps), Decimal(0))
