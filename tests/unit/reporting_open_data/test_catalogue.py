"""The catalogue is valid DCAT-AP.de, and each rule of the shapes finds what breaks it."""

from datetime import UTC, datetime
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, FOAF, Graph, URIRef
from rdflib.compare import isomorphic

from services.reporting.open_data.catalogue import DCATDE, SYNTAXES, VCARD, catalogue, serialized
from services.reporting.open_data.data_sets import DATA_SETS
from services.reporting.open_data.publication import load_publication

# pyshacl and rdflib's own parsers still use what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl")

SHAPES = Path(__file__).parent / "dcat_ap_de_shapes.ttl"
ADDRESS = "https://impulse.stadt.example"
MODIFIED = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


@pytest.fixture
def graph() -> Graph:
    return catalogue(load_publication(), ADDRESS, MODIFIED)


def findings(graph: Graph) -> str:
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(SHAPES))
    return "" if conforms else str(report)


@pytest.mark.parametrize("modified", [MODIFIED, None])
def test_the_catalogue_is_valid_also_while_there_are_no_data(modified: datetime | None) -> None:
    assert findings(catalogue(load_publication(), ADDRESS, modified)) == ""


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.title,
        DCTERMS.publisher,
        DCTERMS.license,
        DCAT.accessURL,
        DCAT.theme,
        DCATDE.contributorID,
        DCATDE.politicalGeocodingLevelURI,
        DCATDE.licenseAttributionByText,
        FOAF.name,
        VCARD.hasEmail,
    ],
)
def test_what_is_mandatory_is_missed(graph: Graph, predicate: URIRef) -> None:
    graph.remove((None, predicate, None))
    assert str(predicate).rpartition("/")[2].rpartition("#")[2] in findings(graph)


def test_every_file_of_every_data_set_is_in_it(graph: Graph) -> None:
    files = {f"{ADDRESS}{file.path}" for each in DATA_SETS for file in each.files}
    assert {str(each) for each in graph.objects(None, DCAT.downloadURL)} == files
    assert len(set(graph.objects(None, DCAT.dataset))) == len(DATA_SETS)


def test_all_syntaxes_say_the_same(graph: Graph) -> None:
    formats = {"ttl": "turtle", "jsonld": "json-ld"}
    for syntax in SYNTAXES:
        assert isomorphic(Graph().parse(data=serialized(graph, syntax), format=formats[syntax]), graph)
