"""The page that explains to programmers how they get the data."""

from dataclasses import dataclass
from typing import Any

from services.reporting.presentation.words import DECISIONS, ORIGINS
from shared.contracts.status import Status
from shared.runtime.city import City
from shared.translation import German
from shared.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the lists of the API: what it does, and the values that it takes (empty for any)."""

    name: str
    words: str
    values: tuple[str, ...] = ()


PROGRAM = """\
import json
from urllib.request import urlopen

cursor = ""
while cursor is not None:
    with urlopen(f"{address}/api/v1/impulses?limit=200&cursor={{cursor}}") as answer:
        page = json.load(answer)
    for impulse in page["items"]:
        print(impulse["number"], impulse["status"], impulse["title"])
    cursor = page["next"]
"""
"""Prints the whole list; `address` is filled in."""


def parameters(city: City) -> tuple[Parameter, ...]:
    """Everything that the lists of the API can be asked."""
    return (
        Parameter("status", _("nur Impulse mit diesem Stand"), tuple(str(each) for each in Status)),
        Parameter("decision", _("nur Impulse mit dieser Entscheidung"), tuple(DECISIONS)),
        Parameter("origin", _("nur Impulse von dieser Seite"), tuple(ORIGINS)),
        Parameter("field", _("nur dieses Handlungsfeld"), tuple(German(field.name) for field in city.fields_of_action)),
        Parameter("goal", _("nur dieses Ziel der Stadt"), tuple(str(goal.number) for goal in city.strategic_goals)),
        Parameter("year", _("nur in diesem Jahr eingegangen, zum Beispiel 2026")),
        Parameter("q", _("Wörter aus Titel und Text oder der Anfang einer Nummer")),
        Parameter("limit", _("so viele Einträge hat eine Seite, höchstens 200")),
        Parameter("cursor", _("die Seite nach dieser Stelle")),
    )


def for_programs_page(city: City, address: str) -> dict[str, Any]:
    """The context of the template; `address` is reporting's own, without a slash at the end."""
    return {"parameters": parameters(city), "program": PROGRAM.format(address=address), **feeds_help(city, address)}


def feeds_help(city: City, address: str) -> dict[str, Any]:
    """The context of the part about feeds and the like, for every page that includes it."""
    return {"address": address, "example_field": city.fields_of_action[0], "example_goal": city.strategic_goals[0]}
