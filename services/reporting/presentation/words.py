"""The German words for the keys of facts and results. Source: vocabulary."""

from collections.abc import Mapping
from typing import Final, Literal

from shared.contracts.status import EXITS, UNDECIDED, Status

BadgeKind = Literal["info", "success", "warning", "danger"]

ORIGINS: Final[Mapping[str, str]] = {
    "citizens": "Stadtgesellschaft",
    "council": "gemeinderätliche Gremien",
    "administration": "Stadtverwaltung",
}
TRACKS: Final[Mapping[str, str]] = {
    "direct": "Sofortumsetzung",
    "short": "kurzes Verfahren",
    "full": "volles Verfahren",
}
RECOMMENDATIONS: Final[Mapping[str, str]] = {
    "UMSETZEN": "umsetzen",
    "MIT_AUFLAGEN": "mit Bedingungen umsetzen",
    "NICHT_UMSETZEN": "nicht umsetzen",
    "KLAEREN": "noch zu klären",
    "WEITERLEITEN": "abgeben",
}
DECISIONS: Final[Mapping[str, str]] = {
    "accepted": "angenommen",
    "accepted_with_conditions": "mit Bedingungen angenommen",
    "rejected": "abgelehnt",
    "deferred": "zurückgestellt",
    "forwarded": "abgegeben",
}
EXCLUSION_ANSWERS: Final[Mapping[str, str]] = {
    "ja": "erfüllt",
    "nein": "nicht erfüllt",
    "offen": "noch offen",
    "na": "hier nicht von Bedeutung",
}
EXIT_SENTENCES: Final[Mapping[str, str]] = {
    "inadmissible": "Der Impuls kann nicht bewertet werden.",
    "already_done": "Das gibt es schon.",
    "planned": "Das ist schon geplant.",
    "handed_over": "Zuständig ist eine andere Stelle.",
}
TRACK_REASONS: Final[Mapping[str, str]] = {
    "usual": "so wie meistens",
    "small_and_reversible": "weil der Impuls klein ist und sich leicht rückgängig machen lässt",
    "answerable_at_once": "weil das Amt sofort antworten kann",
}
MOTIONS: Final[Mapping[str, str]] = {
    "council_motion": "Antrag aus dem Gemeinderat",
    "residents_motion": "Antrag von Menschen aus der Stadt",
    "petition": "Petition",
}
REMOVAL_CAUSES: Final[Mapping[str, str]] = {
    "withdrawn": "Die Person, die ihn eingereicht hat, hat ihn zurückgezogen.",
    "request": "Jemand hat uns darum gebeten, und das Recht dazu war gegeben.",
    "retention": "So lange durften wir die Texte aufheben. Die Zeit ist um.",
    "third_party": "In den Texten stand etwas über andere Menschen.",
    "unlawful": "Die Texte waren nicht erlaubt.",
}
EFFECTS: Final[Mapping[str, str]] = {
    "reached": "Wirkung erreicht",
    "partly_reached": "Wirkung zum Teil erreicht",
    "missed": "Wirkung nicht erreicht",
    "not_measurable": "Wirkung nicht messbar",
}
SUSTAINABLE_DEVELOPMENT_GOALS: Final[Mapping[int, str]] = {
    1: "Keine Armut",
    2: "Kein Hunger",
    3: "Gesundheit und Wohlergehen",
    4: "Hochwertige Bildung",
    5: "Geschlechtergleichheit",
    6: "Sauberes Wasser und Sanitäreinrichtungen",
    7: "Bezahlbare und saubere Energie",
    8: "Gute Arbeit und Wirtschaftswachstum",
    9: "Industrie, Innovation und Infrastruktur",
    10: "Weniger Ungleichheiten",
    11: "Nachhaltige Städte und Gemeinden",
    12: "Nachhaltig konsumieren und produzieren",
    13: "Maßnahmen zum Klimaschutz",
    14: "Leben unter Wasser",
    15: "Leben an Land",
    16: "Frieden, Gerechtigkeit und starke Institutionen",
    17: "Partnerschaften zur Erreichung der Ziele",
}
COUNT_WORDS: Final = ("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs")


def badge_kind(status: Status) -> BadgeKind:
    """The colour beside the word of a status; the word says everything, the colour only repeats it."""
    if status in UNDECIDED:
        return "info"
    if status in {Status.REJECTED}:
        return "danger"
    if status in {Status.INADMISSIBLE, Status.ABANDONED}:
        return "warning"
    return "info" if status in EXITS or status is Status.FORWARDED else "success"


def counted(number: int) -> str:
    """„drei" up to six, then digits."""
    return COUNT_WORDS[number] if number < len(COUNT_WORDS) else str(number)
