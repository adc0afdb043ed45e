"""What measures cost, and who pays."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.pages.site import city_of
from services.reporting.presentation.money import AMOUNTS, Money, by_field_of_action, by_year, money_facts
from services.reporting.queries.connection import reading
from services.reporting.queries.load_totals import load_scopes
from services.reporting.views.totals import ALL
from shared.translation import gettext as _
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/geld")
async def money(request: Request) -> Response:
    """Planned, granted and spent money: in all, by field of action, by year."""
    city = city_of(request)
    async with reading(request) as connection:
        totals = await load_scopes(connection, [ALL, *(f"field:{field.name}" for field in city.fields_of_action)])
    return page(
        request,
        "money.html",
        facts=money_facts(Money.of(totals[ALL])),
        amounts=[_(amount) for amount in AMOUNTS],
        fields=by_field_of_action(city, totals),
        years=by_year(totals[ALL]),
    )
