"""What programs, search engines among them, may know of pages: JSON-LD with the terms of schema.org."""

from typing import Any, Final

from services.reporting.gazetteer import Gazetteer
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.names import Names
from services.reporting.public_impulse import PublicImpulse, Source
from shared.contracts.status import STATUS_LABELS

MEDIA_TYPE: Final = "application/ld+json"

_CONTEXT: Final = "https://schema.org"


def impulse_data(
    impulse: PublicImpulse, names: Names, gazetteer: Gazetteer, address: str, owner: str
) -> dict[str, object]:
    """One impulse as a creative work; what is not known is left out. `owner` publishes it."""
    page = f"{address}/impulse/{impulse.number}"
    found: dict[str, object | None] = {
        "@context": _CONTEXT,
        "@type": "CreativeWork",
        "@id": page,
        "url": page,
        "identifier": impulse.number,
        "name": title_of(impulse.title, impulse.number),
        "abstract": impulse.summary,
        "text": impulse.text,
        "inLanguage": "de",
        "isAccessibleForFree": True,
        "creativeWorkStatus": STATUS_LABELS[impulse.status],
        "dateCreated": impulse.received_on.isoformat(),
        "dateModified": impulse.updated_at.isoformat(),
        "about": _about(impulse, names, address),
        "spatialCoverage": _place(impulse.place, gazetteer),
        "publisher": _publisher(address, owner),
        "isPartOf": {"@id": _site(address)},
        **_origin(impulse.source),
    }
    return {name: value for name, value in found.items() if value}


def site_data(address: str, owner: str) -> dict[str, object]:
    """The web site with its search, and what can be downloaded from it."""
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@type": "WebSite",
                "@id": _site(address),
                "url": f"{address}/",
                "name": "Impulswerk",
                "inLanguage": "de",
                "publisher": _publisher(address, owner),
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": f"{address}/impulse?q={{search_term_string}}"},
                    "query-input": "required name=search_term_string",
                },
            },
            {
                "@type": "Dataset",
                "@id": f"{address}/#daten",
                "url": f"{address}/api",
                "name": "Impulse",
                "description": "Was Menschen für die Stadt vorschlagen und was daraus wird.",
                "inLanguage": "de",
                "isAccessibleForFree": True,
                "creator": _publisher(address, owner),
                "distribution": [
                    _download(f"{address}/api/v1/impulses", "application/json"),
                    _download(f"{address}/api/v1/places.geojson", "application/geo+json"),
                    _download(f"{address}/feed.atom", "application/atom+xml"),
                ],
            },
        ],
    }


def _site(address: str) -> str:
    return f"{address}/#website"


def _publisher(address: str, owner: str) -> dict[str, object]:
    return {"@type": "GovernmentOrganization", "@id": f"{address}/#herausgeber", "name": owner}


def _download(address: str, media_type: str) -> dict[str, object]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}


def _about(impulse: PublicImpulse, names: Names, address: str) -> list[dict[str, object]]:
    field = impulse.field_of_action
    about = [] if field is None else [_term(field, "Handlungsfelder", f"{address}/handlungsfelder")]
    goals = [names.goals((goal,)) for goal in impulse.strategic_goals]
    return about + [_term(goal, "Strategische Ziele", f"{address}/ziele") for goal in goals]


def _term(name: str, name_of_set: str, address_of_set: str) -> dict[str, object]:
    return {
        "@type": "DefinedTerm",
        "name": name,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": address_of_set, "name": name_of_set},
    }


def _place(place: str | None, gazetteer: Gazetteer) -> dict[str, object] | None:
    if place is None:
        return None
    point = gazetteer.find(place)
    found: dict[str, object] = {"@type": "Place", "name": place}
    if point is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon}
    return found


def _origin(source: Source | None) -> dict[str, Any]:
    """Licence and source of an imported text: to be named wherever the text is shown."""
    if source is None:
        return {}
    licence = None if source.licence is None else {"@type": "CreativeWork", "name": source.licence}
    return {"license": licence, "isBasedOn": source.url}
