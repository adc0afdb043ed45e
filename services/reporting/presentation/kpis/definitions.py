"""The key figures of the report: what each means, what counts in it, and how it is computed.

Whoever wants another one adds a definition here; pages, API and yearly report take it from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Self

from services.reporting.presentation.kpis.measuring import (
    AGREED,
    Measure,
    answered_from,
    answered_in_time,
    days_of,
    effect_reached,
    goal_points,
    granted_money,
    implemented_for_goal,
    implemented_of,
    not_measurable,
    per_head,
    planned_money,
    received_from,
    satisfied,
    yes_share,
)
from shared.contracts.status import Status
from shared.translation import N_
from shared.translation import gettext as _

Kind = Literal["share", "days", "number", "rounded", "cents", "points", "per_1000_inhabitants", "per_100_employees"]
"""What a value is: a share 0..1, a median of whole days, a count, a count rounded to a multiple of 5, whole cents ..."""

ANSWERS: Final = N_("Antworten")
IDEAS: Final = N_("Ideen und Beteiligung")
DECISIONS: Final = N_("Entscheidungen")
RESULTS: Final = N_("Umsetzung und Wirkung")
MONEY: Final = N_("Geld")
ENVIRONMENT: Final = N_("Umwelt")
SIDES: Final = N_("Die drei Seiten des Trialogs")


@dataclass(frozen=True, slots=True)
class Definition:
    """One key figure in plain words.

    `means` is one or two sentences; `counts` says what is counted and what is not, and what tells it; `computed` how; `by`
    which year a row of the series stands for. They, `name` and `group` are marked with `N_`.
    """

    key: str
    name: str
    group: str
    kind: Kind
    means: str
    counts: str
    computed: str
    by: str
    measure: Measure

    def translated(self) -> Self:
        """The same in the language of the page; `group` stays the key of its group."""
        return replace(
            self,
            name=_(self.name),
            means=_(self.means),
            counts=_(self.counts),
            computed=_(self.computed),
            by=_(self.by),
        )


_MEDIAN: Final = N_(
    "Alle Fälle stehen der Reihe nach, der schnellste zuerst. Der Median ist der Wert in der Mitte. Gibt es zwei in der "
    "Mitte, zählt die Zahl genau zwischen beiden. Das 90. Perzentil ist die kleinste Zahl von Tagen, in der mindestens 9 "
    "von 10 Fällen fertig waren. Dieser Wert kam also wirklich vor."
)
_PLANNED: Final = N_(
    "Es zählt jede Maßnahme, deren Plan diesen Betrag nennt, auch eine fertige. Was die Stadt abgebrochen hat, zählt nicht. "
    "Ändert sich der Plan, gilt der neue."
)
_SUM: Final = N_("Wir zählen alle Beträge zusammen und runden auf ganze Euro. n ist die Zahl der Maßnahmen.")
_ROUNDED: Final = N_(
    "Wir zählen und runden dann auf ein Vielfaches von 5. So ist kein Mensch zu erkennen. Eine 0 kann also auch 1 oder 2 "
    "heißen."
)

_FIXED: Final = (
    Definition(
        "rechtzeitig-beantwortet",
        N_("Rechtzeitig beantwortet"),
        ANSWERS,
        "share",
        N_(
            "So oft hat die Stadt ihr Versprechen gehalten: eine Antwort mit Gründen in der Zeit, die sie zugesagt hat."
        ),
        N_(
            "Es zählt die erste Antwort auf jeden Impuls, auch auf einen internen. Eine Antwort ist eine Entscheidung. Auch der "
            "Hinweis zählt, dass es etwas schon gibt, oder dass eine andere Stelle es tun muss. Wer nur warten soll, hat noch "
            "keine Antwort. Ein übernommener Impuls zählt vom Tag seiner Freigabe an."
        ),
        N_(
            "Oben: Antworten in der zugesagten Zeit. Unten: alle Antworten und dazu alle, die heute schon länger warten als "
            "zugesagt. Wer nicht antwortet, macht den Anteil also schlechter."
        ),
        N_("Jahr der Antwort"),
        answered_in_time,
    ),
    Definition(
        "dauer-vorpruefung",
        N_("Dauer der Vorprüfung"),
        ANSWERS,
        "days",
        N_("So lange liegt ein Impuls, bis ihn jemand geprüft hat."),
        N_(
            "Es zählen die Tage vom Eingang bis zur Freigabe oder zur ersten Antwort, auch am Wochenende. Übernommene Impulse "
            "zählen nicht: Sie lagen schon lange vor."
        ),
        _MEDIAN,
        N_("Jahr, in dem die Vorprüfung endete"),
        days_of("screening"),
    ),
    Definition(
        "dauer-bewertung",
        N_("Dauer der Bewertung"),
        ANSWERS,
        "days",
        N_("So lange dauert es von der Freigabe bis zur ersten Entscheidung."),
        N_(
            "Es zählen die Tage von der Freigabe bis zu dem Tag, an dem die erste Entscheidung öffentlich war. Auch Tage, an "
            "denen wir auf eine Auskunft warten, zählen mit."
        ),
        _MEDIAN,
        N_("Jahr der ersten Entscheidung"),
        days_of("assessment"),
    ),
    Definition(
        "dauer-antwort",
        N_("Dauer bis zur Antwort"),
        ANSWERS,
        "days",
        N_("So lange warten Menschen auf die erste Antwort mit Gründen."),
        N_(
            "Es zählen die Tage vom Eingang bis zur ersten Antwort. Wer noch wartet, zählt hier nicht. Darum gehört zu dieser "
            "Zahl der Anteil, der rechtzeitig kam: Dort zählt auch, wer zu lange wartet."
        ),
        _MEDIAN,
        N_("Jahr der Antwort"),
        days_of("answer"),
    ),
    Definition(
        "dauer-umsetzung",
        N_("Dauer der Umsetzung"),
        ANSWERS,
        "days",
        N_("So lange dauert es vom Ja der Stadt, bis die Sache fertig ist."),
        N_(
            "Es zählen die Tage vom ersten Ja bis zum Ende der letzten Maßnahme. Was noch nicht fertig ist, zählt hier nicht. "
            "Darum gehört der Anteil der Zusagen dazu, die schon umgesetzt sind."
        ),
        _MEDIAN,
        N_("Jahr, in dem die Maßnahme fertig war"),
        days_of("implementation"),
    ),
    Definition(
        "ideenquote-stadtgesellschaft",
        N_("Ideenquote der Stadtgesellschaft"),
        IDEAS,
        "per_1000_inhabitants",
        N_("So viele Impulse kommen in einem Jahr auf 1.000 Menschen in der Stadt."),
        N_(
            "Es zählt jeder Impuls aus der Stadtgesellschaft im Jahr seines Eingangs, auch ein interner. Ein Mensch kann mehrere "
            "Impulse geben. Ein Jahr, das noch läuft, ist mit den anderen nicht zu vergleichen."
        ),
        N_(
            "Oben: Impulse des Jahres, auf ein Vielfaches von 5 gerundet, mal 1.000. Unten: die Zahl der Menschen in der Stadt."
        ),
        N_("Jahr des Eingangs"),
        per_head(
            "citizens",
            lambda city: city.inhabitants,
            1_000,
            N_("weil die Stadt nicht hinterlegt hat, wie viele Menschen in ihr wohnen"),
        ),
    ),
    Definition(
        "ideenquote-stadtverwaltung",
        N_("Ideenquote der Stadtverwaltung"),
        IDEAS,
        "per_100_employees",
        N_("So viele Impulse kommen in einem Jahr auf 100 Menschen, die für die Stadt arbeiten."),
        N_(
            "Es zählt jeder Impuls aus der Stadtverwaltung im Jahr seines Eingangs, auch ein interner. Ein Mensch kann mehrere "
            "Impulse geben. Ein Jahr, das noch läuft, ist mit den anderen nicht zu vergleichen."
        ),
        N_(
            "Oben: Impulse des Jahres, auf ein Vielfaches von 5 gerundet, mal 100. Unten: die Zahl der Menschen, die für die "
            "Stadt arbeiten."
        ),
        N_("Jahr des Eingangs"),
        per_head(
            "administration",
            lambda city: city.employees,
            100,
            N_("weil die Stadt nicht hinterlegt hat, wie viele Menschen für sie arbeiten"),
        ),
    ),
    Definition(
        "beteiligungsquote",
        N_("Beteiligungsquote"),
        IDEAS,
        "share",
        N_("Diese Zahl würde sagen, wie viele Menschen von allen mitmachen."),
        N_(
            "Wir zählen Impulse und keine Menschen. Wir wissen nicht, ob zwei Impulse vom selben Menschen kommen. Das soll auch "
            "so sein."
        ),
        N_("Es gibt nichts zu rechnen."),
        N_("Jahr des Eingangs"),
        not_measurable(N_("weil wir keine Personen zählen: Jedes Kennzeichen gilt nur für einen einzigen Impuls")),
    ),
    Definition(
        "drittes-gutachten",
        N_("Drittes Gutachten"),
        DECISIONS,
        "share",
        N_("So oft kamen zwei Gutachten nicht zum selben Schluss, und ein drittes kam dazu."),
        N_(
            "Es zählt jeder Impuls mit einer Bewertung nach Punkten, über den die Stadt entschieden hat. Gibt es mehrere "
            "Entscheidungen, zählt die neueste."
        ),
        N_(
            "Oben: Entscheidungen mit einem dritten Gutachten. Unten: alle Entscheidungen nach einer Bewertung mit Punkten."
        ),
        N_("Jahr der Entscheidung"),
        yes_share("third_opinion"),
    ),
    Definition(
        "abweichende-entscheidungen",
        N_("Abweichende Entscheidungen"),
        DECISIONS,
        "share",
        N_(
            "So oft hat die Stadt anders entschieden, als die Bewertung es empfohlen hat. Dann muss sie den Grund nennen."
        ),
        N_(
            "Es zählt jeder Impuls mit einer Bewertung nach Punkten, über den die Stadt entschieden hat. Gibt es mehrere "
            "Entscheidungen, zählt die neueste."
        ),
        N_(
            "Oben: Entscheidungen, die von der Empfehlung abweichen. Unten: alle Entscheidungen nach einer Bewertung mit Punkten."
        ),
        N_("Jahr der Entscheidung"),
        yes_share("deviation"),
    ),
    Definition(
        "realisierungsquote",
        N_("Realisierungsquote"),
        RESULTS,
        "share",
        N_("So viele von allen Impulsen, die eingegangen sind, hat die Stadt bis heute umgesetzt."),
        N_(
            "Ein Impuls zählt als umgesetzt, wenn alle seine Maßnahmen fertig sind. Unten zählt jeder Impuls, auch ein "
            "abgelehnter und einer, der noch in Prüfung ist."
        ),
        N_("Oben: umgesetzte Impulse. Unten: alle Impulse, die eingegangen sind."),
        N_("Jahr des Eingangs"),
        implemented_of(tuple(Status)),
    ),
    Definition(
        "umgesetzte-zusagen",
        N_("Umgesetzte Zusagen"),
        RESULTS,
        "share",
        N_("So viele der Impulse, zu denen die Stadt ja gesagt hat, sind heute umgesetzt."),
        N_(
            "Unten zählt alles, wozu die Stadt ja gesagt hat. Auch was noch läuft und was sie abgebrochen hat, zählt unten mit."
        ),
        N_("Oben: umgesetzte Impulse. Unten: alle Impulse, zu denen die Stadt ja gesagt hat."),
        N_("Jahr des Eingangs"),
        implemented_of(AGREED),
    ),
    Definition(
        "nutzen",
        N_("Nutzen: Ziel erreicht"),
        RESULTS,
        "share",
        N_("So viele der umgesetzten Impulse haben ihr Ziel erreicht. Das prüft die Stadt einige Monate danach."),
        N_(
            "Es zählt die neueste Prüfung jedes umgesetzten Impulses. Ein zum Teil erreichtes Ziel zählt oben nicht. In Euro "
            "messen wir den Nutzen nicht: Niemand meldet, was eine Sache an Geld einbringt."
        ),
        N_(
            "Oben: umgesetzte Impulse mit erreichtem Ziel. Unten: alle umgesetzten Impulse. Wo noch niemand geprüft hat, zählt "
            "der Impuls unten mit. Nicht zu prüfen macht den Anteil also schlechter."
        ),
        N_("Jahr der Umsetzung"),
        effect_reached,
    ),
    Definition(
        "verbesserte-angebote",
        N_("Verbesserte Angebote"),
        RESULTS,
        "number",
        N_("So viele umgesetzte Impulse machen die Angebote der Stadt besser."),
        N_(
            "Es zählt jeder umgesetzte Impuls, der dem zweiten Ziel der Stadt dient. Welchem Ziel er dient, legt die Stadt bei "
            "der Freigabe fest."
        ),
        N_("Wir zählen die Impulse."),
        N_("Jahr der Umsetzung"),
        implemented_for_goal(2),
    ),
    Definition(
        "zufriedenheit",
        N_("Zufriedenheit"),
        RESULTS,
        "share",
        N_("So viele der Befragten sind mit dem zufrieden, was umgesetzt ist."),
        N_(
            "Gefragt wird, wenn die Stadt die Wirkung prüft. Es zählt die neueste Prüfung jeder Maßnahme. Weniger als 5 "
            "Antworten darf niemand melden."
        ),
        N_("Oben: Befragte, die zufrieden sind. Unten: alle, die geantwortet haben."),
        N_("Jahr der Prüfung"),
        satisfied,
    ),
    Definition(
        "neue-folgekosten",
        N_("Neue Folgekosten im Jahr"),
        MONEY,
        "cents",
        N_("So viel kosten die Maßnahmen jedes Jahr, wenn sie fertig sind."),
        _PLANNED,
        _SUM,
        N_("Jahr des ersten Plans"),
        planned_money("yearly_cents"),
    ),
    Definition(
        "gesparte-folgekosten",
        N_("Gesparte Folgekosten im Jahr"),
        MONEY,
        "cents",
        N_("Diese Zahl würde sagen, wie viel Geld die Stadt durch Impulse jedes Jahr spart."),
        N_("Die Ämter melden, was eine Maßnahme kostet. Was sie spart, meldet niemand."),
        N_("Es gibt nichts zu rechnen."),
        N_("Jahr des ersten Plans"),
        not_measurable(N_("weil die Ämter nur Kosten melden und keine gesparten Beträge")),
    ),
    Definition(
        "foerdermittel-geplant",
        N_("Geplante Fördermittel"),
        MONEY,
        "cents",
        N_("So viel Geld sollen andere nach dem Plan zu den Maßnahmen geben, zum Beispiel das Land."),
        _PLANNED,
        _SUM,
        N_("Jahr des ersten Plans"),
        planned_money("funding_cents"),
    ),
    Definition(
        "foerdermittel-beantragt",
        N_("Beantragte Fördermittel"),
        MONEY,
        "cents",
        N_("Diese Zahl würde sagen, um wie viel Geld die Stadt bei anderen gebeten hat."),
        N_(
            "Die Ämter melden, welches Geld sie einplanen und welches andere ihnen zusagen. Wann sie darum bitten, meldet "
            "niemand."
        ),
        N_("Es gibt nichts zu rechnen."),
        N_("Jahr des Antrags"),
        not_measurable(N_("weil die Ämter nur geplante und bewilligte Fördermittel melden, aber keine Anträge")),
    ),
    Definition(
        "foerdermittel-bewilligt",
        N_("Bewilligte Fördermittel"),
        MONEY,
        "cents",
        N_("So viel Geld haben andere für die Maßnahmen fest zugesagt."),
        N_("Es zählt jede gemeldete Zusage. Sie zählt auch, wenn die Stadt die Maßnahme später abbricht."),
        N_(
            "Wir zählen alle Beträge zusammen und runden auf ganze Euro. n ist die Zahl der Maßnahmen, die in einem "
            "Jahr Geld bekamen."
        ),
        N_("Jahr der Zusage"),
        granted_money,
    ),
    Definition(
        "eigenanteil",
        N_("Eigenanteil der Stadt"),
        MONEY,
        "cents",
        N_("So viel zahlt die Stadt nach dem Plan selbst."),
        _PLANNED,
        _SUM,
        N_("Jahr des ersten Plans"),
        planned_money("own_share_cents"),
    ),
    Definition(
        "sdg-plus",
        N_("Was den Zielen der Vereinten Nationen hilft"),
        ENVIRONMENT,
        "points",
        N_("So viel helfen die Impulse den 17 Zielen der Vereinten Nationen."),
        N_(
            "Es zählt jeder Impuls mit einer Bewertung nach Punkten, auch ein abgelehnter. Was schadet, steht in einer eigenen "
            "Zahl. Wir rechnen beides nie gegeneinander auf."
        ),
        N_(
            "Jeder gute Wert zählt mit dem Gewicht, das er im Katalog hat. Dann zählen wir alle zusammen. n ist die Zahl der "
            "Impulse, die einem Ziel helfen."
        ),
        N_("Jahr der Entscheidung"),
        goal_points("pos"),
    ),
    Definition(
        "sdg-minus",
        N_("Was den Zielen der Vereinten Nationen schadet"),
        ENVIRONMENT,
        "points",
        N_("So viel schaden die Impulse den 17 Zielen der Vereinten Nationen."),
        N_(
            "Es zählt jeder Impuls mit einer Bewertung nach Punkten, auch ein abgelehnter. Was hilft, steht in einer eigenen "
            "Zahl. Wir rechnen beides nie gegeneinander auf."
        ),
        N_(
            "Jeder schlechte Wert zählt mit dem Gewicht, das er im Katalog hat. Dann zählen wir alle zusammen. n ist die Zahl "
            "der Impulse, die einem Ziel schaden."
        ),
        N_("Jahr der Entscheidung"),
        goal_points("neg"),
    ),
    Definition(
        "treibhausgase",
        N_("Treibhausgase in Tonnen"),
        ENVIRONMENT,
        "number",
        N_("Diese Zahl würde sagen, wie viele Tonnen Treibhausgase die Impulse sparen oder neu verursachen."),
        N_("Bei jedem Impuls prüfen wir, ob er dem Klima hilft oder schadet. In Tonnen meldet das niemand."),
        N_("Es gibt nichts zu rechnen."),
        N_("Jahr der Entscheidung"),
        not_measurable(N_("weil keine Meldung Tonnen nennt: Das Klima bewerten wir auf einer Skala von −2 bis +2")),
    ),
)

_SIDES: Final = (
    (
        "citizens",
        "stadtgesellschaft",
        N_("Impulse: Stadtgesellschaft"),
        N_("So viele Impulse kamen von dieser Seite: Stadtgesellschaft."),
        N_("Antworten: Stadtgesellschaft"),
        N_("So viele Impulse dieser Seite haben heute eine Antwort: Stadtgesellschaft."),
    ),
    (
        "council",
        "gremien",
        N_("Impulse: gemeinderätliche Gremien"),
        N_("So viele Impulse kamen von dieser Seite: gemeinderätliche Gremien."),
        N_("Antworten: gemeinderätliche Gremien"),
        N_("So viele Impulse dieser Seite haben heute eine Antwort: gemeinderätliche Gremien."),
    ),
    (
        "administration",
        "stadtverwaltung",
        N_("Impulse: Stadtverwaltung"),
        N_("So viele Impulse kamen von dieser Seite: Stadtverwaltung."),
        N_("Antworten: Stadtverwaltung"),
        N_("So viele Impulse dieser Seite haben heute eine Antwort: Stadtverwaltung."),
    ),
)
_BY_SIDE: Final = tuple(
    definition
    for origin, key, received, means_received, answered, means_answered in _SIDES
    for definition in (
        Definition(
            f"eingang-{key}",
            received,
            SIDES,
            "rounded",
            means_received,
            N_("Es zählt jeder Impuls im Jahr seines Eingangs, auch ein interner."),
            _ROUNDED,
            N_("Jahr des Eingangs"),
            received_from(origin),
        ),
        Definition(
            f"antworten-{key}",
            answered,
            SIDES,
            "rounded",
            means_answered,
            N_(
                "Es zählt jeder Impuls mit einer Antwort im Jahr seines Eingangs, auch ein interner. Wer nur warten soll, hat "
                "noch keine Antwort."
            ),
            _ROUNDED,
            N_("Jahr des Eingangs"),
            answered_from(origin),
        ),
    )
)

DEFINITIONS: Final[Mapping[str, Definition]] = {each.key: each for each in (*_FIXED, *_BY_SIDE)}

INDICATORS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("rechtzeitig-beantwortet", "realisierungsquote", "umgesetzte-zusagen", "nutzen"),
    2: ("verbesserte-angebote", "zufriedenheit"),
    3: (
        "neue-folgekosten",
        "gesparte-folgekosten",
        "foerdermittel-beantragt",
        "foerdermittel-geplant",
        "foerdermittel-bewilligt",
        "eigenanteil",
    ),
    4: ("sdg-plus", "sdg-minus", "treibhausgase"),
    5: tuple(each.key for each in _BY_SIDE),
}
"""By which key figures readers see whether a strategic goal is reached."""
