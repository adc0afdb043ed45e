"""What a run of the benchmarks finds: figures with their targets, as a table and as a file."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `target` is the largest allowed one, None where the value is only told."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the value keeps its target; None where it has none."""
        return None if self.target is None else self.value <= self.target


def show(figures: Sequence[Figure], console: Console) -> None:
    """Print the table."""
    table = Table("figure", "value", "target", "met")
    for each in figures:
        target = "" if each.target is None else f"<= {each.target:g} {each.unit}"
        met = "" if each.met is None else "yes" if each.met else "NO"
        table.add_row(each.name, f"{each.value:.3g} {each.unit}", target, met)
    console.print(table)


def write(figures: Sequence[Figure], file: Path) -> None:
    """Write the rows name, value, unit, target, met as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(each) | {"met": each.met} for each in figures]
    file.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
