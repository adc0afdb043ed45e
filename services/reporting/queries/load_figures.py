"""Everything that key figures and the yearly report are computed from, at one moment."""

import asyncpg

from services.reporting.presentation.kpis.figures import COUNTED, ReportFigures
from services.reporting.queries.connection import service_time
from services.reporting.queries.load_totals import load_everywhere
from shared.contracts.days import city_day
from shared.runtime.city import City


async def load_figures(connection: asyncpg.Connection, city: City) -> ReportFigures:
    """The totals of all scopes, with the day it is by the service's clock."""
    return ReportFigures(await load_everywhere(connection, *COUNTED), city, city_day(await service_time(connection)))
