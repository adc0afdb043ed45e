"""What pages look up beside the views: names of the city, its legal pages, the addresses of the services."""

from fastapi import Request

from services.reporting.legal import Legal
from services.reporting.presentation.names import Names
from shared.runtime.city import City


def city_of(request: Request) -> City:
    """The city's data."""
    city: City = request.app.state.city
    return city


def names_of(request: Request) -> Names:
    """Names by the keys that facts use."""
    return Names(city_of(request))


def legal_of(request: Request) -> Legal:
    """The legal pages."""
    legal: Legal = request.app.state.legal
    return legal


def address_of(request: Request) -> str:
    """Where reporting is reached from outside, without a slash at the end."""
    address: str = request.app.state.pages.site.links["reporting"]
    return address
