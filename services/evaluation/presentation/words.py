"""The German words of the desks for keys of the domain. Source: vocabulary."""

from collections.abc import Mapping

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.drafts import ReleaseCause
from services.evaluation.domain.postponement import PostponementReason
from services.evaluation.domain.query import QueryState
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.sessions import Outcome
from services.evaluation.domain.waiting import WaitsFor
from shared.contracts.lists import AppealGround, Decision, WaitingCause

RECOMMENDATIONS: Mapping[str, str] = {
    Recommendation.IMPLEMENT: "umsetzen",
    Recommendation.IMPLEMENT_WITH_CONDITIONS: "mit Bedingungen umsetzen",
    Recommendation.DO_NOT_IMPLEMENT: "nicht umsetzen",
    Recommendation.CLARIFY: "noch zu klären",
    Recommendation.FORWARD: "abgeben",
}

DECISIONS: Mapping[Decision, str] = {
    "accepted": "angenommen",
    "accepted_with_conditions": "mit Bedingungen angenommen",
    "rejected": "abgelehnt",
    "deferred": "zurückgestellt",
    "forwarded": "abgegeben",
}

STATES: Mapping[CaseState, str] = {
    CaseState.OPEN: "in Begutachtung",
    CaseState.AWAITING_OFFICE: "wartet auf eine Fachstelle",
    CaseState.AWAITING_CONSENSUS: "wartet auf ein Einigungsgespräch",
    CaseState.CONSOLIDATED: "wartet auf die Entscheidung",
    CaseState.BEFORE_COUNCIL: "liegt dem Gremium vor",
    CaseState.DECIDED: "wartet auf die Veröffentlichung",
    CaseState.PUBLISHED: "veröffentlicht",
    CaseState.CLOSED: "geschlossen",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ADOPTED: "angenommen",
    Outcome.NOT_ADOPTED: "abgelehnt: kein Beschluss",
    Outcome.POSTPONED: "vertagt",
    Outcome.OBJECTED: "gestoppt: Einwand gegen das Umlaufverfahren",
}
"""What became of a case in a session."""

WAITS_FOR: Mapping[WaitsFor, str] = {
    WaitsFor.FIRST_CLAIM: "noch von niemandem übernommen",
    WaitsFor.MORE_CLAIMS: "ein weiteres Gutachten fehlt",
    WaitsFor.SUBMISSION: "wird gerade begutachtet",
    WaitsFor.THIRD_OPINION: "ein drittes Gutachten fehlt",
}

WAITING: Mapping[WaitingCause, str] = {
    "assessment": "Gutachten",
    "statement": "Stellungnahme",
    "query": "Antwort auf eine Rückfrage",
    "decision": "Entscheidung",
    "session": "Sitzung",
    "publication": "Veröffentlichung",
}
"""What a case waits for."""

POSTPONEMENT_REASONS: Mapping[PostponementReason, str] = {
    PostponementReason.MORE_INFORMATION: "Es fehlen noch Angaben",
    PostponementReason.COORDINATION: "Abstimmung mit anderen Stellen",
    PostponementReason.WORKLOAD: "Zu viele Vorgänge gleichzeitig",
    PostponementReason.ABSENCE: "Urlaub oder Krankheit",
    PostponementReason.OTHER_PROCEDURE: "Ein anderes Verfahren geht vor",
}

TRACKS: Mapping[str, str] = {"direct": "Sofortumsetzung", "short": "kurzes Verfahren", "full": "volles Verfahren"}

QUERY_STATES: Mapping[QueryState, str] = {
    QueryState.OPEN: "wartet auf Antwort",
    QueryState.ANSWERED: "beantwortet",
    QueryState.LAPSED: "ohne Antwort beendet",
}

APPEAL_GROUNDS: Mapping[AppealGround, str] = {
    "new_facts": "neue Tatsachen",
    "error": "ein Fehler in der Bewertung",
    "wrong_competence": "eine andere Stelle hätte entscheiden müssen",
}

EXCLUSION_ANSWERS: Mapping[str, str] = {
    "ja": "ja, erfüllt",
    "nein": "nein, nicht erfüllt",
    "offen": "offen",
    "na": "trifft hier nicht zu",
}

EVIDENCE: Mapping[str, str] = {
    "A": "A – Daten",
    "B": "B – Vergleichsfall oder Probelauf",
    "C": "C – fachliche Einschätzung",
    "D": "D – Annahme",
}

UNRATED: Mapping[str, str] = {"NR": "nicht relevant", "NB": "nicht beurteilbar, weil Angaben fehlen"}

DONE: Mapping[str, tuple[str, str]] = {
    "uebernahme": ("Vorgang übernommen", "Ihr Gutachten können Sie jetzt unten schreiben."),
    "entwurf": ("Entwurf gespeichert", "Ihr Gutachten ist noch nicht abgegeben. Sie können später weiterschreiben."),
    "gutachten": ("Ihr Gutachten ist abgegeben", "Alle Gutachten liegen vor. Das Ergebnis steht unten."),
    "entwurfsuebernahme": (
        "Entwurf übernommen",
        "Prüfen Sie bitte jede Angabe. Sie ändern, was Sie anders sehen, und bestätigen dann den Entwurf als Ihren.",
    ),
    "bestaetigung": ("Entwurf bestätigt", "Es ist jetzt Ihr eigenes Gutachten. Abgegeben ist es noch nicht."),
    "freigabe": ("Entwurf freigegeben", "Wer den freien Platz übernimmt, kann mit ihm weiterarbeiten."),
    "befangenheit": ("Danke für den Hinweis", "Sie sind für diesen Vorgang gesperrt. Andere können ihn übernehmen."),
    "rueckgabe": ("Vorgang zurückgegeben", "Andere können ihn jetzt übernehmen."),
    "antwort": ("Ihre Antwort ist abgegeben", "Vielen Dank."),
    "uebernommen": ("Begründung übernommen", "Sie steht jetzt in Ihrem Entwurf. Bitte prüfen Sie, ob sie hier passt."),
    "kriterium": ("Kriterium geöffnet", "Alle, die den Vorgang begutachten, werden jetzt danach gefragt."),
    "verfahren": ("Verfahren angehoben", "Der Vorgang wird jetzt ausführlicher begutachtet."),
    "nachbewertung": ("Nachbewertung begonnen", "Die Gutachten sind wieder offen, aber nur, wo etwas fehlte."),
    "einigung": ("Einigung festgehalten", "Das neue Ergebnis steht unten. Das frühere bleibt daneben stehen."),
    "sachverhalt": ("Sachverhalt gespeichert", "Die früheren Fassungen bleiben erhalten."),
    "anfrage": (
        "Stellungnahme angefragt",
        "Die Stelle findet die Anfrage auf ihrer Seite. Wer gefragt hat, erfährt niemand.",
    ),
    "ruecknahme": ("Anfrage zurückgenommen", "Die Stelle muss sie nicht mehr beantworten."),
    "stellungnahme": ("Ihre Stellungnahme ist abgegeben", "Alle, die den Vorgang begutachten, können sie jetzt lesen."),
    "abwesend": ("Abwesenheit eingetragen", "In dieser Zeit erinnern wir Ihre Vertretung."),
    "anwesend": ("Abwesenheit gelöscht", "Wir erinnern wieder Sie selbst."),
    "verschoben": ("Frist verschoben", "Alle, die den Vorgang begutachten, sehen die neue Frist."),
    "rueckfrage": (
        "Rückfrage gestellt",
        "Die einreichende Person sieht sie auf ihrer Statusseite. Niemand erfährt, wer gefragt hat.",
    ),
    "notiz": ("Notiz hinzugefügt", "Alle, die das Ergebnis sehen, sehen sie jetzt."),
    "entscheidung": ("Entscheidung festgehalten", "Die Koordination wird sie nun veröffentlichen."),
    "zuruecknahme": ("Entscheidung zurückgenommen", "Über den Vorgang kann neu entschieden werden."),
    "berichtigung": ("Änderung festgehalten", "Eine andere Person kann sie jetzt veröffentlichen."),
    "vorlage": (
        "Vorlage eingetragen",
        "Auf der öffentlichen Seite steht jetzt, dass der Vorgang dem Gremium vorliegt.",
    ),
    "anhoerung": ("Anhörung gestartet", "Die einreichende Person sieht Ihren Text auf ihrer Statusseite."),
    "weitergabe": ("Neue Runde begonnen", "Andere Personen begutachten und entscheiden."),
    "rueckmeldung": ("Antwort festgehalten", "Der Vorgang steht nicht mehr auf der Liste."),
    "veroeffentlichung": ("Entscheidung veröffentlicht", "Sie steht in Kürze auf der öffentlichen Seite."),
}
"""What a person has just done, by the word in the address of the page that follows: heading and sentence."""

RELEASE_CAUSES: Mapping[ReleaseCause, str] = {
    ReleaseCause.ABSENT: "länger nicht da",
    ReleaseCause.LEFT: "nicht mehr zuständig",
    ReleaseCause.RELIEVED: "von diesem Vorgang entlastet",
}

FLAGS: Mapping[str, str] = {
    "ko-open": "Noch offen ist das Ausschlusskriterium",
    "coverage": "Zu viel ließ sich nicht beurteilen.",
    "unknown-decides": "Was sich nicht beurteilen ließ, könnte das Ergebnis ändern.",
    "relevance-disputed": "Ob ein Kriterium hier zählt, ist umstritten.",
    "adjacent-classes": "Die Gutachten liegen nah beieinander: umsetzen oder mit Bedingungen umsetzen.",
    "minority-view": "Eine Minderheit der Gutachten kommt zu einem anderen Ergebnis.",
    "evaluators-disagree": "Die Gutachten kommen zu verschiedenen Ergebnissen.",
    "conflict-share": "Die Gutachten widersprechen sich in wichtigen Kriterien.",
    "knapp": "Das Ergebnis ist knapp. Die Entscheidung braucht eine schriftliche Bestätigung.",
}
