"""Who publishes the open data and under which licence: the file `open_data.toml` of the city."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.runtime.city import city_folder
from shared.runtime.city_files import CityFile
from shared.translation import German

FILE: Final = "open_data.toml"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_EMAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+")
_LICENCE: Final = re.compile(r"http://dcat-ap\.de/def/licenses/[\w./-]+")
_LEVEL: Final = re.compile(r"http://dcat-ap\.de/def/politicalGeocoding/Level/\w+")
_AREA: Final = re.compile(r"http://dcat-ap\.de/def/politicalGeocoding/\w+/\d+")
_CONTRIBUTOR: Final = re.compile(r"http://dcat-ap\.de/def/contributors/\w+")


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the city's data: its key in DCAT-AP.de, the page with its text, and who is to be named."""

    uri: str
    page: str
    title: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What catalogue and descriptors say about the publisher; `level` and `area` are keys of the political geocoding."""

    version: str
    contributor_id: str
    licence: Licence
    publisher: str
    publisher_uri: str
    contact: str
    contact_email: str
    area_name: str
    area_level: str
    area: str


def load_publication(folder: Path | None = None) -> Publication:
    """What the city's folder says, or what comes along with the program.

    Raises: CityDataError with file and key when the file is missing, malformed or incomplete.
    """
    file = CityFile.read(city_folder(folder), FILE)
    file.allow("version", "contributor_id", "licence", "publisher", "contact", "area")
    licence, publisher = file.table("licence"), file.table("publisher")
    contact, area = file.table("contact"), file.table("area")
    licence.allow("uri", "page", "title", "attribution")
    publisher.allow("name", "uri")
    contact.allow("name", "email")
    area.allow("name", "level", "uri")
    return Publication(
        version=file.version,
        contributor_id=file.text("contributor_id", _CONTRIBUTOR),
        licence=Licence(
            uri=licence.text("uri", _LICENCE),
            page=licence.text("page", _ADDRESS),
            title=German(licence.value("title", str)),
            attribution=German(licence.value("attribution", str)),
        ),
        publisher=publisher.value("name", str),
        publisher_uri=publisher.text("uri", _ADDRESS),
        contact=contact.value("name", str),
        contact_email=contact.text("email", _EMAIL),
        area_name=area.value("name", str),
        area_level=area.text("level", _LEVEL),
        area=area.text("uri", _AREA),
    )
