"""What pages look up beside the views: names of the city, its legal pages, the addresses of the services."""

from dataclasses import replace

from fastapi import Request

from services.reporting.errors import FieldUnknown, GoalUnknown
from services.reporting.legal import Legal
from services.reporting.open_data.publication import Publication
from services.reporting.place import place_of
from services.reporting.presentation.names import Names
from shared.runtime.city import City, FieldOfAction, StrategicGoal
from shared.translation import SOURCE


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
    """Where reporting's German pages and files of this place are reached from outside, without a slash at the end."""
    address: str = request.app.state.pages.site.links["reporting"]
    return address + replace(place_of(request), language=SOURCE).prefix


def owner_of(request: Request) -> str:
    """Who publishes all this: the name of the administration."""
    owner: str = request.app.state.pages.site.owner
    return owner


def publication_of(request: Request) -> Publication:
    """Who publishes the open data, and under which licence."""
    publication: Publication = request.app.state.publication
    return publication


def field_of(request: Request, slug: str) -> FieldOfAction:
    """The field of action with that slug. Raises: FieldUnknown."""
    for field in city_of(request).fields_of_action:
        if field.slug == slug:
            return field
    raise FieldUnknown


def goal_of(request: Request, number: str) -> StrategicGoal:
    """The strategic goal with that number, as an address names it. Raises: GoalUnknown."""
    for goal in city_of(request).strategic_goals:
        if str(goal.number) == number:
            return goal
    raise GoalUnknown
