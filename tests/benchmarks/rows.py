"""What a run of the benchmarks finds: one row per goal, as a table and as a file."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """A goal and what was measured: the median, least and greatest ratio to its limit over all rounds.

    `at_least` tells the direction: a rate must reach the bar, a duration or an amount of memory must not exceed it; a row
    without a bar is only told. `peak_mib` is the most memory that the measured side held, `note` the plain figures.
    """

    name: str
    ratio: float
    low: float
    high: float
    bar: float | None
    direction: Literal["at_least", "at_most"]
    peak_mib: float
    note: str

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the bar; None where there is none."""
        if self.bar is None:
            return None
        return self.ratio >= self.bar if self.direction == "at_least" else self.ratio <= self.bar


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table."""
    table = Table("goal", "ratio", "min - max", "bar", "met", "peak", "measured")
    for row in rows:
        sign = ">=" if row.direction == "at_least" else "<="
        table.add_row(
            row.name,
            f"{row.ratio:.3g}",
            f"{row.low:.3g} - {row.high:.3g}",
            "" if row.bar is None else f"{sign} {row.bar:g}",
            {True: "yes", False: "NO", None: ""}[row.met],
            f"{row.peak_mib:.0f} MiB",
            row.note,
        )
    console.print(table)


def write(rows: Sequence[Row], file: Path) -> None:
    """Write the rows as a JSON list of objects; `met` is null where a row has no bar."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(row) | {"met": row.met} for row in rows], indent=2) + "\n", encoding="utf-8")
