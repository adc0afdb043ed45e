"""The words for the keys of facts and results, in the language of the page. Source: vocabulary."""

from collections.abc import Iterable
from typing import Final, Literal

from markupsafe import escape

from shared.contracts.status import EXITS, STATUS_LABELS, SUB_STATE_LABELS, UNDECIDED, Status
from shared.translation import N_, SOURCE, Words, language
from shared.web.pages import spoken

BadgeKind = Literal["info", "success", "warning", "danger"]

STATUS: Final = Words(STATUS_LABELS)
SUB_STATES: Final = Words(SUB_STATE_LABELS)
ORIGINS: Final = Words(
    {
        "citizens": N_("Stadtgesellschaft"),
        "council": N_("gemeinderätliche Gremien"),
        "administration": N_("Stadtverwaltung"),
    }
)
TRACKS: Final = Words(
    {
        "direct": N_("Sofortumsetzung"),
        "short": N_("kurzes Verfahren"),
        "full": N_("volles Verfahren"),
    }
)
RECOMMENDATIONS: Final = Words(
    {
        "UMSETZEN": N_("umsetzen"),
        "MIT_AUFLAGEN": N_("mit Bedingungen umsetzen"),
        "NICHT_UMSETZEN": N_("nicht umsetzen"),
        "KLAEREN": N_("noch zu klären"),
        "WEITERLEITEN": N_("abgeben"),
    }
)
DECISIONS: Final = Words(
    {
        "accepted": N_("angenommen"),
        "accepted_with_conditions": N_("mit Bedingungen angenommen"),
        "rejected": N_("abgelehnt"),
        "deferred": N_("zurückgestellt"),
        "forwarded": N_("abgegeben"),
    }
)
EXCLUSION_ANSWERS: Final = Words(
    {
        "ja": N_("erfüllt"),
        "nein": N_("nicht erfüllt"),
        "offen": N_("noch offen"),
        "na": N_("hier nicht von Bedeutung"),
    }
)
EXIT_SENTENCES: Final = Words(
    {
        "inadmissible": N_("Der Impuls kann nicht bewertet werden."),
        "already_done": N_("Das gibt es schon."),
        "planned": N_("Das ist schon geplant."),
        "handed_over": N_("Zuständig ist eine andere Stelle."),
    }
)
TRACK_REASONS: Final = Words(
    {
        "usual": N_("so wie meistens"),
        "small_and_reversible": N_("weil der Impuls klein ist und sich leicht rückgängig machen lässt"),
        "answerable_at_once": N_("weil das Amt sofort antworten kann"),
    }
)
MOTIONS: Final = Words(
    {
        "council_motion": N_("Antrag aus dem Gemeinderat"),
        "residents_motion": N_("Antrag von Menschen aus der Stadt"),
        "petition": N_("Petition"),
    }
)
REMOVAL_CAUSES: Final = Words(
    {
        "withdrawn": N_("Die Person, die ihn eingereicht hat, hat ihn zurückgezogen."),
        "request": N_("Jemand hat uns darum gebeten, und das Recht dazu war gegeben."),
        "retention": N_("So lange durften wir die Texte aufheben. Die Zeit ist um."),
        "third_party": N_("In den Texten stand etwas über andere Menschen."),
        "unlawful": N_("Die Texte waren nicht erlaubt."),
    }
)
EFFECTS: Final = Words(
    {
        "reached": N_("Wirkung erreicht"),
        "partly_reached": N_("Wirkung zum Teil erreicht"),
        "missed": N_("Wirkung nicht erreicht"),
        "not_measurable": N_("Wirkung nicht messbar"),
    }
)
SUSTAINABLE_DEVELOPMENT_GOALS: Final = Words(
    {
        1: N_("Keine Armut"),
        2: N_("Kein Hunger"),
        3: N_("Gesundheit und Wohlergehen"),
        4: N_("Hochwertige Bildung"),
        5: N_("Geschlechtergleichheit"),
        6: N_("Sauberes Wasser und Sanitäreinrichtungen"),
        7: N_("Bezahlbare und saubere Energie"),
        8: N_("Gute Arbeit und Wirtschaftswachstum"),
        9: N_("Industrie, Innovation und Infrastruktur"),
        10: N_("Weniger Ungleichheiten"),
        11: N_("Nachhaltige Städte und Gemeinden"),
        12: N_("Nachhaltig konsumieren und produzieren"),
        13: N_("Maßnahmen zum Klimaschutz"),
        14: N_("Leben unter Wasser"),
        15: N_("Leben an Land"),
        16: N_("Frieden, Gerechtigkeit und starke Institutionen"),
        17: N_("Partnerschaften zur Erreichung der Ziele"),
    }
)
COUNT_WORDS: Final = Words(
    dict(enumerate((N_("keine"), N_("eine"), N_("zwei"), N_("drei"), N_("vier"), N_("fünf"), N_("sechs"))))
)


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
    return COUNT_WORDS.get(number, str(number))


def filled(message: str, **values: str) -> str:
    """A text with its values; those of type `German` stand in elements that say so, where the page is not German."""
    if language() == SOURCE:
        return message.format(**values)
    return escape(message).format(**{name: spoken(value) for name, value in values.items()})


def joined(texts: Iterable[str], between: str = " ") -> str:
    """Texts one after the other, those of type `German` as in `filled`."""
    return between.join(texts) if language() == SOURCE else escape(between).join(map(spoken, texts))
