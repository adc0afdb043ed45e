"""Two catalogues: the city's, and a small one that differs from it in everything a city may choose."""

import json
from importlib.resources import files
from typing import Any

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue

LUDWIGSBURG_TEXT = (
    files("services.evaluation").joinpath("catalogues", "ludwigsburg-default.json").read_text(encoding="utf-8")
)
LUDWIGSBURG = load_catalogue(LUDWIGSBURG_TEXT)
VALUES = ("-2", "-1", "0", "1", "2")


def ludwigsburg_document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(LUDWIGSBURG_TEXT)
    return document


def small_document() -> dict[str, Any]:
    """Three dimensions, two exclusion criteria, the gate in the middle, weights that are no decimals."""
    return {
        "catalogue_id": "small-town",
        "version": "0.2.0-draft.1",
        "scale": {
            "min": -2,
            "max": 2,
            "step": 1,
            "not_relevant": "NR",
            "not_assessable": "NB",
            "labels_de": dict.fromkeys(VALUES, "Wort"),
        },
        "dimensions": [
            {"id": "People", "label_de": "Menschen", "weight": 50},
            {"id": "Gate", "label_de": "Leitbild", "label_en": "Principles", "weight": 30.5},
            {"id": "X", "label_de": "Ausschluss", "weight": None},
            {"id": "Money", "label_de": "Geld", "weight": "39/2"},
        ],
        "sentences": {"one": "Ein Satz.", "two": "Noch ein Satz."},
        "criteria": [
            scored("P1", "People", "100/3", ["one"], [1, 2], not_relevant_allowed=True),
            scored("P2", "People", "50/3", ["two"], [3], not_relevant_allowed=True),
            scored("G1", "Gate", 20.25, ["one"], [16], not_relevant_allowed=False),
            scored("G2", "Gate", 10.25, ["one", "two"], [16, 17], not_relevant_allowed=True),
            knockout("X1", "reject", not_applicable_allowed=False),
            scored("M1", "Money", 19.5, ["two"], [8], not_relevant_allowed=True),
            knockout("X2", "forward", not_applicable_allowed=True),
        ],
        "method": {
            "gate_dimension": "Gate",
            "t_lo": "-1/4",
            "t_hi": "3/4",
            "floor": -1,
            "min_coverage": 0.5,
            "min_radius": "1/10",
            "conflict_share": "1/2",
        },
        "profiles": [
            {
                "id": "all",
                "label_de": "Alles",
                "track": "full",
                "evaluators": 2,
                "criteria": ["P1", "P2", "G1", "G2", "M1"],
            },
            {
                "id": "quick",
                "label_de": "Kurz",
                "track": "short",
                "evaluators": 1,
                "criteria": ["P1", "G1"],
                "reason_de": "Kleiner Impuls.",
                "limits": {"one_off_cents": 100, "yearly_cents": 0, "reversible": True, "units": 1},
            },
        ],
    }


def scored(
    name: str, dimension: str, weight: object, source: list[str], sdgs: list[int], *, not_relevant_allowed: bool
) -> dict[str, Any]:
    return {
        "id": name,
        "dimension": dimension,
        "kind": "scored",
        "label_de": f"Kriterium {name}",
        "question_de": f"Was ist mit {name}?",
        "weight": weight,
        "anchors_de": dict.fromkeys(VALUES, "Anker"),
        "sdgs": sdgs,
        "source": source,
        "not_relevant_allowed": not_relevant_allowed,
    }


def knockout(name: str, on_no: str, *, not_applicable_allowed: bool) -> dict[str, Any]:
    return {
        "id": name,
        "dimension": "X",
        "kind": "knockout",
        "label_de": f"Ausschluss {name}",
        "question_de": f"Ist {name} erfüllt?",
        "cleared_by_de": "Rathaus",
        "source": ["one"],
        "weight": None,
        "not_applicable_allowed": not_applicable_allowed,
        "on_no": on_no,
    }


SMALL: Catalogue = load_catalogue(json.dumps(small_document()))
