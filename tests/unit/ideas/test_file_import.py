"""Files of other processes: found out, mapped, and read past their faults."""

from datetime import date
from pathlib import Path

import pytest

from services.ideas.commands.import_impulses import ImportedImpulse
from services.ideas.file_import.mapping import ColumnMapping, load_mapping
from services.ideas.file_import.problems import FileUnusable, RowProblem
from services.ideas.file_import.rows import read_rows
from services.ideas.file_import.table import open_table

FIELDS = {"Mobilität"}
MAPPING = """
[columns]
reference = "Nr"
title = "Titel"
text = "Text"
received_on = "Datum"

[constants]
origin = "citizens"
licence = "CC BY 4.0"
"""
HEADER = "Nr,Titel,Text,Datum\n"


@pytest.fixture
def mapping(tmp_path: Path) -> ColumnMapping:
    return load_mapping(written(tmp_path / "vorschlaege.toml", MAPPING))


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(tmp_path: Path, mapping: ColumnMapping, content: str | bytes) -> list[ImportedImpulse | RowProblem]:
    table = open_table(written(tmp_path / "file.csv", content), list(mapping.columns.values()))
    return list(read_rows(table, mapping, FIELDS))


def titles(rows: list[ImportedImpulse | RowProblem]) -> list[str]:
    return [row.content.title for row in rows if isinstance(row, ImportedImpulse)]


def problems(rows: list[ImportedImpulse | RowProblem]) -> list[tuple[int, str]]:
    return [(row.line, row.column) for row in rows if isinstance(row, RowProblem)]


def test_a_row_becomes_an_impulse(tmp_path: Path, mapping: ColumnMapping) -> None:
    (row,) = read(tmp_path, mapping, HEADER + '7,Ampel,"Bitte, ""bald"".\nDanke.",2017-09-13/2017-10-18\n')
    assert isinstance(row, ImportedImpulse)
    assert (row.reference, row.received_on, row.licence) == ("7", date(2017, 9, 13), "CC BY 4.0")
    assert (row.content.title, row.content.text) == ("Ampel", 'Bitte, "bald".\nDanke.')
    assert row.content.origin == "citizens"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(
    tmp_path: Path, mapping: ColumnMapping, encoding: str, delimiter: str
) -> None:
    lines = ["Nr,Titel,Text,Datum"] + [
        f"{number},Größere Bäume für die Straße,Schöne Grüße aus der Südstadt über den Fluss,13.09.2017"
        for number in range(20)
    ]
    content = "\r\n".join(lines).replace(",", delimiter).encode(encoding)
    rows = read(tmp_path, mapping, content)
    assert titles(rows) == ["Größere Bäume für die Straße"] * 20


def test_an_empty_text_is_allowed(tmp_path: Path, mapping: ColumnMapping) -> None:
    rows = read(tmp_path, mapping, HEADER + "1,Ohne Text,,13.09.2017\n2,Zwei,b,13.09.2017\n")
    assert titles(rows) == ["Ohne Text", "Zwei"]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ("2,,Text,2017-09-13\n", "Titel"),
        (f"2,{'x' * 251},Text,2017-09-13\n", "Titel"),
        (f"2,Zwei,{'x' * 10_001},2017-09-13\n", "Text"),
        ("2,Zwei,Text,gestern\n", "Datum"),
        (",Zwei,Text,2017-09-13\n", "Nr"),
        ("1,Zwei,Text,2017-09-13\n", "Nr"),
        ("2,Zwei,Text\n", ""),
        ("2,Zwei,Text,2017-09-13,mehr\n", ""),
        ('2,Zwei,"Text" fehlt,2017-09-13\n', ""),
        ('2,Zwei,"nie geschlossen,2017-09-13\n', ""),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_go_on(
    tmp_path: Path, mapping: ColumnMapping, bad: str, column: str
) -> None:
    rows = read(
        tmp_path, mapping, HEADER + "1,Eins,a,2017-09-13\n" + bad + '3,Drei,"c\nd",2017-09-13\n4,Vier,e,2017-09-13\n'
    )
    assert titles(rows) == ["Eins", "Drei", "Vier"]
    assert problems(rows) == [(3, column)]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, mapping: ColumnMapping) -> None:
    rows = read(tmp_path, mapping, HEADER + '1,Eins,"a\nb\nc",2017-09-13\n2,,x,2017-09-13\n')
    assert problems(rows) == [(5, "Titel")]


def test_an_unknown_field_of_action_is_a_problem_of_its_row(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        "s", {"reference": "Nr", "title": "Titel", "field_of_action": "Feld"}, {"origin": "citizens"}
    )
    rows = read(tmp_path, mapping, "Nr,Titel,Feld\n1,Eins,Mobilität\n2,Zwei,Verkehr\n3,Drei,\n")
    assert titles(rows) == ["Eins", "Drei"]
    assert problems(rows) == [(3, "Feld")]


def test_a_missing_column_stops_with_its_name(tmp_path: Path, mapping: ColumnMapping) -> None:
    with pytest.raises(FileUnusable, match=r"file\.csv:1: Datum: .*Nr, Titel, Text"):
        read(tmp_path, mapping, "Nr,Titel,Text\n1,Eins,a\n2,Zwei,b\n")


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, mapping: ColumnMapping, content: str) -> None:
    with pytest.raises(FileUnusable, match="leer"):
        read(tmp_path, mapping, content)


def test_the_name_of_the_mapping_is_the_source_unless_it_names_one(tmp_path: Path) -> None:
    assert load_mapping(written(tmp_path / "vorschlaege.toml", MAPPING)).source == "vorschlaege"
    named = load_mapping(written(tmp_path / "other.toml", MAPPING + 'source = "dialog"\n'))
    assert (named.source, "source" in named.constants) == ("dialog", False)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("no toml", "TOML"),
        (MAPPING + "[more]\n", "more"),
        (MAPPING.replace("title =", "name ="), r"columns\.name"),
        (MAPPING.replace('title = "Titel"\n', ""), r"columns\.title"),
        (MAPPING.replace('origin = "citizens"\n', ""), r"constants\.origin"),
        (MAPPING + "place = 3\n", r"constants\.place"),
        (MAPPING + 'title = "x"\n', r"constants\.title"),
    ],
)
def test_a_faulty_mapping_is_refused_with_its_place(tmp_path: Path, content: str, place: str) -> None:
    with pytest.raises(FileUnusable, match=place):
        load_mapping(written(tmp_path / "m.toml", content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match=r"missing\.toml"):
        load_mapping(tmp_path / "missing.toml")
    with pytest.raises(FileUnusable, match=r"missing\.csv"):
        open_table(tmp_path / "missing.csv", [])
