"""Pieces of pages whose sentences depend on numbers."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from services import reporting
from services.reporting.presentation.score import GoalRow
from shared.web.pages import _environment

PARTS = _environment(Path(reporting.__file__).parent / "templates").get_template("reporting/parts.html").module
ONE_PLACE = "Jeder steht an genau einer Stelle der Tabelle."
INTERNAL = "Interne Impulse zählen mit. Lesen können Sie sie hier nicht."


def macro(name: str) -> Callable[..., str]:
    found: Callable[..., str] = getattr(PARTS, name)
    return found


@pytest.mark.parametrize(
    ("received", "not_public", "sentence"),
    [
        (1, 0, f"Eingegangen ist 1 Impuls. {ONE_PLACE}"),
        (1, 1, f"Eingegangen ist 1 Impuls, davon 1 intern. {ONE_PLACE} {INTERNAL}"),
        (2, 0, f"Eingegangen sind 2 Impulse. {ONE_PLACE}"),
        (1234, 2, f"Eingegangen sind 1.234 Impulse, davon 2 intern. {ONE_PLACE} {INTERNAL}"),
    ],
)
def test_what_has_arrived_is_counted(received: int, not_public: int, sentence: str) -> None:
    totals = SimpleNamespace(received=received, not_public=not_public)
    assert macro("received_sentence")(totals) == sentence


def test_harm_and_help_stand_in_one_sentence() -> None:
    row = GoalRow(1, Fraction(1, 4), None)
    assert "<span>schadet: nicht erfasst, hilft: 0,25</span>" in macro("goal_table")([row], {1: "Ziel"}, 1)
    counted = SimpleNamespace(goal=1, positive=row.positive, negative=None, helping=1, harming=0)
    assert "hilft: 0,25 (1 Impuls)</span>" in macro("goal_table")([counted], {1: "Ziel"}, 1, counted=True)
