"""Money of the report: whole euros, what nobody named is not 0, spent money stays."""

from services.reporting.presentation.money import NO_PLAN, NOT_RECORDED, Money, by_field_of_action, by_year, money_facts
from services.reporting.queries.load_totals import Totals
from shared.runtime.city import load_city

NBSP = "\N{NO-BREAK SPACE}"


def test_planned_money_is_what_is_known_to_be_paid_by_somebody_and_the_rest() -> None:
    money = Money(measures=2, planned=1_000_050, own_share=400_000, funding=100_000)
    assert money_facts(money) == [
        ("Maßnahmen", "2"),
        ("Geplante Kosten", f"10.001{NBSP}€"),
        ("Geplante Kosten pro Jahr", NOT_RECORDED),
        ("Eigenanteil der Stadt", f"4.000{NBSP}€"),
        ("Geplante Fördermittel", f"1.000{NBSP}€"),
        ("Noch offen, wer zahlt", f"5.001{NBSP}€"),
        ("Bewilligte Fördermittel", NOT_RECORDED),
        ("Bisher ausgegeben", NOT_RECORDED),
    ]


def test_without_a_measure_there_is_no_plan_but_what_was_spent() -> None:
    assert money_facts(Money()) == []
    assert money_facts(Money(booked=5_000)) == [
        ("Maßnahmen", "0"),
        ("Bewilligte Fördermittel", NOT_RECORDED),
        ("Bisher ausgegeben", f"50{NBSP}€"),
    ]


def test_years_share_one_scale_and_a_correction_below_zero_has_no_bar() -> None:
    totals = Totals({"booked_cents": {"2025": 200_000, "2026": -5_000}, "granted_cents": {"2026": 100_000}})
    (group,) = by_year(totals)
    assert [(row.label, [(cell.text, cell.share) for cell in row.cells]) for row in group.rows] == [
        ("2026", [(f"−50{NBSP}€", 0), (f"1.000{NBSP}€", 0.5)]),
        ("2025", [(f"2.000{NBSP}€", 1), (NOT_RECORDED, 0)]),
    ]
    assert by_year(Totals({})) == []


def test_fields_and_what_belongs_to_none_add_up_to_the_sum() -> None:
    city = load_city()
    totals = {f"field:{field.name}": Totals({}) for field in city.fields_of_action}
    totals["field:Mobilität"] = Totals({"measures": {"all": 1}, "planned_cents": {"all": 30_000}})
    totals[""] = Totals(
        {"measures": {"all": 2}, "planned_cents": {"all": 50_000}, "booked_cents": {"2025": 700, "2026": 300}}
    )
    rows = {row.label: (row.amounts[0], row.amounts[-1]) for row in by_field_of_action(city, totals)}
    assert rows == {
        "Mobilität": (f"300{NBSP}€", NOT_RECORDED),
        "Ohne Handlungsfeld": (f"200{NBSP}€", f"10{NBSP}€"),
        "Summe": (f"500{NBSP}€", f"10{NBSP}€"),
    }
    assert NO_PLAN not in {amount for row in rows.values() for amount in row}
