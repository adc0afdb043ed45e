"""The report of one year: the same sections for the page and for the PDF, so that both say the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from services.reporting.disclosure import rounded
from services.reporting.filters import Chosen
from services.reporting.presentation.bars import Bar, count_bars
from services.reporting.presentation.kpis.definitions import SIDES
from services.reporting.presentation.kpis.figures import ReportFigures
from services.reporting.presentation.kpis.kpis import Kpi
from services.reporting.presentation.names import Names
from services.reporting.presentation.standing_lists import BY_KEY, StandingEntry, standing_entry
from services.reporting.presentation.words import DECISIONS, EFFECTS, ORIGINS
from services.reporting.queries.year_lists import LONGEST, YearList, YearLists
from services.reporting.views.totals import NOT_REVIEWED
from shared.contracts.status import STATUS_LABELS, Status
from shared.web.formats import euros, number, written_date

OUTCOMES: Final[Mapping[str, str]] = {**EFFECTS, NOT_REVIEWED: "noch nicht geprüft"}
ANSWERS: Final[Mapping[str, str]] = {
    **{key: label for key, label in DECISIONS.items() if key != "deferred"},
    "inadmissible": "nicht zulässig",
    "already_done": "gibt es schon",
    "planned": "ist schon geplant",
    "handed_over": "an die zuständige Stelle übergeben",
}
MONEY: Final[Mapping[str, str]] = {
    "planned_cents": "Geplante Kosten",
    "yearly_cents": "Geplante Kosten pro Jahr",
    "own_share_cents": "Eigenanteil der Stadt",
    "funding_cents": "Geplante Fördermittel",
}
MONEY_PAGES: Final[Mapping[str, str]] = {
    "yearly_cents": "/kennzahlen/neue-folgekosten",
    "own_share_cents": "/kennzahlen/eigenanteil",
    "funding_cents": "/kennzahlen/foerdermittel-geplant",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers of one kind, with the heads of both columns."""

    caption: str
    heads: tuple[str, str]
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; `anchor` is its name in addresses, `links` are pairs of words and address."""

    anchor: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    entries: tuple[StandingEntry, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class YearReport:
    """The whole report; `as_of` is the day of its numbers in words."""

    year: int
    title: str
    as_of: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def address(self) -> str:
        """The page that always holds the newest numbers of that year."""
        return f"/jahresbericht/{self.year}"


def year_report(
    figures: ReportFigures, kpis: Mapping[str, Kpi], lists: YearLists, names: Names, year: int
) -> YearReport:
    """The report of a year in which there is anything."""
    as_of = written_date(figures.today)
    running = year == figures.today.year
    sections = (
        _received(figures, year),
        _answered(figures, kpis, year),
        _implemented(figures, kpis, year),
        _money(figures, kpis, year),
        _kpis(kpis.values(), year),
        _deviations(figures, lists.deviations, names, year),
        _promises(figures, lists.broken_promises, names, year),
        _trialog(figures, year),
        _method(),
        _checking(year),
    )
    return YearReport(
        year,
        f"Jahresbericht {year}",
        as_of,
        (
            f"Das Jahr {year} läuft noch. Diese Zahlen ändern sich also noch."
            if running
            else f"Das Jahr {year} ist vorbei. Manche Zahlen ändern sich trotzdem: zum Beispiel, wenn ein Impuls aus dem Jahr "
            "erst später umgesetzt wird.",
            f"Alle Zahlen sind vom {as_of}.",
        ),
        sections,
    )


def _received(figures: ReportFigures, year: int) -> Section:
    totals = figures.scope(f"received:{year}")
    whole = totals.received
    if not whole:
        return Section("eingang", "Was eingegangen ist", (f"Im Jahr {year} ist kein Impuls eingegangen.",))
    hidden = f", davon {number(totals.not_public)} intern. Interne Impulse zählen mit. Lesen können Sie sie hier nicht."
    rows = tuple(
        # Before its release nobody outside may read an impulse.
        Bar(STATUS_LABELS[status], number(count), Fraction(count, whole), _list(year, status))
        for status, count in totals.statuses.items()
    )
    return Section(
        "eingang",
        "Was eingegangen ist",
        (
            f"Im Jahr {year} {'ist 1 Impuls' if whole == 1 else f'sind {number(whole)} Impulse'} eingegangen"
            + (hidden if totals.not_public else "."),
            "Die Tabelle zeigt, wo diese Impulse heute stehen. Jeder steht an genau einer Stelle.",
        ),
        (Table("Wo diese Impulse heute stehen", ("Stand", "Anzahl"), (*rows, Bar("Summe", number(whole), None))),),
        links=((f"Alle Impulse aus dem Jahr {year} lesen", f"/impulse?jahr={year}"),),
    )


def _list(year: int, status: Status) -> str | None:
    return None if status is Status.IN_SCREENING else Chosen(status=status, jahr=str(year)).address()


def _answered(figures: ReportFigures, kpis: Mapping[str, Kpi], year: int) -> Section:
    answers = figures.scope(f"answered:{year}").of("answered_as")
    whole = sum(answers.values())
    title = "Was die Stadt geantwortet hat"
    explained = "Hier zählt die erste Antwort auf jeden Impuls. Er kann auch in einem Jahr davor eingegangen sein."
    if not whole:
        return Section("antworten", title, (f"Im Jahr {year} hat die Stadt noch auf keinen Impuls geantwortet.",))
    rows = count_bars(answers, ANSWERS)
    return Section(
        "antworten",
        title,
        (f"Im Jahr {year} hat die Stadt {number(whole)} mal geantwortet. {explained}",),
        (
            Table("So hat die Stadt geantwortet", ("Antwort", "Anzahl"), (*rows, Bar("Summe", number(whole), None))),
            *_kpi_table("Wie schnell sie war", [kpis["rechtzeitig-beantwortet"], kpis["dauer-antwort"]], year),
        ),
        links=(("So zählen wir Antworten", kpis["rechtzeitig-beantwortet"].address),),
    )


def _implemented(figures: ReportFigures, kpis: Mapping[str, Kpi], year: int) -> Section:
    outcomes = figures.scope(f"implemented:{year}").of("outcome")
    reviews = figures.scope(f"reviewed:{year}").of("effect")
    given_up = figures.scope().of("abandoned").get(str(year), 0)
    whole = sum(outcomes.values())
    tables = []
    if whole:
        rows = (*count_bars(outcomes, OUTCOMES), Bar("Summe", number(whole), None))
        tables.append(Table(f"Was die {year} umgesetzten Impulse bis heute bewirkt haben", ("Wirkung", "Anzahl"), rows))
    if reviews:
        rows = (*count_bars(reviews, EFFECTS), Bar("Summe", number(sum(reviews.values())), None))
        tables.append(Table(f"Was die Prüfungen im Jahr {year} ergaben", ("Ergebnis", "Anzahl"), rows))
    sentences = [
        f"Im Jahr {year} hat die Stadt {_impulses(whole)} umgesetzt."
        if whole
        else f"Im Jahr {year} ist nichts fertig geworden.",
        f"Abgebrochen hat sie in dem Jahr {_impulses(given_up)}."
        if given_up
        else "Abgebrochen hat sie in dem Jahr nichts.",
    ]
    return Section(
        "umsetzung",
        "Was umgesetzt ist und was es bewirkt hat",
        tuple(sentences),
        (
            *tables,
            *_kpi_table("Wirkung in Zahlen", [kpis["nutzen"], kpis["zufriedenheit"], kpis["dauer-umsetzung"]], year),
        ),
        links=(("So zählen wir, was umgesetzt ist", kpis["realisierungsquote"].address),),
    )


def _money(figures: ReportFigures, kpis: Mapping[str, Kpi], year: int) -> Section:
    planned, spent = figures.scope(f"planned:{year}"), figures.scope().of("booked_cents").get(str(year))
    granted = kpis["foerdermittel-bewilligt"].of(year)
    n = planned.sum_of("measures")
    rows = [
        Bar(label, euros(planned.sum_of(what)), None, MONEY_PAGES.get(what, "/geld"))
        for what, label in MONEY.items()
        if planned.of(f"{what}_n")
    ]
    if granted is not None:
        rows.append(Bar("Bewilligte Fördermittel", granted.text, None, kpis["foerdermittel-bewilligt"].address))
    if spent is not None:
        rows.append(Bar("Ausgegeben", euros(spent), None, "/geld"))
    planned_sentence = (
        f"Im Jahr {year} hat die Stadt {'eine Maßnahme' if n == 1 else f'{number(n)} Maßnahmen'} geplant. Es gilt der neueste "
        "Plan. Was sie abgebrochen hat, zählt beim Plan nicht mit."
        if n
        else f"Im Jahr {year} hat die Stadt keine Maßnahme geplant."
    )
    sentences = (
        planned_sentence,
        "Ausgegeben und bewilligt zählt in dem Jahr, in dem es gemeldet ist. Beträge sind auf ganze Euro gerundet.",
    )
    table = (Table(f"Geld im Jahr {year}", ("Was", "Betrag"), tuple(rows)),) if rows else ()
    return Section("geld", "Geld", sentences, table)


def _kpis(kpis: Iterable[Kpi], year: int) -> Section:
    return Section(
        "kennzahlen",
        f"Kennzahlen des Jahres {year}",
        (
            "Der Name jeder Zahl führt zu der Seite, die sie erklärt. n sagt, aus wie vielen Fällen sie kommt.",
            "Einen Anteil nennen wir erst ab 5 Fällen. Von Menschen und von einzelnen Ämtern nennen wir keine Zahl.",
        ),
        _kpi_table(f"Kennzahlen {year}", (kpi for kpi in kpis if kpi.definition.group != SIDES), year),
        links=(("Alle Kennzahlen, auch die, die wir nicht messen können", "/kennzahlen"),),
    )


def _deviations(figures: ReportFigures, found: YearList, names: Names, year: int) -> Section:
    deviating = figures.scope(f"decided:{year}").of("deviation").get("yes", 0)
    if not figures.scope(f"decided:{year}").of("deviation"):
        sentences = [f"Im Jahr {year} hat die Stadt über keinen Impuls entschieden, für den es eine Empfehlung gab."]
    elif deviating:
        sentences = [
            f"Im Jahr {year} hat die Stadt {number(deviating)} mal anders entschieden als empfohlen. Davon sind hier "
            f"{number(len(found.rows))} zu lesen. Den Grund nennen die, die entschieden haben."
        ]
    else:
        sentences = [f"Im Jahr {year} ist die Stadt immer der Empfehlung gefolgt."]
    if found.cut:
        sentences.append(f"Hier stehen nur die letzten {LONGEST}.")
    return Section(
        "abweichungen",
        "Anders entschieden als empfohlen",
        tuple(sentences),
        entries=_entries(found, "abweichungen", figures, names),
        links=(
            ("So zählen wir das", "/kennzahlen/abweichende-entscheidungen"),
            ("Alle Jahre", "/listen/abweichungen"),
        ),
    )


def _promises(figures: ReportFigures, found: YearList, names: Names, year: int) -> Section:
    if found.rows:
        sentences = [
            f"Bei diesen Impulsen hat die Stadt einen Tag genannt. Der Tag lag im Jahr {year} oder davor. Er ist vorbei, und der "
            "Impuls ist heute nicht umgesetzt."
        ]
    else:
        sentences = ["Bei keinem Impuls, den Sie hier lesen können, ist eine Zusage überfällig."]
    if found.cut:
        sentences.append(f"Hier stehen nur die ersten {LONGEST}.")
    return Section(
        "versprochen",
        "Versprochen und nicht umgesetzt",
        tuple(sentences),
        entries=_entries(found, "versprochen", figures, names),
        links=(
            ("So viele Zusagen sind umgesetzt", "/kennzahlen/umgesetzte-zusagen"),
            ("Alle Jahre", "/listen/versprochen"),
        ),
    )


def _entries(found: YearList, key: str, figures: ReportFigures, names: Names) -> tuple[StandingEntry, ...]:
    return tuple(standing_entry(row, BY_KEY[key], names, figures.today) for row in found.rows)


def _trialog(figures: ReportFigures, year: int) -> Section:
    rows = []
    for origin, label in ORIGINS.items():
        totals = figures.scope(f"origin:{origin}:{year}")
        rows.append(Bar(f"{label}: eingegangen", number(rounded(totals.received)), None))
        rows.append(Bar(f"{label}: davon heute beantwortet", number(rounded(totals.sum_of("answered"))), None))
    return Section(
        "trialog",
        "Die drei Seiten des Trialogs",
        (
            "Impulse kommen von drei Seiten. Für alle gelten dieselben Regeln.",
            "Jede Zahl hier ist auf ein Vielfaches von 5 gerundet. So ist kein Mensch zu erkennen. Eine 0 kann also auch 1 oder "
            "2 heißen.",
        ),
        (Table(f"Impulse aus dem Jahr {year} nach ihrer Seite", ("Seite", "Anzahl, gerundet"), tuple(rows)),),
        links=(("So zählen wir das", "/kennzahlen/eingang-stadtgesellschaft"), ("Alle Jahre", "/trialog")),
    )


def _method() -> Section:
    return Section(
        "methode",
        "So entstehen die Zahlen",
        (
            "Die Ämter melden, was mit jedem Impuls geschieht. Ein Programm zählt diese Meldungen und rechnet daraus jede Zahl. "
            "Statt eines Durchschnitts nennen wir den Median und das 90. Perzentil: Einzelne Fälle können sie kaum "
            "verschieben. Bei jedem Anteil zählt unten auch, was schlecht lief. Wer etwas liegen lässt, macht die Zahl also "
            "schlechter und nicht besser.",
        ),
        links=(("So bewerten wir Impulse", "/methode"),),
    )


def _checking(year: int) -> Section:
    return Section(
        "pruefen",
        "So können Sie das prüfen",
        (
            "Lesen Sie die Impulse selbst: Jede Zahl mit einem Link führt zu ihnen oder zu ihrer Erklärung.",
            "Rechnen Sie nach: Alle Zahlen gibt es auch für Programme. Interne Impulse zählen überall mit. Darum kann eine Zahl "
            "hier größer sein als das, was Sie lesen können.",
        ),
        links=(
            (f"Impulse aus dem Jahr {year}", f"/impulse?jahr={year}"),
            ("Alle Kennzahlen mit ihrer Erklärung", "/kennzahlen"),
            ("Kennzahlen als JSON", "/api/v1/kpis"),
        ),
    )


def _kpi_table(caption: str, kpis: Iterable[Kpi], year: int) -> tuple[Table, ...]:
    """The values of that year; nothing where there is none."""
    found = [(kpi, row) for kpi in kpis if (row := kpi.of(year)) is not None]
    rows = tuple(Bar(kpi.definition.name, f"{row.text}, {row.cases}", None, kpi.address) for kpi, row in found)
    return (Table(caption, ("Kennzahl", "Wert"), rows),) if rows else ()


def _impulses(count: int) -> str:
    return "1 Impuls" if count == 1 else f"{number(count)} Impulse"
