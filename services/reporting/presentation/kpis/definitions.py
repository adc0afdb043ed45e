"""The key figures of the report: what each means, what counts in it, and how it is computed.

Whoever wants another one adds a definition here; pages, API and yearly report take it from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

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
from services.reporting.presentation.words import ORIGINS
from shared.contracts.status import Status

Kind = Literal["share", "days", "number", "rounded", "cents", "points", "per_1000_inhabitants", "per_100_employees"]
"""What a value is: a share 0..1, a median of whole days, a count, a count rounded to a multiple of 5, whole cents ..."""

ANSWERS: Final = "Antworten"
IDEAS: Final = "Ideen und Beteiligung"
DECISIONS: Final = "Entscheidungen"
RESULTS: Final = "Umsetzung und Wirkung"
MONEY: Final = "Geld"
ENVIRONMENT: Final = "Umwelt"
SIDES: Final = "Die drei Seiten des Trialogs"


@dataclass(frozen=True, slots=True)
class Definition:
    """One key figure in plain words.

    `means` is one or two sentences; `counts` says what is counted and what is not, and what tells it; `computed` how; `by`
    which year a row of the series stands for.
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


_MEDIAN: Final = (
    "Alle Fälle stehen der Reihe nach, der schnellste zuerst. Der Median ist der Wert in der Mitte. Gibt es zwei in der "
    "Mitte, zählt die Zahl genau zwischen beiden. Das 90. Perzentil ist die kleinste Zahl von Tagen, in der mindestens 9 "
    "von 10 Fällen fertig waren. Dieser Wert kam also wirklich vor."
)
_PLANNED: Final = (
    "Es zählt jede Maßnahme, deren Plan diesen Betrag nennt, auch eine fertige. Was die Stadt abgebrochen hat, zählt nicht. "
    "Ändert sich der Plan, gilt der neue."
)
_SUM: Final = "Wir zählen alle Beträge zusammen und runden auf ganze Euro. n ist die Zahl der Maßnahmen."
_ROUNDED: Final = (
    "Wir zählen und runden dann auf ein Vielfaches von 5. So ist kein Mensch zu erkennen. Eine 0 kann also auch 1 oder 2 "
    "heißen."
)

_FIXED: Final = (
    Definition(
        "rechtzeitig-beantwortet",
        "Rechtzeitig beantwortet",
        ANSWERS,
        "share",
        "So oft hat die Stadt ihr Versprechen gehalten: eine Antwort mit Gründen in der Zeit, die sie zugesagt hat.",
        "Es zählt die erste Antwort auf jeden Impuls, auch auf einen internen. Eine Antwort ist eine Entscheidung. Auch der "
        "Hinweis zählt, dass es etwas schon gibt, oder dass eine andere Stelle es tun muss. Wer nur warten soll, hat noch "
        "keine Antwort. Ein übernommener Impuls zählt vom Tag seiner Freigabe an.",
        "Oben: Antworten in der zugesagten Zeit. Unten: alle Antworten und dazu alle, die heute schon länger warten als "
        "zugesagt. Wer nicht antwortet, macht den Anteil also schlechter.",
        "Jahr der Antwort",
        answered_in_time,
    ),
    Definition(
        "dauer-vorpruefung",
        "Dauer der Vorprüfung",
        ANSWERS,
        "days",
        "So lange liegt ein Impuls, bis ihn jemand geprüft hat.",
        "Es zählen die Tage vom Eingang bis zur Freigabe oder zur ersten Antwort, auch am Wochenende. Übernommene Impulse "
        "zählen nicht: Sie lagen schon lange vor.",
        _MEDIAN,
        "Jahr, in dem die Vorprüfung endete",
        days_of("screening"),
    ),
    Definition(
        "dauer-bewertung",
        "Dauer der Bewertung",
        ANSWERS,
        "days",
        "So lange dauert es von der Freigabe bis zur ersten Entscheidung.",
        "Es zählen die Tage von der Freigabe bis zu dem Tag, an dem die erste Entscheidung öffentlich war. Auch Tage, an "
        "denen wir auf eine Auskunft warten, zählen mit.",
        _MEDIAN,
        "Jahr der ersten Entscheidung",
        days_of("assessment"),
    ),
    Definition(
        "dauer-antwort",
        "Dauer bis zur Antwort",
        ANSWERS,
        "days",
        "So lange warten Menschen auf die erste Antwort mit Gründen.",
        "Es zählen die Tage vom Eingang bis zur ersten Antwort. Wer noch wartet, zählt hier nicht. Darum gehört zu dieser "
        "Zahl der Anteil, der rechtzeitig kam: Dort zählt auch, wer zu lange wartet.",
        _MEDIAN,
        "Jahr der Antwort",
        days_of("answer"),
    ),
    Definition(
        "dauer-umsetzung",
        "Dauer der Umsetzung",
        ANSWERS,
        "days",
        "So lange dauert es vom Ja der Stadt, bis die Sache fertig ist.",
        "Es zählen die Tage vom ersten Ja bis zum Ende der letzten Maßnahme. Was noch nicht fertig ist, zählt hier nicht. "
        "Darum gehört der Anteil der Zusagen dazu, die schon umgesetzt sind.",
        _MEDIAN,
        "Jahr, in dem die Maßnahme fertig war",
        days_of("implementation"),
    ),
    Definition(
        "ideenquote-stadtgesellschaft",
        "Ideenquote der Stadtgesellschaft",
        IDEAS,
        "per_1000_inhabitants",
        "So viele Impulse kommen in einem Jahr auf 1.000 Menschen in der Stadt.",
        "Es zählt jeder Impuls aus der Stadtgesellschaft im Jahr seines Eingangs, auch ein interner. Ein Mensch kann mehrere "
        "Impulse geben. Ein Jahr, das noch läuft, ist mit den anderen nicht zu vergleichen.",
        "Oben: Impulse des Jahres, auf ein Vielfaches von 5 gerundet, mal 1.000. Unten: die Zahl der Menschen in der Stadt.",
        "Jahr des Eingangs",
        per_head("citizens", lambda city: city.inhabitants, 1_000, "Menschen in ihr wohnen"),
    ),
    Definition(
        "ideenquote-stadtverwaltung",
        "Ideenquote der Stadtverwaltung",
        IDEAS,
        "per_100_employees",
        "So viele Impulse kommen in einem Jahr auf 100 Menschen, die für die Stadt arbeiten.",
        "Es zählt jeder Impuls aus der Stadtverwaltung im Jahr seines Eingangs, auch ein interner. Ein Mensch kann mehrere "
        "Impulse geben. Ein Jahr, das noch läuft, ist mit den anderen nicht zu vergleichen.",
        "Oben: Impulse des Jahres, auf ein Vielfaches von 5 gerundet, mal 100. Unten: die Zahl der Menschen, die für die "
        "Stadt arbeiten.",
        "Jahr des Eingangs",
        per_head("administration", lambda city: city.employees, 100, "Menschen für sie arbeiten"),
    ),
    Definition(
        "beteiligungsquote",
        "Beteiligungsquote",
        IDEAS,
        "share",
        "Diese Zahl würde sagen, wie viele Menschen von allen mitmachen.",
        "Wir zählen Impulse und keine Menschen. Wir wissen nicht, ob zwei Impulse vom selben Menschen kommen. Das soll auch "
        "so sein.",
        "Es gibt nichts zu rechnen.",
        "Jahr des Eingangs",
        not_measurable("weil wir keine Personen zählen: Jedes Kennzeichen gilt nur für einen einzigen Impuls"),
    ),
    Definition(
        "drittes-gutachten",
        "Drittes Gutachten",
        DECISIONS,
        "share",
        "So oft kamen zwei Gutachten nicht zum selben Schluss, und ein drittes kam dazu.",
        "Es zählt jeder Impuls mit einer Bewertung nach Punkten, über den die Stadt entschieden hat. Gibt es mehrere "
        "Entscheidungen, zählt die neueste.",
        "Oben: Entscheidungen mit einem dritten Gutachten. Unten: alle Entscheidungen nach einer Bewertung mit Punkten.",
        "Jahr der Entscheidung",
        yes_share("third_opinion"),
    ),
    Definition(
        "abweichende-entscheidungen",
        "Abweichende Entscheidungen",
        DECISIONS,
        "share",
        "So oft hat die Stadt anders entschieden, als die Bewertung es empfohlen hat. Dann muss sie den Grund nennen.",
        "Es zählt jeder Impuls mit einer Bewertung nach Punkten, über den die Stadt entschieden hat. Gibt es mehrere "
        "Entscheidungen, zählt die neueste.",
        "Oben: Entscheidungen, die von der Empfehlung abweichen. Unten: alle Entscheidungen nach einer Bewertung mit Punkten.",
        "Jahr der Entscheidung",
        yes_share("deviation"),
    ),
    Definition(
        "realisierungsquote",
        "Realisierungsquote",
        RESULTS,
        "share",
        "So viele von allen Impulsen, die eingegangen sind, hat die Stadt bis heute umgesetzt.",
        "Ein Impuls zählt als umgesetzt, wenn alle seine Maßnahmen fertig sind. Unten zählt jeder Impuls, auch ein "
        "abgelehnter und einer, der noch in Prüfung ist.",
        "Oben: umgesetzte Impulse. Unten: alle Impulse, die eingegangen sind.",
        "Jahr des Eingangs",
        implemented_of(tuple(Status)),
    ),
    Definition(
        "umgesetzte-zusagen",
        "Umgesetzte Zusagen",
        RESULTS,
        "share",
        "So viele der Impulse, zu denen die Stadt ja gesagt hat, sind heute umgesetzt.",
        "Unten zählt alles, wozu die Stadt ja gesagt hat. Auch was noch läuft und was sie abgebrochen hat, zählt unten mit.",
        "Oben: umgesetzte Impulse. Unten: alle Impulse, zu denen die Stadt ja gesagt hat.",
        "Jahr des Eingangs",
        implemented_of(AGREED),
    ),
    Definition(
        "nutzen",
        "Nutzen: Ziel erreicht",
        RESULTS,
        "share",
        "So viele der umgesetzten Impulse haben ihr Ziel erreicht. Das prüft die Stadt einige Monate danach.",
        "Es zählt die neueste Prüfung jedes umgesetzten Impulses. Ein zum Teil erreichtes Ziel zählt oben nicht. In Euro "
        "messen wir den Nutzen nicht: Niemand meldet, was eine Sache an Geld einbringt.",
        "Oben: umgesetzte Impulse mit erreichtem Ziel. Unten: alle umgesetzten Impulse. Wo noch niemand geprüft hat, zählt "
        "der Impuls unten mit. Nicht zu prüfen macht den Anteil also schlechter.",
        "Jahr der Umsetzung",
        effect_reached,
    ),
    Definition(
        "verbesserte-angebote",
        "Verbesserte Angebote",
        RESULTS,
        "number",
        "So viele umgesetzte Impulse machen die Angebote der Stadt besser.",
        "Es zählt jeder umgesetzte Impuls, der dem zweiten Ziel der Stadt dient. Welchem Ziel er dient, legt die Stadt bei "
        "der Freigabe fest.",
        "Wir zählen die Impulse.",
        "Jahr der Umsetzung",
        implemented_for_goal(2),
    ),
    Definition(
        "zufriedenheit",
        "Zufriedenheit",
        RESULTS,
        "share",
        "So viele der Befragten sind mit dem zufrieden, was umgesetzt ist.",
        "Gefragt wird, wenn die Stadt die Wirkung prüft. Es zählt die neueste Prüfung jeder Maßnahme. Weniger als 5 "
        "Antworten darf niemand melden.",
        "Oben: Befragte, die zufrieden sind. Unten: alle, die geantwortet haben.",
        "Jahr der Prüfung",
        satisfied,
    ),
    Definition(
        "neue-folgekosten",
        "Neue Folgekosten im Jahr",
        MONEY,
        "cents",
        "So viel kosten die Maßnahmen jedes Jahr, wenn sie fertig sind.",
        _PLANNED,
        _SUM,
        "Jahr des ersten Plans",
        planned_money("yearly_cents"),
    ),
    Definition(
        "gesparte-folgekosten",
        "Gesparte Folgekosten im Jahr",
        MONEY,
        "cents",
        "Diese Zahl würde sagen, wie viel Geld die Stadt durch Impulse jedes Jahr spart.",
        "Die Ämter melden, was eine Maßnahme kostet. Was sie spart, meldet niemand.",
        "Es gibt nichts zu rechnen.",
        "Jahr des ersten Plans",
        not_measurable("weil die Ämter nur Kosten melden und keine gesparten Beträge"),
    ),
    Definition(
        "foerdermittel-geplant",
        "Geplante Fördermittel",
        MONEY,
        "cents",
        "So viel Geld sollen andere nach dem Plan zu den Maßnahmen geben, zum Beispiel das Land.",
        _PLANNED,
        _SUM,
        "Jahr des ersten Plans",
        planned_money("funding_cents"),
    ),
    Definition(
        "foerdermittel-beantragt",
        "Beantragte Fördermittel",
        MONEY,
        "cents",
        "Diese Zahl würde sagen, um wie viel Geld die Stadt bei anderen gebeten hat.",
        "Die Ämter melden, welches Geld sie einplanen und welches andere ihnen zusagen. Wann sie darum bitten, meldet niemand.",
        "Es gibt nichts zu rechnen.",
        "Jahr des Antrags",
        not_measurable("weil die Ämter nur geplante und bewilligte Fördermittel melden, aber keine Anträge"),
    ),
    Definition(
        "foerdermittel-bewilligt",
        "Bewilligte Fördermittel",
        MONEY,
        "cents",
        "So viel Geld haben andere für die Maßnahmen fest zugesagt.",
        "Es zählt jede gemeldete Zusage. Sie zählt auch, wenn die Stadt die Maßnahme später abbricht.",
        "Wir zählen alle Beträge zusammen und runden auf ganze Euro. n ist die Zahl der Maßnahmen, die in einem "
        "Jahr Geld bekamen.",
        "Jahr der Zusage",
        granted_money,
    ),
    Definition(
        "eigenanteil",
        "Eigenanteil der Stadt",
        MONEY,
        "cents",
        "So viel zahlt die Stadt nach dem Plan selbst.",
        _PLANNED,
        _SUM,
        "Jahr des ersten Plans",
        planned_money("own_share_cents"),
    ),
    Definition(
        "sdg-plus",
        "Was den Zielen der Vereinten Nationen hilft",
        ENVIRONMENT,
        "points",
        "So viel helfen die Impulse den 17 Zielen der Vereinten Nationen.",
        "Es zählt jeder Impuls mit einer Bewertung nach Punkten, auch ein abgelehnter. Was schadet, steht in einer eigenen "
        "Zahl. Wir rechnen beides nie gegeneinander auf.",
        "Jeder gute Wert zählt mit dem Gewicht, das er im Katalog hat. Dann zählen wir alle zusammen. n ist die Zahl der "
        "Impulse, die einem Ziel helfen.",
        "Jahr der Entscheidung",
        goal_points("pos"),
    ),
    Definition(
        "sdg-minus",
        "Was den Zielen der Vereinten Nationen schadet",
        ENVIRONMENT,
        "points",
        "So viel schaden die Impulse den 17 Zielen der Vereinten Nationen.",
        "Es zählt jeder Impuls mit einer Bewertung nach Punkten, auch ein abgelehnter. Was hilft, steht in einer eigenen "
        "Zahl. Wir rechnen beides nie gegeneinander auf.",
        "Jeder schlechte Wert zählt mit dem Gewicht, das er im Katalog hat. Dann zählen wir alle zusammen. n ist die Zahl "
        "der Impulse, die einem Ziel schaden.",
        "Jahr der Entscheidung",
        goal_points("neg"),
    ),
    Definition(
        "treibhausgase",
        "Treibhausgase in Tonnen",
        ENVIRONMENT,
        "number",
        "Diese Zahl würde sagen, wie viele Tonnen Treibhausgase die Impulse sparen oder neu verursachen.",
        "Bei jedem Impuls prüfen wir, ob er dem Klima hilft oder schadet. In Tonnen meldet das niemand.",
        "Es gibt nichts zu rechnen.",
        "Jahr der Entscheidung",
        not_measurable("weil keine Meldung Tonnen nennt: Das Klima bewerten wir auf einer Skala von −2 bis +2"),
    ),
)

_SIDE_KEYS: Final[Mapping[str, str]] = {
    "citizens": "stadtgesellschaft",
    "council": "gremien",
    "administration": "stadtverwaltung",
}

_BY_SIDE: Final = tuple(
    definition
    for origin, key in _SIDE_KEYS.items()
    for definition in (
        Definition(
            f"eingang-{key}",
            f"Impulse: {ORIGINS[origin]}",
            SIDES,
            "rounded",
            f"So viele Impulse kamen von dieser Seite: {ORIGINS[origin]}.",
            "Es zählt jeder Impuls im Jahr seines Eingangs, auch ein interner.",
            _ROUNDED,
            "Jahr des Eingangs",
            received_from(origin),
        ),
        Definition(
            f"antworten-{key}",
            f"Antworten: {ORIGINS[origin]}",
            SIDES,
            "rounded",
            f"So viele Impulse dieser Seite haben heute eine Antwort: {ORIGINS[origin]}.",
            "Es zählt jeder Impuls mit einer Antwort im Jahr seines Eingangs, auch ein interner. Wer nur warten soll, hat noch "
            "keine Antwort.",
            _ROUNDED,
            "Jahr des Eingangs",
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
