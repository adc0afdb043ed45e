"""The catalogue of the data sets for open data portals: DCAT-AP.de 3.0.

Source: dcat-ap.de/def/dcatde/3.0/spec. Every node has an address, so that the same data always make the same file.
"""

from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import orjson
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from services.reporting.open_data.data_sets import DATA_SETS, FOLDER, DataSet, File, Format, Update
from services.reporting.open_data.publication import Publication

DCATAP: Final = Namespace("http://data.europa.eu/r5r/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATDE: Final = Namespace("http://dcat-ap.de/def/dcatde/")
_EU: Final = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"

AVAILABLE: Final = URIRef(f"{_EU}planned-availability/AVAILABLE")
PUBLIC: Final = URIRef(f"{_EU}access-right/PUBLIC")
GERMAN: Final = URIRef(f"{_EU}language/DEU")
THEMES: Final = (URIRef(f"{_EU}data-theme/GOVE"), URIRef(f"{_EU}data-theme/REGI"))
FREQUENCIES: Final[dict[Update, URIRef]] = {
    "at_once": URIRef(f"{_EU}frequency/UPDATE_CONT"),
    "daily": URIRef(f"{_EU}frequency/DAILY"),
}
FILE_TYPES: Final[dict[Format, URIRef]] = {
    "CSV": URIRef(f"{_EU}file-type/CSV"),
    "JSONL": URIRef(f"{_EU}file-type/JSON"),
    "JSONL_GZ": URIRef(f"{_EU}file-type/JSON"),
}
MEDIA_TYPES: Final[dict[Format, URIRef]] = {"CSV": URIRef(f"{_MEDIA_TYPES}text/csv")}
"""JSON Lines have none that is registered."""
GZIP: Final = URIRef(f"{_MEDIA_TYPES}application/gzip")
SYNTAXES: Final = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
}
"""The media types of the serializations, by the ending of the address."""


def catalogue(publication: Publication, address: str, modified: datetime | None) -> Graph:
    """The graph; `modified` is when the data changed last, None while there are none."""
    graph = Graph()
    for prefix, namespace in (("dcatap", DCATAP), ("dcatde", DCATDE), ("vcard", VCARD)):
        graph.bind(prefix, namespace)
    here = URIRef(f"{address}{FOLDER}/katalog")
    publisher, contact = URIRef(f"{here}#herausgeber"), URIRef(f"{here}#kontakt")
    _add_agents(graph, publication, publisher, contact)
    graph.add((URIRef(publication.area), RDF.type, DCTERMS.Location))
    graph.add((here, RDF.type, DCAT.Catalog))
    graph.add((here, DCTERMS.title, _german("Impulswerk: offene Daten")))
    graph.add((here, DCTERMS.description, _german("Impulse, Entscheidungen und Maßnahmen der Stadt.")))
    graph.add((here, DCTERMS.publisher, publisher))
    graph.add((here, DCTERMS.language, GERMAN))
    graph.add((here, FOAF.homepage, URIRef(f"{address}{FOLDER}")))
    graph.add((here, DCTERMS.license, URIRef(publication.licence.uri)))
    graph.add((here, DCTERMS.spatial, URIRef(publication.area)))
    graph.add((here, DCATAP.availability, AVAILABLE))
    _add_modified(graph, here, modified)
    for data_set in DATA_SETS:
        node = URIRef(f"{address}{FOLDER}/{data_set.name}")
        graph.add((here, DCAT.dataset, node))
        _add_data_set(graph, node, data_set, publication, modified)
        graph.add((node, DCTERMS.publisher, publisher))
        graph.add((node, DCAT.contactPoint, contact))
        graph.add((node, DCAT.landingPage, URIRef(f"{address}{FOLDER}")))
        for file in data_set.files:
            distribution = URIRef(f"{node}#{file.format.lower()}")
            graph.add((node, DCAT.distribution, distribution))
            _add_distribution(graph, distribution, data_set, file, publication, URIRef(f"{address}{file.path}"))
            _add_modified(graph, distribution, modified)
    return graph


def serialized(graph: Graph, syntax: str) -> bytes:
    """The graph in one of the syntaxes; the same graph is always the same bytes, in whatever order its store hands it out.

    Takes some tenths of a second: off the event loop.
    """
    if syntax == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8")
    nodes = orjson.loads(graph.serialize(format="json-ld"))
    return orjson.dumps(sorted(map(_in_order, nodes), key=itemgetter("@id")))


def _in_order(node: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(value, key=orjson.dumps) if isinstance(value, list) else value for name, value in node.items()}


def _add_agents(graph: Graph, publication: Publication, publisher: URIRef, contact: URIRef) -> None:
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(publication.publisher)))
    graph.add((publisher, FOAF.homepage, URIRef(publication.publisher_uri)))
    graph.add((publisher, DCTERMS.type, URIRef("http://purl.org/adms/publishertype/LocalAuthority")))
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, Literal(publication.contact)))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{publication.contact_email}")))


def _add_data_set(
    graph: Graph, node: URIRef, data_set: DataSet, publication: Publication, modified: datetime | None
) -> None:
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.identifier, Literal(data_set.name)))
    graph.add((node, DCTERMS.title, _german(f"{data_set.title} ({publication.area_name})")))
    graph.add((node, DCTERMS.description, _german(data_set.description)))
    for keyword in data_set.keywords:
        graph.add((node, DCAT.keyword, _german(keyword)))
    for theme in THEMES:
        graph.add((node, DCAT.theme, theme))
    graph.add((node, DCTERMS.language, GERMAN))
    graph.add((node, DCTERMS.accessRights, PUBLIC))
    graph.add((node, DCTERMS.accrualPeriodicity, FREQUENCIES[data_set.update]))
    graph.add((node, DCTERMS.spatial, URIRef(publication.area)))
    graph.add((node, DCATAP.availability, AVAILABLE))
    graph.add((node, DCATDE.contributorID, URIRef(publication.contributor_id)))
    graph.add((node, DCATDE.politicalGeocodingLevelURI, URIRef(publication.area_level)))
    graph.add((node, DCATDE.politicalGeocodingURI, URIRef(publication.area)))
    _add_modified(graph, node, modified)


def _add_distribution(
    graph: Graph, node: URIRef, data_set: DataSet, file: File, publication: Publication, download: URIRef
) -> None:
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, _german(f"{data_set.title} als {file.format.replace('_', '.')}")))
    # A file that is only downloaded has one address for both. Source: conventions of DCAT-AP.de, 39.
    graph.add((node, DCAT.accessURL, download))
    graph.add((node, DCAT.downloadURL, download))
    graph.add((node, DCTERMS.license, URIRef(publication.licence.uri)))
    graph.add((node, DCATDE.licenseAttributionByText, _german(publication.licence.attribution)))
    graph.add((node, DCTERMS["format"], FILE_TYPES[file.format]))
    graph.add((node, DCTERMS.language, GERMAN))
    graph.add((node, DCATAP.availability, AVAILABLE))
    if file.format in MEDIA_TYPES:
        graph.add((node, DCAT.mediaType, MEDIA_TYPES[file.format]))
    if file.format == "JSONL_GZ":
        graph.add((node, DCAT.compressFormat, GZIP))
    if data_set.table is not None and file.format == "CSV":
        graph.add((node, FOAF.page, URIRef(f"{download}-metadata.json")))


def _add_modified(graph: Graph, node: URIRef, modified: datetime | None) -> None:
    if modified is not None:
        graph.add((node, DCTERMS.modified, Literal(modified.isoformat(), datatype=XSD.dateTime)))


def _german(words: str) -> Literal:
    return Literal(words, lang="de")
