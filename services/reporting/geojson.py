"""GeoJSON (RFC 7946): where impulses lie. Positions are longitude and latitude in WGS 84."""

from typing import Final, Literal
from uuid import UUID

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from services.reporting.queries.list_places import PlacedImpulse, PlacesPage
from shared.contracts.status import Status

MEDIA_TYPE: Final = "application/geo+json"


class GeoJson(JSONResponse):
    """For the description of the API: the media type of its answers."""

    media_type = MEDIA_TYPE


class PointGeometry(BaseModel):
    """A point."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float] = Field(
        description="longitude, latitude; six digits at most", examples=[[9.1918, 48.8973]]
    )


class PlaceProperties(BaseModel):
    """The impulse that lies there."""

    number: str = Field(examples=["2026-0412"])
    title: str | None = Field(description="null while the text is on its way", examples=["Ein Trinkbrunnen"])
    status: Status
    url: str = Field(description="its page", examples=["https://impulse.musterstadt.example/impulse/2026-0412"])
    place: str = Field(description="what its text calls the place", examples=["Rathausplatz"])


class PlaceFeature(BaseModel):
    """One impulse on the map."""

    type: Literal["Feature"] = "Feature"
    id: UUID
    geometry: PointGeometry
    properties: PlaceProperties


class PlaceCollection(BaseModel):
    """A page of the map; `next` is the cursor of the page after it."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[PlaceFeature]
    next: str | None


def place_collection(page: PlacesPage, address: str) -> PlaceCollection:
    """The impulses of a page as features; `address` is reporting's own, without a slash at the end."""
    return PlaceCollection(
        features=[_feature(each, address) for each in page.items], next=None if page.next is None else str(page.next)
    )


def _feature(impulse: PlacedImpulse, address: str) -> PlaceFeature:
    return PlaceFeature(
        id=impulse.id,
        geometry=PointGeometry(coordinates=(impulse.point.lon, impulse.point.lat)),
        properties=PlaceProperties(
            number=impulse.number,
            title=impulse.title,
            status=impulse.status,
            url=f"{address}/impulse/{impulse.number}",
            place=impulse.place,
        ),
    )
