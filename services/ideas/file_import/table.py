"""A file with columns: encoding and delimiter are found, records come with the line on which they begin."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import clevercsv
from clevercsv.encoding import get_encoding

from services.ideas.file_import.problems import FileUnusable, RowProblem

if TYPE_CHECKING:
    from _csv import Reader

_SAMPLE_CHARACTERS: Final = 32_768
_LONGEST_FIELD: Final = 1_000_000
_BROKEN_QUOTES: Final = "Die Anführungszeichen sind fehlerhaft: Ein Feld wird nicht oder zu früh geschlossen."


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record by the file's column names; `line` is where it begins, counted from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header is known and whose records have not been read yet."""

    header: Sequence[str]
    lines: Sequence[str]
    records_at: int
    delimiter: str
    quotes: str

    def records(self) -> Iterator[Record | RowProblem]:
        """Every record, or what is wrong with it.

        After broken quotes reading goes on with the next line, so that one stray quote does not swallow the rest.
        """
        start = self.records_at
        while start < len(self.lines):
            reader = _reader(self.lines[start:], self.delimiter, self.quotes)
            begins = start
            try:
                for cells in reader:
                    if cells:
                        yield self._record(begins + 1, cells)
                    begins = start + reader.line_num
            except csv.Error:
                yield RowProblem(begins + 1, "", _BROKEN_QUOTES)
                start = begins + 1
            else:
                return

    def _record(self, line: int, cells: Sequence[str]) -> Record | RowProblem:
        if len(cells) != len(self.header):
            counted = f"Die Zeile hat {len(cells)} Spalten, die Kopfzeile {len(self.header)}."
            return RowProblem(line, "", counted)
        return Record(line, dict(zip(self.header, cells, strict=True)))


def open_table(file: Path, needed: Sequence[str]) -> Table:
    """Read the file, find its encoding, delimiter and header, and check that the needed columns are there.

    Raises: FileUnusable.
    """
    lines = _lines(_decode(file))
    sample = _sample(lines)
    if not sample.strip():
        raise FileUnusable(f"{file}: ist leer.")
    delimiter, quotes = _dialect(file, sample)
    reader = _reader(lines, delimiter, quotes)
    try:
        header = [name.strip() for name in next(reader)]
    except (csv.Error, StopIteration):
        raise FileUnusable(f"{file}:1: {_BROKEN_QUOTES}") from None
    missing = [name for name in needed if name not in header]
    if missing:
        raise FileUnusable(f"{file}:1: {missing[0]}: Diese Spalte fehlt. Die Datei hat: {', '.join(header)}.")
    for name in needed:
        if header.count(name) > 1:
            raise FileUnusable(f"{file}:1: {name}: Diese Spalte gibt es mehrfach.")
    return Table(header, lines, reader.line_num, delimiter, quotes)


def _decode(file: Path) -> str:
    """UTF-8 is recognised by being valid; for everything else the library guesses."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileUnusable(f"{file}: kann nicht gelesen werden ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = get_encoding(str(file)) or "cp1252"
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise FileUnusable(f"{file}: Die Zeichenkodierung ist nicht zu erkennen. Bitte als UTF-8 speichern.") from error


def _lines(text: str) -> list[str]:
    # Not splitlines(): inside a field a form feed or line separator is a character like any other.
    return list(io.StringIO(text, newline=""))


def _sample(lines: Sequence[str]) -> str:
    """Whole lines from the beginning, so that no field is cut."""
    sample: list[str] = []
    size = 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if size >= _SAMPLE_CHARACTERS:
            break
    return "".join(sample)


def _dialect(file: Path, sample: str) -> tuple[str, str]:
    try:
        found = clevercsv.Sniffer().sniff(sample)
    except clevercsv.Error:
        found = None
    if found is None:
        raise FileUnusable(f"{file}: Das Trennzeichen ist nicht zu erkennen.")
    return found.delimiter or ",", found.quotechar or '"'


def _reader(lines: Sequence[str], delimiter: str, quotes: str) -> "Reader":
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(iter(lines), delimiter=delimiter, quotechar=quotes, doublequote=True, strict=True)
