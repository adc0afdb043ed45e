"""A whole case as a tree of fields, each with its class, and what becomes of the tree: a JSON object and a document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, get_args

from services.evaluation.domain.comparison import compare
from services.evaluation.domain.export_classes import (
    TREATMENTS,
    Field,
    FieldClass,
    Purpose,
    Section,
    Treatment,
    made_ready,
)
from services.evaluation.domain.publication import published_result
from services.evaluation.presentation import export_columns as columns
from services.evaluation.presentation.comparison import comparison
from services.evaluation.presentation.export_columns import fields_of, in_words, plain
from services.evaluation.presentation.export_words import EVENTS
from services.evaluation.presentation.result import result_page
from services.evaluation.presentation.words import EXCLUSION_ANSWERS
from services.evaluation.queries.case_export import Row, WholeCase, WholeRound
from services.evaluation.store import Consensus
from shared.contracts import assessments
from shared.contracts.privacy import PSEUDONYM
from shared.contracts.registry import collect
from shared.contracts.texts import Text
from shared.web.formats import signed, written_time

FORMAT: Final = "impulswerk.case-export.v1"
AUTHOR: Final = "Stadtverwaltung"
NOT_REVEALED: Final = "Die Gutachten sind noch nicht aufgedeckt. Bis dahin sieht sie niemand."
ERASED: Final = "Der Text wurde gelöscht."

PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.COUNCIL: "für ein Gremium des Gemeinderats",
    Purpose.INSPECTION: "zur Einsicht",
    Purpose.ARCHIVE: "für das Stadtarchiv",
}

CLASSES: Final[Mapping[FieldClass, str]] = {
    FieldClass.MATTER: "Sache",
    FieldClass.STATEMENT: "Stellungnahme",
    FieldClass.DIALOGUE: "Rückfrage",
    FieldClass.RESULT: "Ergebnis",
    FieldClass.DECISION: "Entscheidung",
    FieldClass.COURSE: "Verlauf",
    FieldClass.SHEET: "Einzelgutachten",
    FieldClass.CONSULTATION: "Beratung",
    FieldClass.NOTE: "interne Anmerkung",
    FieldClass.NAME: "Name",
    FieldClass.PSEUDONYM: "Kennzeichen einer Person",
}


def whole_section(whole: WholeCase) -> Section:
    """The tree of everything, before a purpose takes anything out of it."""
    return Section(
        "case",
        f"Vorgang {whole.impulse['number']}",
        sections=(
            _impulse(whole.impulse),
            *(_round(each) for each in whole.rounds),
            _rows("appeals", "Verlangte Überprüfung", "Überprüfung", whole.appeals, columns.APPEAL),
            _rows("published_texts", "Veröffentlichte Texte", "Text", whole.published_texts, columns.PUBLISHED_TEXT),
            Section("course", "Verlauf", sections=[_event(event) for event in whole.events]),
        ),
    )


def export_json(section: Section, purpose: Purpose, number: str, now: datetime) -> dict[str, Any]:
    """The case made ready for the purpose, for programs."""
    ready = made_ready(section, purpose)
    return {
        "format": FORMAT,
        "number": number,
        "purpose": str(purpose),
        "exported_at": plain(now.isoformat()),
        "classes": {str(field): str(treatments[purpose]) for field, treatments in TREATMENTS.items()},
        "sections": [_section_json(each) for each in ready.sections],
    }


def export_document(section: Section, purpose: Purpose, number: str, now: datetime) -> dict[str, Any]:
    """The case made ready for the purpose, for the template of the document."""
    ready = made_ready(section, purpose)
    return {
        "title": f"Vorgang {number} {PURPOSES[purpose]}",
        "author": AUTHOR,
        "running": f"Vorgang {number}",
        "as_of": written_time(now),
        "rule": [[CLASSES[field], TREATMENT_WORDS[treatments[purpose]]] for field, treatments in TREATMENTS.items()],
        "sections": [_section_document(each) for each in ready.sections],
    }


TREATMENT_WORDS: Final[Mapping[Treatment, str]] = {
    Treatment.SHOWN: "steht hier",
    Treatment.MARKED: "steht hier und ist gekennzeichnet",
    Treatment.REDACTED: "ist geschwärzt",
}


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "fields": [_field_json(field) for field in section.fields],
        "sections": [_section_json(each) for each in section.sections],
    }


def _field_json(field: Field) -> dict[str, Any]:
    shown = {} if field.treatment is Treatment.REDACTED else {"value": field.value}
    return {
        "key": field.key,
        "label": field.label,
        "class": str(field.kind),
        "treatment": str(field.treatment),
        **shown,
    }


def _section_document(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "fields": [[field.label, _shown_words(field)] for field in section.fields],
        "sections": [_section_document(each) for each in section.sections],
    }


def _shown_words(field: Field) -> str:
    match field.treatment:
        case Treatment.REDACTED:
            return f"[geschwärzt: {CLASSES[field.kind]}]"
        case Treatment.MARKED:
            return f"[{CLASSES[field.kind]}: {field.words}]"
        case _:
            return field.words


def _impulse(row: Row) -> Section:
    fields = fields_of(row, columns.IMPULSE)
    for key, label in (("text", "Text des Impulses"), ("case_sheet", "Sachverhalt aus der Vorprüfung")):
        fields += _text(key, label, row[key])
    return Section("impulse", "Impuls", fields)


def _text(key: str, label: str, content: Mapping[str, Any] | None) -> Iterator[Field]:
    if content is None:
        yield Field(key, label, FieldClass.MATTER, ERASED, None)
        return
    text = Text.read(content)
    parts = (text.title, text.body, text.place and f"Ort: {text.place}", text.source_url, text.licence)
    words = "\n\n".join(part for part in parts if part)
    yield Field(key, f"{label}, Fassung {text.text_version}", FieldClass.MATTER, words, text.data())


def _round(whole: WholeRound) -> Section:
    parts = [
        _rows("case_sheets", "Fassungen des Sachverhalts", "Fassung", whole.sheets, columns.CASE_SHEET),
        _rows("statements", "Stellungnahmen", "Stellungnahme", whole.statements, columns.STATEMENT_REQUEST),
        _rows("office_questions", "Antworten der Fachstellen", "Frage", whole.case.questions, columns.OFFICE_QUESTION),
        _rows("queries", "Rückfragen", "Rückfrage", whole.queries, columns.QUERY),
        *_assessment(whole),
        _rows("postponements", "Verschobene Fristen", "Verschiebung", whole.postponements, columns.POSTPONEMENT),
        _rows("council_papers", "Vorlagen an ein Gremium", "Vorlage", whole.council_papers, columns.COUNCIL_PAPER),
        _rows("agenda", "Sitzungen", "Tagesordnung", whole.agenda, columns.AGENDA_ITEM),
        _rows("decisions", "Entscheidungen", "Fassung", whole.decisions, columns.DECISION_VERSION),
        _rows("follow_ups", "Abgaben an andere Stellen", "Abgabe", whole.follow_ups, columns.FOLLOW_UP),
    ]
    shown = [part for part in parts if part.fields or part.sections]
    return Section("round", f"Runde {whole.case.round}", fields_of(whole.row, columns.CASE), shown)


def _assessment(whole: WholeRound) -> Iterator[Section]:
    if not whole.revealed:
        hidden = Field("assessments", "Gutachten", FieldClass.COURSE, NOT_REVEALED, None)
        yield Section("assessments", "Gutachten", [hidden])
        return
    yield Section("assessments", "Gutachten", sections=[_seat(seat, whole) for seat in whole.seats])
    if whole.case.submitted:
        yield Section("comparison", "Vergleich der Gutachten", list(_comparison(whole)))
    if whole.case.result is not None and whole.case.submitted:
        yield Section("result", "Ergebnis", list(_result(whole)))
    yield _rows("notes", "Notizen zum Ergebnis", "Notiz", whole.notes, columns.DISCUSSION_NOTE)
    if whole.consensus is not None:
        yield Section("consensus", "Einigungsgespräch", fields_of(_consensus(whole.consensus), columns.CONSENSUS))


def _seat(row: Row, whole: WholeRound) -> Section:
    label = whole.labels.get(row["evaluator"], "aus dem kurzen Verfahren")
    fields = [
        Field("name", "Name", FieldClass.NAME, *_twice(row["name"] or row["evaluator"])),
        Field("unit", "Stelle", FieldClass.SHEET, *_twice(row["unit"])),
    ]
    for criterion, rating in row["ratings"].items():
        told = [f"{field.label}: {field.words}" for field in fields_of(_Rating(rating), columns.RATING)]
        fields.append(Field(f"ratings.{criterion}", criterion, FieldClass.SHEET, "\n".join(told), plain(rating)))
    for criterion, answer in row["exclusions"].items():
        words = EXCLUSION_ANSWERS.get(str(answer), str(answer))
        fields.append(Field(f"exclusions.{criterion}", criterion, FieldClass.SHEET, words, answer))
    return Section("assessment", f"Gutachten {label}", fields)


class _Rating(dict[str, Any]):
    """A stored rating, which leaves out what was not entered."""

    def __missing__(self, name: str) -> None:
        return None


def _comparison(whole: WholeRound) -> Iterator[Field]:
    for row in comparison(compare(whole.case, whole.catalogue, whole.labels)).rows:
        words = f"{' / '.join(row.values)}: {row.remark}"
        yield Field(f"comparison.{row.label.split()[0]}", row.label, FieldClass.SHEET, words, list(row.values))


def _result(whole: WholeRound) -> Iterator[Field]:
    assert whole.case.result is not None
    page = result_page(whole.case.result, whole.catalogue)
    told = [f"Empfehlung: {page.recommendation}", *page.causes, *page.remarks]
    if page.score is not None:
        told.append(f"Gesamtwert {signed(page.score)} auf der Skala von −2 bis +2")
    if page.robustness is not None:
        told.append(page.robustness)
    result = published_result(whole.case.result, whole.case, whole.catalogue)
    yield Field("result", "Ergebnis", FieldClass.RESULT, "\n".join(told), plain(result))
    for bar in (*page.dimensions, *page.criteria):
        words = bar.text or ("nicht bewertet" if bar.value is None else signed(bar.value))
        yield Field("value", bar.label, FieldClass.RESULT, words, None if bar.value is None else str(bar.value))


def _consensus(consensus: Consensus) -> dict[str, Any]:
    before = dict(consensus.result_of_votes)
    if "individual" in before:
        before["individual"] = sorted(before["individual"].values())
    return {"agreed": consensus.agreed, "minutes": consensus.minutes, "result_of_votes": before}


def _event(row: Row) -> Section:
    kind = row["type"].split(".")[3]
    data = dict(row["data"])
    fields = [Field("time", "Zeit", FieldClass.COURSE, written_time(row["time"]), row["time"].isoformat())]
    if row["actor"] is not None:
        fields.append(Field("actor", "Wer", FieldClass.NAME, *_twice(row["actor"])))
    for name in _PSEUDONYMS & data.keys():
        mark = data.pop(name)
        if mark is not None:
            fields.append(Field(name, "Kennzeichen", FieldClass.PSEUDONYM, *_twice(mark)))
    fields.append(Field("data", "Angaben", FieldClass.COURSE, in_words(data), plain(data)))
    return Section(kind, f"{row['sequence']}. {EVENTS.get(kind, kind)}", fields)


def _rows(key: str, title: str, each: str, rows: Sequence[Any], of: Sequence[columns.Column]) -> Section:
    """A section with a numbered part for every row, which is a mapping or an object with the names of the columns."""
    return Section(
        key,
        title,
        sections=[
            Section(key, f"{each} {number}", fields_of(_as_row(row, of), of))
            for number, row in enumerate(rows, start=1)
        ],
    )


def _as_row(row: Any, of: Sequence[columns.Column]) -> Row:
    return {column.name: row[column.name] if hasattr(row, "keys") else getattr(row, column.name) for column in of}


def _twice(value: Any) -> tuple[str, Any]:
    return str(value), value


def _has_pseudonym(annotation: Any) -> bool:
    return annotation is PSEUDONYM or any(_has_pseudonym(part) for part in get_args(annotation))


_PSEUDONYMS: Final = frozenset(
    name
    for model in collect([assessments]).values()
    for name, field in model.model_fields.items()
    if PSEUDONYM in field.metadata or _has_pseudonym(field.annotation)
)
