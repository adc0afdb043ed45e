"""What was found: every figure of every side, side by side, with the verdict."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from rich.console import Console
from rich.table import Table

OURS = "Impulswerk"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured, in which unit, and whether more or less of it is better."""

    section: str
    name: str
    unit: str
    better: Literal["more", "less"]


class Findings:
    """Figures in the order in which they came; several values of one figure and side are rounds."""

    def __init__(self) -> None:
        self._values: dict[Figure, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, figure: Figure, side: str, value: float) -> None:
        """One more measured value."""
        self._values[figure][side].append(value)

    @property
    def figures(self) -> Sequence[Figure]:
        """All that was measured."""
        return list(self._values)

    def values(self, figure: Figure) -> dict[str, list[float]]:
        """The values of each side."""
        return dict(self._values[figure])

    def ahead(self, figure: Figure, peer: str) -> float:
        """By what factor we are ahead of that peer: the median over the rounds; below 1 we are behind."""
        sides = self._values[figure]
        pairs = zip(sides[OURS], sides[peer], strict=True)
        return median(
            _ratio(ours, theirs) if figure.better == "more" else _ratio(theirs, ours) for ours, theirs in pairs
        )

    def hardest(self, figure: Figure) -> tuple[str, float]:
        """The peer that is hardest to beat in this figure, and by what factor we are ahead of it."""
        peers = [side for side in self._values[figure] if side != OURS]
        return min(((peer, self.ahead(figure, peer)) for peer in peers), key=lambda found: found[1])


def _ratio(upper: float, lower: float) -> float:
    """Both at least a thousandth, so that a figure that was too small to be measured divides nothing by zero."""
    return max(upper, 1e-3) / max(lower, 1e-3)


def show(findings: Findings, console: Console) -> None:
    """Print one table per section, then in what we are ahead and behind."""
    for section in dict.fromkeys(figure.section for figure in findings.figures):
        figures = [figure for figure in findings.figures if figure.section == section]
        sides = list(findings.values(figures[0]))
        table = Table("", "unit", *sides, "ahead by", title=section, title_justify="left")
        for figure in figures:
            values = findings.values(figure)
            peer, factor = findings.hardest(figure)
            cells = [_cell(values[side]) for side in sides]
            table.add_row(
                figure.name, figure.unit, *cells, f"{factor:.2f}x of {peer}" if len(sides) > 2 else f"{factor:.2f}x"
            )
        console.print(table)
    verdicts = [(figure, *findings.hardest(figure)) for figure in findings.figures]
    _tell("Ahead", [_verdict(figure, peer, factor) for figure, peer, factor in verdicts if factor >= 1], console)
    _tell("Behind", [_verdict(figure, peer, 1 / factor) for figure, peer, factor in verdicts if factor < 1], console)


def _verdict(figure: Figure, peer: str, factor: float) -> str:
    return f"{figure.section}: {figure.name} ({factor:.2f}x, {peer})"


def _tell(word: str, verdicts: Sequence[str], console: Console) -> None:
    console.print(f"{word} in {len(verdicts)}:" if verdicts else f"{word} in nothing.")
    for verdict in verdicts:
        console.print(f"  {verdict}")


def _cell(values: Sequence[float]) -> str:
    middle = f"{_number(median(values))}"
    return middle if len(values) == 1 else f"{middle} ({_number(min(values))} - {_number(max(values))})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write(findings: Findings, file: Path) -> None:
    """Write a JSON list: one object per figure with all values and the factors by which we are ahead of each peer."""
    rows = []
    for figure in findings.figures:
        values = findings.values(figure)
        peers = [side for side in values if side != OURS]
        rows.append(
            {
                "section": figure.section,
                "name": figure.name,
                "unit": figure.unit,
                "better": figure.better,
                "values": values,
                "ahead": {peer: findings.ahead(figure, peer) for peer in peers},
            }
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
