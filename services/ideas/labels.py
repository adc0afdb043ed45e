"""German words of the ideas pages for the keys of closed lists."""

from typing import Final

from services.ideas.domain.appeal import AppealOutcome
from services.ideas.domain.notices import NoticeCause
from shared.contracts.lists import AppealGround, Motion, Track

ORIGIN_LABELS: Final = {
    "citizens": "Stadtgesellschaft",
    "council": "Gemeinderat und seine Gremien",
    "administration": "Stadtverwaltung",
}

CHANNEL_LABELS: Final = {
    "form": "Formular",
    "portal": "Ideenportal",
    "api": "angebundenes Portal",
    "staff": "durch die Verwaltung erfasst",
    "import": "aus einer Datei übernommen",
}

TRACK_LABELS: Final[dict[Track, str]] = {
    "direct": "Sofortumsetzung",
    "short": "Kurzes Verfahren",
    "full": "Volles Verfahren",
}

MOTION_LABELS: Final[dict[Motion, str]] = {
    "council_motion": "Antrag aus dem Gemeinderat",
    "residents_motion": "Einwohnerantrag",
    "petition": "Petition an den Gemeinderat",
}
NO_MOTION: Final = "Vorschlag"

GROUND_LABELS: Final[dict[AppealGround, str]] = {
    "new_facts": "Es gibt neue Tatsachen",
    "error": "In der Bewertung steckt ein Fehler",
    "wrong_competence": "Eine andere Stelle hätte entscheiden müssen",
}

NOTICE_SENTENCES: Final[dict[NoticeCause, str]] = {
    "screening": "Wir prüfen noch, ob die Stadt zuständig ist und ob alles klar ist.",
    "query": "Wir warten noch auf eine Antwort von Ihnen.",
    "assessment": "Die Bewertung ist noch nicht fertig.",
    "statement": "Eine andere Stelle muss sich noch dazu äußern.",
    "decision": "Die Bewertung ist fertig. Es ist aber noch nicht entschieden.",
    "session": "Es wird in einer Sitzung entschieden. Sie steht noch aus.",
    "publication": "Die Gründe der Entscheidung sind noch nicht veröffentlicht.",
    "council": "Der Gemeinderat muss noch entscheiden.",
    "deferred": "Die Entscheidung ist verschoben.",
}
"""Why a decision takes longer than promised, in one or two plain sentences."""

REVIEW_SENTENCES: Final[dict[AppealOutcome | None, str]] = {
    None: "Sie haben eine Überprüfung verlangt. Ihr Text ist weitergegeben. Wer entschieden hat, liest ihn jetzt.",
    AppealOutcome.ADMITTED: "Ihr Impuls wird überprüft. Andere Menschen sehen ihn sich neu an. Danach wird neu entschieden.",
    AppealOutcome.DISMISSED: "Wir haben Ihren Text geprüft. Es bleibt bei der Entscheidung.",
    AppealOutcome.DECIDED_ANEW: "Nach Ihrem Text ist neu entschieden. Das Ergebnis und die Gründe stehen im Netz.",
}
"""What became of an appeal that was passed on; None: nothing yet."""

NEWS_SUBJECTS: Final = {
    "notice": "Ihr Impuls {number}: Es dauert länger",
    "decision": "Ihr Impuls {number}: Es gibt eine Entscheidung",
}

NEWS_SENTENCES: Final = {
    "notice": "über Ihren Impuls {number} ist noch nicht entschieden. Warum es länger dauert und bis wann wir jetzt damit "
    "rechnen, lesen Sie mit Ihrem Zugangscode hier:",
    "decision": "über Ihren Impuls {number} ist entschieden. Wie und warum, lesen Sie mit Ihrem Zugangscode hier:",
}
"""What submitters are written; neither a result nor a word of theirs stands in it."""

NEWS_LETTER: Final = """Guten Tag,

{sentence}

{page}

Bitte antworten Sie nicht auf diese Nachricht.
"""
