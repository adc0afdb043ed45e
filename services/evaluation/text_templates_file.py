"""The city's texts for reasons of decisions as they stand in `text_templates.toml`, each with known variables only."""

from pathlib import Path
from typing import Final, cast

from services.evaluation.domain.bulk_errors import TemplateBraceAlone, TemplateVariableUnknown
from services.evaluation.domain.text_templates import VARIABLES, TextTemplate, TextTemplates, variables_of
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import Decision, keys
from shared.runtime.city import city_folder
from shared.runtime.city_files import SLUG, CityFile, Table, refuse_repeated

FILE: Final = "text_templates.toml"


def load_text_templates(folder: Path | None) -> TextTemplates:
    """The texts in the city's folder, or those that come along with the program. Raises CityDataError."""
    return _text_templates(CityFile.read(city_folder(folder), FILE))


def read_text_templates(name: str, content: bytes) -> TextTemplates:
    """The texts of another file, under the name that errors say. Raises CityDataError."""
    return _text_templates(CityFile(name, content))


def _text_templates(file: CityFile) -> TextTemplates:
    file.allow("version", "template")
    rows = file.tables("template")
    templates = tuple(_template(row) for row in rows)
    refuse_repeated(rows, "id", [template.id for template in templates])
    return TextTemplates(file.version, templates)


def _template(row: Table) -> TextTemplate:
    row.allow("id", "name", "decision", "text")
    decision, text = row.value("decision", str), row.value("text", str).strip()
    if decision not in keys(Decision):
        raise row.problem("decision", f"{decision!r} is not known; known are {', '.join(keys(Decision))}")
    if len(text) > TEXT_LIMIT:
        raise row.problem("text", f"must have at most {TEXT_LIMIT} characters, has {len(text)}")
    try:
        variables_of(text)
    except TemplateVariableUnknown as error:
        raise row.problem("text", f"unknown variable {error.name!r}; known are {', '.join(VARIABLES)}") from error
    except TemplateBraceAlone as error:
        raise row.problem("text", "a brace stands alone; double it where it is meant as a brace") from error
    return TextTemplate(row.text("id", SLUG), row.value("name", str), cast("Decision", decision), text)
