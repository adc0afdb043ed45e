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
from services.reporting.presentation.words import DECISIONS, EFFECTS, ORIGINS, STATUS
from services.reporting.queries.year_lists import LONGEST, YearList, YearLists
from services.reporting.views.totals import NOT_REVIEWED
from shared.contracts.status import Status
from shared.translation import N_, Words, ngettext, pgettext
from shared.translation import gettext as _
from shared.web.formats import euros, number, written_date

OUTCOMES: Final = Words({**EFFECTS, NOT_REVIEWED: N_("noch nicht geprüft")})
ANSWERS: Final = Words(
    {
        **{key: label for key, label in DECISIONS.items() if key != "deferred"},
        "inadmissible": N_("nicht zulässig"),
        "already_done": N_("gibt es schon"),
        "planned": N_("ist schon geplant"),
        "handed_over": N_("an die zuständige Stelle übergeben"),
    }
)
MONEY: Final = Words(
    {
        "planned_cents": N_("Geplante Kosten"),
        "yearly_cents": N_("Geplante Kosten pro Jahr"),
        "own_share_cents": N_("Eigenanteil der Stadt"),
        "funding_cents": N_("Geplante Fördermittel"),
    }
)
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
        _("Jahresbericht {year}").format(year=year),
        as_of,
        (
            _("Das Jahr {year} läuft noch. Diese Zahlen ändern sich also noch.").format(year=year)
            if running
            else _(
                "Das Jahr {year} ist vorbei. Manche Zahlen ändern sich trotzdem: zum Beispiel, wenn ein Impuls aus dem Jahr "
                "erst später umgesetzt wird."
            ).format(year=year),
            _("Alle Zahlen sind vom {day}.").format(day=as_of),
        ),
        sections,
    )


def _received(figures: ReportFigures, year: int) -> Section:
    totals = figures.scope(f"received:{year}")
    whole = totals.received
    title = _("Was eingegangen ist")
    if not whole:
        return Section("eingang", title, (_("Im Jahr {year} ist kein Impuls eingegangen.").format(year=year),))
    if totals.not_public:
        received = ngettext(
            "Im Jahr {year} ist 1 Impuls eingegangen, davon {internal} intern. Interne Impulse zählen mit. Lesen können Sie "
            "sie hier nicht.",
            "Im Jahr {year} sind {count} Impulse eingegangen, davon {internal} intern. Interne Impulse zählen mit. Lesen "
            "können Sie sie hier nicht.",
            whole,
        )
    else:
        received = ngettext(
            "Im Jahr {year} ist 1 Impuls eingegangen.", "Im Jahr {year} sind {count} Impulse eingegangen.", whole
        )
    rows = tuple(
        # Before its release nobody outside may read an impulse.
        Bar(STATUS[status], number(count), Fraction(count, whole), _list(year, status))
        for status, count in totals.statuses.items()
    )
    return Section(
        "eingang",
        title,
        (
            received.format(year=year, count=number(whole), internal=number(totals.not_public)),
            _("Die Tabelle zeigt, wo diese Impulse heute stehen. Jeder steht an genau einer Stelle."),
        ),
        (Table(_("Wo diese Impulse heute stehen"), (_("Stand"), _("Anzahl")), (*rows, _sum(whole))),),
        links=((_("Alle Impulse aus dem Jahr {year} lesen").format(year=year), f"/impulse?jahr={year}"),),
    )


def _list(year: int, status: Status) -> str | None:
    return None if status is Status.IN_SCREENING else Chosen(status=status, jahr=str(year)).address()


def _answered(figures: ReportFigures, kpis: Mapping[str, Kpi], year: int) -> Section:
    answers = figures.scope(f"answered:{year}").of("answered_as")
    whole = sum(answers.values())
    title = _("Was die Stadt geantwortet hat")
    if not whole:
        nothing = _("Im Jahr {year} hat die Stadt auf keinen Impuls geantwortet.")
        return Section("antworten", title, (nothing.format(year=year),))
    answered = ngettext(
        "Im Jahr {year} hat die Stadt 1 mal geantwortet. Hier zählt die erste Antwort auf jeden Impuls. Er kann auch in einem "
        "Jahr davor eingegangen sein.",
        "Im Jahr {year} hat die Stadt {count} mal geantwortet. Hier zählt die erste Antwort auf jeden Impuls. Er kann auch in "
        "einem Jahr davor eingegangen sein.",
        whole,
    )
    rows = (*count_bars(answers, ANSWERS), _sum(whole))
    return Section(
        "antworten",
        title,
        (answered.format(year=year, count=number(whole)),),
        (
            Table(_("So hat die Stadt geantwortet"), (_("Antwort"), _("Anzahl")), rows),
            *_kpi_table(_("Wie schnell sie war"), [kpis["rechtzeitig-beantwortet"], kpis["dauer-antwort"]], year),
        ),
        links=((_("So zählen wir Antworten"), kpis["rechtzeitig-beantwortet"].address),),
    )


def _implemented(figures: ReportFigures, kpis: Mapping[str, Kpi], year: int) -> Section:
    outcomes = figures.scope(f"implemented:{year}").of("outcome")
    reviews = figures.scope(f"reviewed:{year}").of("effect")
    given_up = figures.scope().of("abandoned").get(str(year), 0)
    whole = sum(outcomes.values())
    tables = []
    if whole:
        caption = _("Was die {year} umgesetzten Impulse bis heute bewirkt haben").format(year=year)
        rows = (*count_bars(outcomes, OUTCOMES), _sum(whole))
        tables.append(Table(caption, (_("Wirkung"), _("Anzahl")), rows))
    if reviews:
        caption = _("Was die Prüfungen im Jahr {year} ergaben").format(year=year)
        rows = (*count_bars(reviews, EFFECTS), _sum(sum(reviews.values())))
        tables.append(Table(caption, (_("Ergebnis"), _("Anzahl")), rows))
    implemented = (
        ngettext(
            "Im Jahr {year} hat die Stadt 1 Impuls umgesetzt.",
            "Im Jahr {year} hat die Stadt {count} Impulse umgesetzt.",
            whole,
        )
        if whole
        else _("Im Jahr {year} ist nichts fertig geworden.")
    )
    abandoned = (
        ngettext(
            "Abgebrochen hat sie in dem Jahr 1 Impuls.", "Abgebrochen hat sie in dem Jahr {count} Impulse.", given_up
        )
        if given_up
        else _("Abgebrochen hat sie in dem Jahr nichts.")
    )
    return Section(
        "umsetzung",
        _("Was umgesetzt ist und was es bewirkt hat"),
        (implemented.format(year=year, count=number(whole)), abandoned.format(count=number(given_up))),
        (
            *tables,
            *_kpi_table(_("Wirkung in Zahlen"), [kpis["nutzen"], kpis["zufriedenheit"], kpis["dauer-umsetzung"]], year),
        ),
        links=((_("So zählen wir, was umgesetzt ist"), kpis["realisierungsquote"].address),),
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
        rows.append(Bar(_("Bewilligte Fördermittel"), granted.text, None, kpis["foerdermittel-bewilligt"].address))
    if spent is not None:
        rows.append(Bar(_("Ausgegeben"), euros(spent), None, "/geld"))
    planned_sentence = (
        ngettext(
            "Im Jahr {year} hat die Stadt eine Maßnahme geplant. Es gilt der neueste Plan. Was sie abgebrochen hat, zählt beim "
            "Plan nicht mit.",
            "Im Jahr {year} hat die Stadt {count} Maßnahmen geplant. Es gilt der neueste Plan. Was sie abgebrochen hat, zählt "
            "beim Plan nicht mit.",
            n,
        )
        if n
        else _("Im Jahr {year} hat die Stadt keine Maßnahme geplant.")
    )
    sentences = (
        planned_sentence.format(year=year, count=number(n)),
        _("Ausgegeben und bewilligt zählt in dem Jahr, in dem es gemeldet ist. Beträge sind auf ganze Euro gerundet."),
    )
    caption = _("Geld im Jahr {year}").format(year=year)
    table = (Table(caption, (_("Was"), _("Betrag")), tuple(rows)),) if rows else ()
    return Section("geld", _("Geld"), sentences, table)


def _kpis(kpis: Iterable[Kpi], year: int) -> Section:
    return Section(
        "kennzahlen",
        _("Kennzahlen des Jahres {year}").format(year=year),
        (
            _("Der Name jeder Zahl führt zu der Seite, die sie erklärt. n sagt, aus wie vielen Fällen sie kommt."),
            _("Einen Anteil nennen wir erst ab 5 Fällen. Von Menschen und von einzelnen Ämtern nennen wir keine Zahl."),
        ),
        _kpi_table(
            _("Kennzahlen {year}").format(year=year), (kpi for kpi in kpis if kpi.definition.group != SIDES), year
        ),
        links=((_("Alle Kennzahlen, auch die, die wir nicht messen können"), "/kennzahlen"),),
    )


def _deviations(figures: ReportFigures, found: YearList, names: Names, year: int) -> Section:
    deviating = figures.scope(f"decided:{year}").of("deviation").get("yes", 0)
    if not figures.scope(f"decided:{year}").of("deviation"):
        sentence = _("Im Jahr {year} hat die Stadt über keinen Impuls entschieden, für den es eine Empfehlung gab.")
    elif deviating:
        sentence = ngettext(
            "Im Jahr {year} hat die Stadt 1 mal anders entschieden als empfohlen. Davon sind hier {shown} zu lesen. Den Grund "
            "nennen die, die entschieden haben.",
            "Im Jahr {year} hat die Stadt {count} mal anders entschieden als empfohlen. Davon sind hier {shown} zu lesen. Den "
            "Grund nennen die, die entschieden haben.",
            deviating,
        )
    else:
        sentence = _("Im Jahr {year} ist die Stadt immer der Empfehlung gefolgt.")
    sentences = [sentence.format(year=year, count=number(deviating), shown=number(len(found.rows)))]
    if found.cut:
        sentences.append(_("Hier stehen nur die letzten {count}.").format(count=LONGEST))
    return Section(
        "abweichungen",
        _("Anders entschieden als empfohlen"),
        tuple(sentences),
        entries=_entries(found, "abweichungen", figures, names),
        links=(
            (_("So zählen wir das"), "/kennzahlen/abweichende-entscheidungen"),
            (_("Alle Jahre"), "/listen/abweichungen"),
        ),
    )


def _promises(figures: ReportFigures, found: YearList, names: Names, year: int) -> Section:
    if found.rows:
        sentence = _(
            "Bei diesen Impulsen hat die Stadt einen Tag genannt. Der Tag lag im Jahr {year} oder davor. Er ist vorbei, und der "
            "Impuls ist heute nicht umgesetzt."
        )
    else:
        sentence = _("Bei keinem Impuls, den Sie hier lesen können, ist eine Zusage überfällig.")
    sentences = [sentence.format(year=year)]
    if found.cut:
        sentences.append(_("Hier stehen nur die ersten {count}.").format(count=LONGEST))
    return Section(
        "versprochen",
        _("Versprochen und nicht umgesetzt"),
        tuple(sentences),
        entries=_entries(found, "versprochen", figures, names),
        links=(
            (_("So viele Zusagen sind umgesetzt"), "/kennzahlen/umgesetzte-zusagen"),
            (_("Alle Jahre"), "/listen/versprochen"),
        ),
    )


def _entries(found: YearList, key: str, figures: ReportFigures, names: Names) -> tuple[StandingEntry, ...]:
    return tuple(standing_entry(row, BY_KEY[key], names, figures.today) for row in found.rows)


def _trialog(figures: ReportFigures, year: int) -> Section:
    rows = []
    for origin, label in ORIGINS.items():
        totals = figures.scope(f"origin:{origin}:{year}")
        received, answered = number(rounded(totals.received)), number(rounded(totals.sum_of("answered")))
        rows.append(Bar(_("{side}: eingegangen").format(side=label), received, None))
        rows.append(Bar(_("{side}: davon heute beantwortet").format(side=label), answered, None))
    caption = _("Impulse aus dem Jahr {year} nach ihrer Seite").format(year=year)
    return Section(
        "trialog",
        _("Die drei Seiten des Trialogs"),
        (
            _("Impulse kommen von drei Seiten. Für alle gelten dieselben Regeln."),
            _(
                "Jede Zahl hier ist auf ein Vielfaches von 5 gerundet. So ist kein Mensch zu erkennen. Eine 0 kann also auch 1 "
                "oder 2 heißen."
            ),
        ),
        (Table(caption, (pgettext("Trialog", "Seite"), _("Anzahl, gerundet")), tuple(rows)),),
        links=((_("So zählen wir das"), "/kennzahlen/eingang-stadtgesellschaft"), (_("Alle Jahre"), "/trialog")),
    )


def _method() -> Section:
    return Section(
        "methode",
        _("So entstehen die Zahlen"),
        (
            _(
                "Die Ämter melden, was mit jedem Impuls geschieht. Ein Programm zählt diese Meldungen und rechnet daraus jede "
                "Zahl. Statt eines Durchschnitts nennen wir den Median und das 90. Perzentil: Einzelne Fälle können sie kaum "
                "verschieben. Bei jedem Anteil zählt unten auch, was schlecht lief. Wer etwas liegen lässt, macht die Zahl also "
                "schlechter und nicht besser."
            ),
        ),
        links=((_("So bewerten wir Impulse"), "/methode"),),
    )


def _checking(year: int) -> Section:
    return Section(
        "pruefen",
        _("So können Sie das prüfen"),
        (
            _("Lesen Sie die Impulse selbst: Jede Zahl mit einem Link führt zu ihnen oder zu ihrer Erklärung."),
            _(
                "Rechnen Sie nach: Alle Zahlen gibt es auch für Programme. Interne Impulse zählen überall mit. Darum kann eine "
                "Zahl hier größer sein als das, was Sie lesen können."
            ),
        ),
        links=(
            (_("Impulse aus dem Jahr {year}").format(year=year), f"/impulse?jahr={year}"),
            (_("Alle Kennzahlen mit ihrer Erklärung"), "/kennzahlen"),
            (_("Kennzahlen als JSON"), "/api/v1/kpis"),
        ),
    )


def _kpi_table(caption: str, kpis: Iterable[Kpi], year: int) -> tuple[Table, ...]:
    """The values of that year; nothing where there is none."""
    found = [(kpi, row) for kpi in kpis if (row := kpi.of(year)) is not None]
    rows = tuple(Bar(kpi.definition.name, f"{row.text}, {row.cases}", None, kpi.address) for kpi, row in found)
    return (Table(caption, (_("Kennzahl"), _("Wert")), rows),) if rows else ()


def _sum(whole: int) -> Bar:
    return Bar(_("Summe"), number(whole), None)
