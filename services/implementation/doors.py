"""What the JSON door and the HTML door have in common: who may call, and the city's data."""

from typing import Annotated

from fastapi import Request

from shared.runtime.city import City
from shared.web.access import staff
from shared.web.sign_in import Staff

Reader = Annotated[Staff, staff("implementer", "coordinator", "auditor")]
Implementer = Annotated[Staff, staff("implementer", "coordinator")]


def city_of(request: Request) -> City:
    """The city's data; put there at start."""
    city: City = request.app.state.city
    return city
