"""What the report says in its own words is easy to read: Wiener Sachtextformel, first variant, at most 8.

Collected are the fixed sentences of `presentation` and of of the templates, with a short word in each gap. The
formula jumps with one long word in a short sentence, so each file is measured as a whole, and only long sentences alone.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from services.reporting import presentation
from tests.unit.evaluation.test_plain_language import difficulty

LIMIT = 8
LIMIT_OF_ONE_SENTENCE, LONG = 11, 12
"""For a sentence of so many words or more."""

FOLDER = Path(presentation.__file__).parent
TEMPLATES = FOLDER.parent / "templates" / "reporting"
MODULES = [
    *(path for path in sorted(FOLDER.rglob("*.py")) if path.name not in {"__init__.py", "recompute.py"}),
    *sorted((FOLDER.parent / "open_data").glob("*_columns.py")),
    FOLDER.parent / "open_data" / "data_sets.py",
]
"""All but the explanation inside the JSON for programs; with what is said about open data."""
PAGES = sorted(TEMPLATES.glob("*.html"))
GAP = "Wert"

_NAMED_GAP = re.compile(r"\{\w+\}|%\(\w+\)s")
_SENTENCE = re.compile(r"[A-ZÄÖÜ„0-9][^.!?]*[.!?:]")
_BLOCK = re.compile(r"</?(?:p|li|h\d|td|th|dt|dd|div|summary|caption|section|ul|ol|table|tr|title)\b[^>]*>")


def sentences(text: str) -> list[str]:
    """The whole sentences of a text; labels and headings are none."""
    return [each for each in _SENTENCE.findall(_NAMED_GAP.sub(GAP, text)) if len(each.split()) >= 3]


def of_module(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    described = {
        id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    inside = {id(part) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in each.values)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in described | inside:
            yield each.value


def of_template(path: Path) -> Iterator[str]:
    written = ""
    for _, kind, value in Environment().lex(path.read_text()):
        if kind == "data":
            written += value
        elif kind == "variable_begin":
            written += GAP
        elif kind == "string" and " " in value:
            yield value.strip("\"'")
    for block in _BLOCK.split(written):
        yield " ".join(re.sub(r"<[^>]+>", "", block).split())


def fixed(path: Path) -> list[str]:
    found = of_module(path) if path.suffix == ".py" else of_template(path)
    return [sentence for text in found for sentence in sentences(text)]


@pytest.mark.parametrize("path", [*MODULES, *PAGES], ids=lambda path: path.name)
def test_the_report_is_easy_to_read(path: Path) -> None:
    found = fixed(path)
    assert found == [] or difficulty(" ".join(found)) <= LIMIT
    alone = [each for each in found if len(each.split()) >= LONG]
    assert {each: difficulty(each) for each in alone if difficulty(each) > LIMIT_OF_ONE_SENTENCE} == {}


def test_all_of_it_together_is_easy_to_read() -> None:
    found = [sentence for path in (*MODULES, *PAGES) for sentence in fixed(path)]
    assert len(found) > 80
    assert difficulty(" ".join(found)) <= LIMIT


def test_the_collection_finds_what_a_person_reads() -> None:
    found = [sentence for path in (*MODULES, *PAGES) for sentence in fixed(path)]
    for sentence in (
        "Die Stadt setzt diesen Impuls nicht um.",
        "Bis zu einer neuen Entscheidung gilt diese hier.",
        "Diese Entscheidung gilt nicht mehr.",
        f"Das Geld muss noch im Haushalt für das Jahr {GAP} stehen.",
    ):
        assert sentence in found
