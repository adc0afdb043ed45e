"""A measure in words and numbers."""

from decimal import Decimal

from services.reporting.presentation.names import Names
from services.reporting.public_impulse import Measure
from shared.web.formats import german_date, money, number


def measure_facts(measure: Measure, names: Names) -> list[tuple[str, str]]:
    """Pairs of name and value: who, until when, for how much; what is not known is left out."""
    rows: list[tuple[str, str]] = []
    if measure.unit is not None:
        rows.append(("Umsetzende Stelle", names.unit(measure.unit)))
    if measure.completed_at is not None:
        rows.append(("Abgeschlossen am", german_date(measure.completed_at)))
    elif measure.abandoned_at is not None:
        rows.append(("Abgebrochen am", german_date(measure.abandoned_at)))
    if measure.due_on is not None:
        rows.append(("Geplant bis", german_date(measure.due_on)))
    rows += [(name, money(cents)) for name, cents in _money(measure) if cents is not None]
    if measure.indicator is not None:
        aim = measure.indicator
        change = f"von {number(Decimal(aim.baseline))} auf {number(Decimal(aim.target))}"
        rows.append(("Daran messen wir den Erfolg", f"{aim.name or 'Kennzahl'}: {change}"))
    return rows


def _money(measure: Measure) -> list[tuple[str, int | None]]:
    return [
        ("Geplante Kosten", measure.planned_cents),
        ("Kosten pro Jahr", measure.yearly_cents),
        ("Eigenanteil der Stadt", measure.own_share_cents),
        ("Geplante Fördermittel", measure.funding_cents),
        ("Bisher ausgegeben", measure.booked_cents or None),
        ("Bewilligte Fördermittel", measure.granted_cents or None),
    ]
