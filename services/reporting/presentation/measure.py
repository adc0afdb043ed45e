"""A measure in words and numbers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import EFFECTS
from services.reporting.public_impulse import EffectReview, Measure
from shared.web.formats import money, number, written_date


def measure_facts(measure: Measure, names: Names) -> list[tuple[str, str]]:
    """Pairs of name and value: who, until when, for how much; what is not known is left out."""
    rows: list[tuple[str, str]] = []
    if measure.unit is not None:
        rows.append(("Umsetzende Stelle", names.unit(measure.unit)))
    if measure.completed_at is not None:
        rows.append(("Abgeschlossen am", written_date(measure.completed_at)))
    elif measure.abandoned_at is not None:
        rows.append(("Abgebrochen am", written_date(measure.abandoned_at)))
    if measure.due_on is not None:
        rows.append(("Geplant bis", written_date(measure.due_on)))
    rows += [(name, money(cents)) for name, cents in _money(measure) if cents is not None]
    if measure.indicator is not None:
        aim = measure.indicator
        change = f"von {number(Decimal(aim.baseline))} auf {number(Decimal(aim.target))}"
        rows.append(("Daran messen wir den Erfolg", f"{aim.name or 'Kennzahl'}: {change}"))
    return rows


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One review of the effect in words: verdict, when, what was counted and said; all but the first two may be empty."""

    verdict: str
    reviewed_at: datetime
    after: str
    facts: list[tuple[str, str]]
    text: str | None


def effect_rows(measure: Measure) -> list[EffectRow]:
    """All reviews of the effect, the newest first."""
    return [_effect_row(each, measure) for each in reversed(measure.effects)]


def _effect_row(review: EffectReview, measure: Measure) -> EffectRow:
    facts: list[tuple[str, str]] = []
    if review.indicator_value is not None:
        aim = measure.indicator
        name = "Gemessen" if aim is None else f"Gemessen: {aim.name or 'Kennzahl'}"
        wanted = "" if aim is None else f" (Ziel: {number(Decimal(aim.target))})"
        facts.append((name, f"{number(Decimal(review.indicator_value))}{wanted}"))
    if review.satisfied_percent is not None and review.satisfied_n is not None:
        facts.append(("Zufrieden sind", f"{review.satisfied_percent} % von {review.satisfied_n} Befragten"))
    after = "" if review.after_months is None else f"{review.after_months} Monate nach dem Ende der Maßnahme"
    return EffectRow(EFFECTS[review.verdict], review.reviewed_at, after, facts, review.text)


def _money(measure: Measure) -> list[tuple[str, int | None]]:
    return [
        ("Geplante Kosten", measure.planned_cents),
        ("Kosten pro Jahr", measure.yearly_cents),
        ("Eigenanteil der Stadt", measure.own_share_cents),
        ("Geplante Fördermittel", measure.funding_cents),
        ("Bisher ausgegeben", measure.booked_cents or None),
        ("Bewilligte Fördermittel", measure.granted_cents or None),
    ]
