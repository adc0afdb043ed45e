"""A measure in words and numbers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import EFFECTS, filled
from services.reporting.public_impulse import EffectReview, Indicator, Measure
from shared.translation import German, ngettext
from shared.translation import gettext as _
from shared.web.formats import money, number, written_date
from shared.web.pages import spoken


def measure_facts(measure: Measure, names: Names) -> list[tuple[str, str]]:
    """Pairs of name and value: who, until when, for how much; what is not known is left out."""
    rows: list[tuple[str, str]] = []
    if measure.unit is not None:
        rows.append((_("Umsetzende Stelle"), spoken(names.unit(measure.unit))))
    if measure.completed_at is not None:
        rows.append((_("Abgeschlossen am"), written_date(measure.completed_at)))
    elif measure.abandoned_at is not None:
        rows.append((_("Abgebrochen am"), written_date(measure.abandoned_at)))
    if measure.due_on is not None:
        rows.append((_("Geplant bis"), written_date(measure.due_on)))
    rows += [(name, money(cents)) for name, cents in _money(measure) if cents is not None]
    if measure.indicator is not None:
        aim = measure.indicator
        change = filled(
            _("{name}: von {baseline} auf {target}"),
            name=_name(aim),
            baseline=number(Decimal(aim.baseline)),
            target=number(Decimal(aim.target)),
        )
        rows.append((_("Daran messen wir den Erfolg"), change))
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
        value = number(Decimal(review.indicator_value))
        if aim is None:
            facts.append((_("Gemessen"), value))
        else:
            measured = _("{value} (Ziel: {target})").format(value=value, target=number(Decimal(aim.target)))
            facts.append((filled(_("Gemessen: {name}"), name=_name(aim)), measured))
    if review.satisfied_percent is not None and review.satisfied_n is not None:
        satisfied = _("{percent} % von {number} Befragten").format(
            percent=review.satisfied_percent, number=review.satisfied_n
        )
        facts.append((_("Zufrieden sind"), satisfied))
    return EffectRow(EFFECTS[review.verdict], review.reviewed_at, _after(review.after_months), facts, review.text)


def _after(months: int | None) -> str:
    if months is None:
        return ""
    return ngettext(
        "{number} Monat nach dem Ende der Maßnahme", "{number} Monate nach dem Ende der Maßnahme", months
    ).format(number=months)


def _name(aim: Indicator) -> str:
    return German(aim.name) if aim.name else _("Kennzahl")


def _money(measure: Measure) -> list[tuple[str, int | None]]:
    return [
        (_("Geplante Kosten"), measure.planned_cents),
        (_("Kosten pro Jahr"), measure.yearly_cents),
        (_("Eigenanteil der Stadt"), measure.own_share_cents),
        (_("Geplante Fördermittel"), measure.funding_cents),
        (_("Bisher ausgegeben"), measure.booked_cents or None),
        (_("Bewilligte Fördermittel"), measure.granted_cents or None),
    ]
