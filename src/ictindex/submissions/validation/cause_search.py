"""The search for causes: the change that settles most findings of a submission and creates none.

Every candidate is put into the values, and the rules that read these values are applied again."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from itertools import chain

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.cause_candidates import (
    LINE,
    Candidate,
    Cells,
    blocks,
    exchanged_cells,
    names_of,
    operands_of,
    single_cells,
)
from ictindex.submissions.validation.causes import Cause, CellChange, Witness
from ictindex.submissions.validation.derived_rates import rate_after
from ictindex.submissions.validation.operations.case import Case, remember_lastingly
from ictindex.submissions.validation.operations.expected_values import likely_value
from ictindex.submissions.validation.panel import NAN, NOWHERE, Panel, resolve
from ictindex.submissions.validation.rule_findings import RuleHit, rows_of_readers
from ictindex.submissions.validation.rule_hits import ask_rules, rules_in_turn
from ictindex.submissions.validation.rule_outcomes import RuleFinding
from ictindex.submissions.validation.rules import RuleSet
from ictindex.submissions.validation.subject import OBSERVATIONS
from ictindex.submissions.validation.sure_changes import find_witness
from ictindex.submissions.validation.unit_factors import factor_text
from ictindex.submissions.validation.witnesses import Evidence, is_possible

# A change that settles one error explains more than one that settles two warnings.
_WEIGHTS = {"fatal": 3, "error": 3, "warning": 1}
# Rules that no figure of one submission can settle: rules on files, sources and prices.
_OTHER_FAMILIES = frozenset("SPX")
# Rules on many values at once: a finding that vanishes with a cause belongs to it, but does not
# name a suspect.
_OF_MANY = frozenset("D")
# Rules on categories, marks and sources of a value: no other value would settle them.
_NO_VALUES = frozenset({"B08", "T08", "T09", "T10", "M02", "M03"})
# Rules on several cells that are wrong in the same way: a single one of them is not a cause.
_OF_BLOCKS = frozenset({"M07"})
# Each candidate costs a run of the rules that read it, and each confirmation a run of all rules.
_MOST_CAUSES = 6
_MOST_SUSPECTS = 14
_MOST_RIVALS = 3
_MOST_VERIFIED = 6
_NEAR_COST = 0.35  # two slips that are about equally frequent
# Changes that explain a single finding only if nothing else does: they fit too many values.
_WEAK = frozenset({"exchanged", "digits"})

_Key = tuple[object, ...]
_Pair = tuple[RuleHit, RuleFinding]


@dataclass(slots=True)
class _Tried:
    """A candidate that was tried, with the findings that it settles."""

    candidate: Candidate
    settled: frozenset[_Key]
    distance: float = 0.0

    @property
    def cost(self) -> float:
        return self.candidate.cost + self.distance


@dataclass(slots=True)
class _Search:
    """The unchanged submission: its case, its rules, its grave findings, its typed cells."""

    case: Case
    rules: RuleSet
    stage: str
    weights: Mapping[_Key, int]
    sides: Mapping[_Key, int]
    cells: Cells
    turns: Sequence[str]
    all_turns: Sequence[str]
    evidence: Evidence
    by_readers: Mapping[str, Collection[int]]
    by_operand: Mapping[str, set[str]]
    everywhere: set[str]
    dependents: Mapping[int, list[int]] = field(default_factory=dict)

    def gain(self, settled: Iterable[_Key]) -> int:
        """Return how much is gained if some findings are settled."""
        return sum(self.weights[key] for key in settled)

    def rules_of(self, positions: Iterable[int]) -> list[str]:
        """Return the rules that read some columns, in their order."""
        touched: set[str] = set()
        operands = self.case.panel.operands
        divided = remember_lastingly(
            self.case, "divided", lambda: {n.partition("@")[0] for n in operands if "@" in n}
        )
        for position in positions:
            operand = operands[position]
            base = operand.partition("@")[0]
            # Rules on breakdowns name the total alone, and read all parts of it that there are.
            touched |= self.by_operand.get(operand, set()) | self.by_operand.get(base, set())
            if base in divided:
                touched |= self.everywhere
        return [name for name in self.turns if name in touched]

    def changed_values(self, candidate: Candidate) -> dict[int, float]:
        """Return the values of a candidate, and the rates that are derived from them."""
        after = {cell.position: cell.number for cell in candidate.cells}
        # Without its rates, a corrected count would seem to contradict them.
        for rate in {r for p in after for r in self.dependents.get(p, ())}:
            operands, own = self.cells.rates[rate], self.case.panel.own.values
            before = {o: own[self.case.panel.rows[o][LINE]] for o in operands}
            typed = own[self.case.panel.rows[rate][LINE]]
            after[rate] = rate_after(typed, operands, before, after)
        return after

    def trial(self, after: Mapping[int, float], names: Collection[str]) -> Case:
        """Return the case with some values changed, to which some rules were not applied yet."""
        return replace(
            self.case,
            panel=restore_values(self.case.panel, after),
            memory={},  # it holds what was computed from the values before
            is_trial=True,
            # A rule leaves out cells that an earlier rule already asked about.
            asked={k: v for k, v in self.case.asked.items() if k not in names},
            noted={k: v for k, v in self.case.noted.items() if k not in names},
        )

    def rounding(self, candidate: Candidate) -> dict[int, float]:
        """Return the possible error of each multiplied cell, because it was typed rounded."""
        errors = {}
        for cell in candidate.cells:
            if cell.factor is not None and cell.factor > 1 and cell.value:
                typed = self.cells.values[cell.position]
                # 1.2 typed for 1,234,567 was rounded to 100,000: half of that remains unknown.
                half = Decimal(5).scaleb(int(typed.as_tuple().exponent) - 1)
                errors[cell.position] = float(half * cell.factor / cell.value) * cell.number
        return errors

    def is_rounded(self, entry: RuleHit, rounding: Mapping[int, float]) -> bool:
        """Tell whether a sum differs by no more than rounding, or only zeros are named."""
        check = entry.rule.checks[0]
        if not rounding or not isinstance(check, parameters.Sum):
            return bool(rounding) and check.operation == "round"
        positions = self.case.panel.positions
        names = {name for check in entry.rule.checks for name in operands_of(check)}
        parts = {positions[name] for name in names if name in positions}
        return abs(entry.hit.imbalance) <= sum(rounding.get(part, 0.0) for part in parts)

    def settle(self, candidate: Candidate) -> frozenset[_Key]:
        """Return the findings that a candidate settles; none if it creates another one."""
        # Only the rules that read the changed values are run here: most candidates settle nothing.
        after = self.changed_values(candidate)
        names = self.rules_of(after)
        case, now = self.trial(after, set(names)), set()
        rounding = self.rounding(candidate)
        for name in names:
            hits, _ = ask_rules(case, self.rules, self.stage, (name,), self.by_readers)
            for hit in hits:
                if _weight(hit) and not self.is_rounded(hit, rounding):
                    key = key_of_hit(hit)
                    # The change would only move the fault to another place.
                    if not self.weights.get(key) or self.goes_too_far(hit, candidate):
                        return frozenset()
                    now.add(key)
        asked = set(names)
        before = {key for key, weight in self.weights.items() if weight and key[0] in asked}
        return frozenset(before - now)

    def goes_too_far(self, entry: RuleHit, candidate: Candidate) -> bool:
        """Tell whether a changed cell was too small and would be too large, or the reverse."""
        # A rate may turn its side because another of its counts is wrong too.
        if entry.hit.position not in candidate.positions:
            return False
        return side_of_hit(entry) * self.sides.get(key_of_hit(entry), 0) < 0

    def confirm(self, tried: _Tried) -> frozenset[_Key]:
        """Apply all rules again; return all that is settled, with information, or nothing."""
        case = self.trial(self.changed_values(tried.candidate), set(self.all_turns))
        hits, _ = ask_rules(case, self.rules, self.stage, self.all_turns, self.by_readers)
        rounding = self.rounding(tried.candidate)
        now = {key_of_hit(h): _weight(h) for h in hits if not self.is_rounded(h, rounding)}
        grave = {key for key, weight in now.items() if weight}
        before = {key for key, weight in self.weights.items() if weight}
        # Rules whose values did not change can still find something: they compare with all others.
        far = any(_weight(h) and self.goes_too_far(h, tried.candidate) for h in hits)
        if grave - before or grave & tried.settled or far:
            return frozenset()
        return frozenset(self.weights.keys() - now.keys())

    def distance(self, candidate: Candidate) -> float:
        """Return the distance of the changed cells from their likely values."""
        after, far = self.changed_values(candidate), []
        for position, number in after.items():
            expected = likely_value(self.case, LINE, position)
            # Slips are factors, so distances are powers of ten. Beyond two of them a value is
            # impossible anyway, and one such cell must not outweigh all others.
            if number > 0 and expected > 0:
                far.append(min(abs(math.log10(number / expected)), 2.0))
        return sum(far) / len(far) if far else 0.0


def restore_values(panel: Panel, after: Mapping[int, float]) -> Panel:
    """Return a panel with the values as read, except some changed ones."""
    values = [*panel.own.values, NAN]
    for position, value in after.items():
        values[panel.rows[position][LINE]] = value
    now = [[values[row] for row in column] for column in panel.rows]
    return replace(panel, now=now, own=replace(panel.own, values=values[:-1]))


def key_of_hit(entry: RuleHit) -> _Key:
    """Return the key that distinguishes a finding, independent of its value."""
    hit = entry.hit
    return (
        entry.name,
        hit.economy,
        hit.position,
        hit.table,
        hit.row,
        str(hit.details.get("node", "")),
    )


def side_of_hit(entry: RuleHit) -> int:
    """Return 1 if a finding says that a value is too large, -1 if too small, 0 if neither."""
    return (entry.hit.imbalance > 0) - (entry.hit.imbalance < 0)


def _is_of_one_value(name: str) -> bool:
    return name[0] not in _OTHER_FAMILIES | _OF_MANY and name not in _NO_VALUES


def _weight(entry: RuleHit) -> int:
    return _WEIGHTS.get(entry.hit.severity or entry.rule.severity, 0)


def find_causes(case: Case, rules: RuleSet, stage: str, pairs: Sequence[_Pair]) -> dict[int, Cause]:
    """Return the cause of findings by their position among the pairs; only for one submission."""
    places = {
        key_of_hit(entry): n
        for n, (entry, _) in enumerate(pairs)
        if entry.name[0] not in _OTHER_FAMILIES and entry.name not in _NO_VALUES
    }
    grave = [entry for entry, _ in pairs if _weight(entry) and _is_of_one_value(entry.name)]
    if not grave or case.judged != OBSERVATIONS or len(case.panel.first) != 1:
        return {}
    search = _prepare(case, rules, stage, pairs, places)
    suspects = _suspects(search, grave)
    tried = []
    for candidate in chain(
        blocks(search.cells, suspects),
        single_cells(search.cells, suspects),
        exchanged_cells(search.cells, suspects),
    ):
        # The readers reject an impossible value, and no rule would see it in the trial.
        possible = all(is_possible(search.cells, cell) for cell in candidate.cells)
        if not possible or search.evidence.spoils(candidate):
            continue
        settled = search.settle(candidate)
        # Rules on blocks find a shift of many lines: one cell of it may fit by chance.
        if candidate.scope == "cell" and all(key[0] in _OF_BLOCKS for key in settled):
            continue
        if settled:
            tried.append(_Tried(candidate, settled))
    return _choose(search, tried, pairs, places)


def _prepare(
    case: Case, rules: RuleSet, stage: str, pairs: Sequence[_Pair], places: Mapping[_Key, int]
) -> _Search:
    by_operand: dict[str, set[str]] = {}
    everywhere: set[str] = set()
    all_turns = [
        name
        for name in rules_in_turn(rules)
        if name[0] not in _OTHER_FAMILIES and name not in _NO_VALUES
    ]
    turns = []
    for name in all_turns:
        rule = rules.rules[name]
        if not _is_of_one_value(name) or rule.severity == "information":
            continue
        turns.append(name)
        for check in rule.checks:
            if isinstance(check, parameters.Breakdown):
                everywhere.add(name)
            for operand in names_of(check):
                by_operand.setdefault(operand, set()).add(name)
    cells = Cells.from_panel(case.panel, rules)
    dependents: dict[int, list[int]] = {}
    for rate, operands in cells.rates.items():
        for position in operands:
            dependents.setdefault(position, []).append(rate)
    weights = {key: _weight(pairs[n][0]) for key, n in places.items()}
    return _Search(
        case,
        rules,
        stage,
        weights,
        {key: side_of_hit(pairs[n][0]) for key, n in places.items()},
        cells,
        turns,
        all_turns,
        Evidence.from_panel(
            case.panel,
            cells,
            case.methodology.sizes,
            lambda position: likely_value(case, LINE, position),
        ),
        rows_of_readers(case, rules),
        by_operand,
        everywhere,
        dependents,
    )


def _suspects(search: _Search, hits: Iterable[RuleHit]) -> list[int]:
    """Return the typed cells that some findings are about; the gravest findings come first."""
    weights: dict[int, int] = {}
    for entry in hits:
        # A rate is computed: what may be wrong is one of the counts that were typed for it.
        cells = {
            operand
            for position in _positions(search, entry)
            for operand in search.cells.rates.get(position, (position,))
        }
        for cell in sorted(cells):
            weights[cell] = weights.get(cell, 0) + _weight(entry)
    typed = [position for position in weights if position in search.cells.values]
    # If nearly every cell is questioned, there is no single cause to look for.
    return sorted(typed, key=lambda position: -weights[position])[:_MOST_SUSPECTS]


def _positions(search: _Search, entry: RuleHit) -> Iterator[int]:
    hit, panel = entry.hit, search.case.panel
    if hit.position == NOWHERE:
        return
    yield hit.position
    yield from (position for position in hit.cells if position >= 0)
    own = panel.operands[hit.position]
    node = resolve(str(hit.details.get("node", "")) or own)
    for check in entry.rule.checks:
        names = operands_of(check)
        if isinstance(check, parameters.Breakdown):
            base = own.partition("@")[0]
            names = [n for by in check.by for n in panel.operands if n.startswith(f"{base}@{by}=")]
        elif own not in names or node not in names:
            continue
        elif isinstance(check, parameters.PartOf):
            names = [own, node]
        yield from (panel.positions[name] for name in names if name in panel.positions)


def _choose(
    search: _Search, tried: list[_Tried], pairs: Sequence[_Pair], places: Mapping[_Key, int]
) -> dict[int, Cause]:
    """Choose the change that settles most with the least, then the next for the remaining ones."""
    open_keys = {key for key, weight in search.weights.items() if weight}
    causes: dict[int, Cause] = {}
    made: list[tuple[_Tried, Cause]] = []
    for _ in range(_MOST_CAUSES):
        ranked = _rank(search, tried, open_keys)
        chosen = _first_confirmed(search, ranked)
        if chosen is None:
            break
        best, all_settled = chosen
        settled = [key for key in places if key in all_settled and places[key] not in causes]
        # Among changes that settle equally many findings, rivals settle the same ones.
        same = [each for each in ranked if each.settled & open_keys == best.settled & open_keys]
        witness = _witness(search, best, ranked, open_keys)
        cause = _build(search, best, same, [pairs[places[key]] for key in settled], witness)
        if cause is not None:
            causes |= {places[key]: cause for key in settled}
            made.append((best, cause))
        open_keys -= all_settled
        if not open_keys:
            break
    doubtful = _find_doubtful(search, made)
    return {number: cause for number, cause in causes.items() if id(cause) not in doubtful}


def _find_doubtful(search: _Search, made: Sequence[tuple[_Tried, Cause]]) -> set[int]:
    """Return the ids of causes found with what a count is divided by, if another cause changes it.

    A sure cause stays: other figures say the same.
    """
    doubtful = set()
    for tried, cause in made:
        if cause.witness is not None:
            continue
        own = tried.candidate.positions
        for other, _ in made:
            block = other.candidate.positions
            # Traffic seems to be in terabytes only as long as subscriptions are in thousands.
            if len(block) > len(own) and any(
                counted in own and block & {*divided_by}
                for counted, *divided_by in search.cells.rates.values()
            ):
                doubtful.add(id(cause))
    return doubtful


def _rank(search: _Search, tried: Iterable[_Tried], open_keys: set[_Key]) -> list[_Tried]:
    """Return the candidates that settle most open findings, the likeliest first."""
    gains = [(search.gain(each.settled & open_keys), each) for each in tried]
    most = max((gain for gain, _ in gains), default=0)
    best = [each for gain, each in gains if gain == most and gain > 0]
    # The likely values of many cells take long to compute: only for those that tie.
    for each in best:
        each.distance = 0.5 * search.distance(each.candidate)
    return sorted(best, key=lambda each: each.cost)


def _first_confirmed(
    search: _Search, ranked: Sequence[_Tried]
) -> tuple[_Tried, frozenset[_Key]] | None:
    for each in ranked[:_MOST_VERIFIED]:
        settled = search.confirm(each)
        if settled:
            return each, settled
    return None


def _witness(
    search: _Search, best: _Tried, ranked: Sequence[_Tried], open_keys: set[_Key]
) -> Witness | None:
    """Return the witness of a change if it is sure: no other one settles as much."""
    gain = search.gain(best.settled & open_keys)

    def settles(candidate: Candidate) -> bool:
        settled = search.settle(candidate)
        if search.gain(settled & open_keys) < gain:
            return False
        return bool(search.confirm(_Tried(candidate, settled)))

    others = [each.candidate for each in ranked if each is not best]
    return find_witness(search.evidence, best.candidate, others, search.rounding, settles)


def _build(
    search: _Search,
    best: _Tried,
    ranked: Sequence[_Tried],
    pairs: Sequence[_Pair],
    witness: Witness | None,
) -> Cause | None:
    """Make the cause of a change, or ``None`` if the finding alone says as much."""
    rivals: list[_Tried] = []
    # A sure change has none: that a total could be any other number is no contradiction.
    near = [
        each
        for each in ranked
        if witness is None and each is not best and each.cost < best.cost + _NEAR_COST
    ]
    for each in near:
        # Another number for the same cell is no rival: the person looks at the same cell.
        apart = all(
            each.candidate.positions.isdisjoint(other.candidate.positions)
            for other in (best, *rivals)
        )
        if apart and search.confirm(each):
            rivals.append(each)
    grave = [pair for pair in pairs if _weight(pair[0])]
    if witness is None and len(grave) == 1 and not _says_more(best.candidate, rivals, grave[0]):
        return None
    count = len(pairs)
    return Cause(
        best.candidate.kind,
        _changes(search, best.candidate),
        count,
        tuple(
            Cause(
                each.candidate.kind,
                _changes(search, each.candidate),
                count,
                (),
                each.candidate.scope,
                each.candidate.details,
            )
            for each in rivals[:_MOST_RIVALS]
        ),
        best.candidate.scope,
        best.candidate.details,
        witness,
    )


def _says_more(candidate: Candidate, rivals: Sequence[_Tried], pair: _Pair) -> bool:
    """Tell whether a cause says more about a single finding than the finding itself."""
    entry, finding = pair
    if candidate.kind in _WEAK and entry.rule.checks[0].operation != "sum":
        return False
    if len(rivals) > _MOST_RIVALS or (candidate.kind == "parts"):
        return False
    if candidate.positions != {entry.hit.position}:
        return True
    return not finding.factor and not finding.proposals


def _changes(search: _Search, candidate: Candidate) -> tuple[CellChange, ...]:
    panel = search.case.panel
    table, changes = panel.observations, []
    for cell in candidate.cells:
        row = panel.rows[cell.position][LINE]
        columns = table.cells
        operand = panel.operands[cell.position]
        # Undoing a slip multiplies: the typed value is wrong by the inverse factor.
        factor = math.nan if cell.factor is None else 1 / float(cell.factor)
        changes.append(
            CellChange(
                columns["economy"][row],
                columns["indicator"][row],
                operand.partition("@")[2],
                columns["year"][row] or None,
                row,
                table.address(row),
                columns["value"][row],
                cell.value,
                factor_text(factor),
                _unit(search.cells, cell.position, columns["unit"][row]),
            )
        )
    return tuple(changes)


def _unit(cells: Cells, position: int, typed: str) -> str:
    """Return the unit in which a value is understood: the stated one if the indicator has it."""
    base = cells.panel.operands[position].partition("@")[0]
    units = catalogue.indicators()[base].units
    return typed if typed in units else cells.units[position]
