"""Every stored column of a case that an export tells: its German label, its class, and the words for its values.

A test compares this with the tables, so that no new column is left out in silence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.evaluation.domain.conditions import Condition
from services.evaluation.domain.export_classes import Field, FieldClass
from services.evaluation.presentation import export_words, sessions, words
from services.evaluation.presentation.resolution_words import condition_words
from shared.contracts.lists import AppealGround
from shared.web.formats import money, written_date, written_time

Say = Callable[[Any], str] | Mapping[Any, str]

MATTER, STATEMENT, DIALOGUE = FieldClass.MATTER, FieldClass.STATEMENT, FieldClass.DIALOGUE
RESULT, DECISION, COURSE = FieldClass.RESULT, FieldClass.DECISION, FieldClass.COURSE
SHEET, CONSULTATION, NOTE = FieldClass.SHEET, FieldClass.CONSULTATION, FieldClass.NOTE
NAME, PSEUDONYM = FieldClass.NAME, FieldClass.PSEUDONYM


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `say` has the words for a value where its type alone does not tell them."""

    name: str
    label: str
    kind: FieldClass
    say: Say | None = None

    def field(self, value: Any) -> Field | None:
        """The column of one row, None where nothing is stored."""
        if value is None or value in ("", [], {}):
            return None
        return Field(self.name, self.label, self.kind, self._words(value), plain(value))

    def _words(self, value: Any) -> str:
        if isinstance(self.say, Mapping):
            return self.say.get(value, str(value))
        return in_words(value) if self.say is None else self.say(value)


def fields_of(row: Mapping[str, Any], columns: Sequence[Column]) -> list[Field]:
    """What a row tells, in the order of the columns."""
    return [field for column in columns if (field := column.field(row[column.name])) is not None]


def in_words(value: Any) -> str:
    """A stored value as people read it."""
    match value:
        case bool():
            return "ja" if value else "nein"
        case datetime():
            return written_time(value)
        case date():
            return written_date(value)
        case Mapping():
            return "\n".join(f"{name}: {in_words(each)}" for name, each in value.items() if each is not None)
        case list() | tuple():
            parted = "\n" if any(isinstance(each, Mapping) for each in value) else ", "
            return parted.join(in_words(each) for each in value)
        case _:
            return str(value)


def plain(value: Any) -> Any:
    """A stored value as JSON."""
    match value:
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return str(value)


def _proposal(proposal: Mapping[str, Any]) -> str:
    told = (column.field(proposal.get(column.name)) for column in DECISION_VERSION)
    return "\n".join(f"{field.label}: {field.words}" for field in told if field is not None)


def _grounds(grounds: Sequence[AppealGround]) -> str:
    return ", ".join(words.APPEAL_GROUNDS[ground] for ground in grounds)


def _conditions(conditions: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(condition_words(_condition(each), {}) for each in conditions)


def _condition(stored: Mapping[str, Any]) -> Condition:
    days = {name: date.fromisoformat(stored[name]) for name in ("due_on", "debate_on") if stored.get(name)}
    return Condition(**{**stored, **days})


IMPULSE: Sequence[Column] = (
    Column("number", "Vorgangsnummer", MATTER),
    Column("origin", "Herkunft", MATTER, export_words.ORIGINS),
    Column("visibility", "Sichtbarkeit", MATTER, export_words.VISIBILITIES),
    Column("portal_reference", "Kennung im Portal", PSEUDONYM),
    Column("submitter_marks", "Kennzeichen der einreichenden Personen", PSEUDONYM),
    Column("track", "Verfahren", MATTER, words.TRACKS),
    Column("profile", "Profil", MATTER),
    Column("field_of_action", "Handlungsfeld", MATTER),
    Column("strategic_goals", "Strategische Ziele", MATTER),
    Column("unit", "Zuständige Stelle", MATTER),
    Column("one_off_cents", "Kosten einmalig", MATTER, money),
    Column("yearly_cents", "Kosten im Jahr", MATTER, money),
    Column("motion", "Antrag", MATTER),
    Column("subjects", "Gegenstände", MATTER),
    Column("ended", "Beendet", MATTER),
    Column("erased_up_to", "Texte gelöscht bis Fassung", MATTER, lambda version: str(version or "keine")),
)

CASE: Sequence[Column] = (
    Column("round", "Runde", MATTER),
    Column("state", "Stand", MATTER, words.STATES),
    Column("cause", "Anlass der Runde", MATTER),
    Column("opened_on", "Eröffnet am", MATTER),
    Column("due_on", "Frist der Begutachtung", MATTER),
    Column("state_since", "In diesem Stand seit", MATTER),
    Column("catalogue_id", "Kriterienkatalog", MATTER),
    Column("catalogue_version", "Fassung des Katalogs", MATTER),
    Column("track", "Verfahren", MATTER, words.TRACKS),
    Column("profile", "Profil", MATTER),
    Column("pool", "Kreis der Begutachtung", MATTER),
    Column("evaluators_required", "Nötige Gutachten", MATTER),
    Column("opened", "Zusätzlich geöffnete Kriterien", MATTER),
    Column("reopened", "Noch einmal geöffnete Kriterien", MATTER),
    Column("third_opinion", "Gründe für ein drittes Gutachten", RESULT),
    Column("short_class", "Ergebnis des kurzen Verfahrens", RESULT, words.RECOMMENDATIONS),
    Column("stopped_on", "Frist angehalten am", MATTER),
    Column("due_before_stop", "Frist vor dem Anhalten", MATTER),
    Column("stopped_days", "Tage, die die Frist stand", MATTER),
    Column("extended_days", "Arbeitstage, um die verlängert wurde", MATTER),
)

CASE_SHEET: Sequence[Column] = (
    Column("version", "Fassung", MATTER),
    Column("kept_at", "Gespeichert", MATTER),
    Column("title", "Titel", MATTER),
    Column("body", "Sachverhalt", MATTER),
)

STATEMENT_REQUEST: Sequence[Column] = (
    Column("unit", "Stelle", STATEMENT),
    Column("criteria", "Kriterien", STATEMENT),
    Column("state", "Stand", STATEMENT, export_words.STATEMENT_STATES),
    Column("due_on", "Frist", STATEMENT),
    Column("question", "Frage", STATEMENT),
    Column("answer", "Antwort", STATEMENT),
    Column("remarks", "Anmerkungen je Kriterium", STATEMENT),
)

OFFICE_QUESTION: Sequence[Column] = (
    Column("criterion", "Ausschlusskriterium", STATEMENT),
    Column("office", "Fachstelle", STATEMENT),
    Column("unit", "Stelle", STATEMENT),
    Column("due_on", "Frist", STATEMENT),
    Column("answer", "Antwort", STATEMENT, words.EXCLUSION_ANSWERS),
    Column("reason", "Begründung", STATEMENT),
)

QUERY: Sequence[Column] = (
    Column("stage", "Wozu", DIALOGUE, export_words.QUERY_STAGES),
    Column("state", "Stand", DIALOGUE, words.QUERY_STATES),
    Column("reply_by", "Antwort bis", DIALOGUE),
    Column("question", "Frage", DIALOGUE),
    Column("answer", "Antwort", DIALOGUE),
    Column("may_be_published", "Darf neben der Entscheidung stehen", DIALOGUE),
)

CONSENSUS: Sequence[Column] = (
    Column("agreed", "Vereinbarte Werte", RESULT),
    Column("minutes", "Niederschrift des Einigungsgesprächs", CONSULTATION),
    Column("result_of_votes", "Ergebnis vor der Einigung", RESULT),
)

DISCUSSION_NOTE: Sequence[Column] = (
    Column("author", "Von", CONSULTATION),
    Column("body", "Notiz", CONSULTATION),
)

POSTPONEMENT: Sequence[Column] = (
    Column("due_before", "Bisherige Frist", COURSE),
    Column("due_on", "Neue Frist", COURSE),
    Column("reason", "Grund", COURSE, words.POSTPONEMENT_REASONS),
    Column("note", "Anmerkung", NOTE),
)

DECISION_VERSION: Sequence[Column] = (
    Column("number", "Fassung", DECISION),
    Column("occasion", "Anlass", DECISION, export_words.OCCASIONS),
    Column("decision", "Entscheidung", DECISION, words.DECISIONS),
    Column("decided_at", "Entschieden", DECISION),
    Column("decider_name", "Entschieden von", NAME),
    Column("published_at", "Veröffentlicht", DECISION),
    Column("publisher_name", "Veröffentlicht von", NAME),
    Column("reasons", "Begründung", DECISION),
    Column("conditions", "Bedingungen", DECISION, _conditions),
    Column("deviation", "Weicht von der Empfehlung ab", DECISION),
    Column("deviation_reason", "Grund der Abweichung", DECISION),
    Column("confirmation", "Schriftliche Bestätigung", DECISION),
    Column("minority_view", "Ansicht der Minderheit", DECISION),
    Column("until", "Zurückgestellt bis", DECISION),
    Column("addressee", "Abgegeben an", DECISION),
    Column("body", "Gremium", DECISION),
    Column("session_on", "Sitzung am", DECISION),
    Column("resolution", "Beschlussnummer", DECISION),
    Column("oparl_url", "Ratsinformationssystem", DECISION),
    Column("in_favour", "Ja-Stimmen", DECISION),
    Column("against", "Nein-Stimmen", DECISION),
    Column("abstained", "Enthaltungen", DECISION),
    Column("promised_for", "Versprochen bis", DECISION),
    Column("unit", "Umsetzende Stelle", DECISION),
    Column("one_off_cents", "Kostenrahmen einmalig", DECISION, money),
    Column("yearly_cents", "Kostenrahmen im Jahr", DECISION, money),
    Column("indicator", "Woran man den Erfolg erkennt", DECISION),
    Column("correction", "Warum der Text geändert wurde", DECISION),
    Column("published_texts", "Als welche Texte veröffentlicht", DECISION),
)

AGENDA_ITEM: Sequence[Column] = (
    Column("body", "Gremium", DECISION),
    Column("year", "Jahr", DECISION),
    Column("number", "Sitzung", DECISION),
    Column("session_on", "Tag", DECISION),
    Column("starts_at", "Beginn", DECISION),
    Column("place", "Ort", DECISION),
    Column("ends_on", "Antwort im Umlaufverfahren bis", DECISION),
    Column("public", "Öffentlich", DECISION),
    Column("state", "Stand der Sitzung", DECISION, sessions.STATES),
    Column("present", "Anwesend", NAME),
    Column("absent", "Abwesend", NAME),
    Column("position", "Tagesordnungspunkt", DECISION),
    Column("proposal", "Beschlussvorschlag", DECISION, _proposal),
    Column("left_room", "Befangen, nicht im Raum", NAME),
    Column("entitled", "Stimmberechtigt", DECISION),
    Column("in_favour", "Ja-Stimmen", DECISION),
    Column("against", "Nein-Stimmen", DECISION),
    Column("abstained", "Enthaltungen", DECISION),
    Column("secret", "Geheim", DECISION),
    Column("objections", "Einwände gegen das Umlaufverfahren", DECISION),
    Column("en_bloc", "In einer gemeinsamen Abstimmung", DECISION),
    Column("outcome", "Ergebnis", DECISION, words.OUTCOMES),
    Column("resolution", "Beschlussnummer", DECISION),
    Column("oparl_url", "Ratsinformationssystem", DECISION),
)

COUNCIL_PAPER: Sequence[Column] = (
    Column("body", "Gremium", DECISION),
    Column("paper_number", "Nummer der Vorlage", DECISION),
    Column("session_on", "Sitzung am", DECISION),
    Column("submitted_at", "Vorgelegt", DECISION),
)

APPEAL: Sequence[Column] = (
    Column("grounds", "Gründe", DIALOGUE, _grounds),
    Column("words", "Wortlaut", DIALOGUE),
    Column("state", "Stand", DECISION, export_words.APPEAL_STATES),
    Column("due_on", "Korrektur möglich bis", DECISION),
)

FOLLOW_UP: Sequence[Column] = (
    Column("addressee", "Abgegeben an", DECISION),
    Column("since", "Seit", DECISION),
    Column("answered_on", "Beantwortet am", DECISION),
    Column("answer", "Antwort", DECISION),
)

PUBLISHED_TEXT: Sequence[Column] = (
    Column("kind", "Art", DECISION),
    Column("text_version", "Fassung", DECISION),
    Column("topic", "Wo", DECISION),
    Column("title", "Titel", DECISION),
    Column("body", "Text", DECISION),
)

RATING: Sequence[Column] = (
    Column("value", "Wert", SHEET),
    Column("reason", "Begründung", SHEET),
    Column("evidence", "Nachweis", SHEET, words.EVIDENCE),
    Column("mitigation", "Minderung oder Alternative", SHEET),
)
