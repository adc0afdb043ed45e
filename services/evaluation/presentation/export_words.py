"""The German words of an export for keys that stand in the tables and facts of a case."""

from collections.abc import Mapping

from services.evaluation.domain.statements import StatementState
from shared.contracts.lists import Occasion, Origin, QueryStage, Visibility

ORIGINS: Mapping[Origin, str] = {
    "citizens": "Stadtgesellschaft",
    "council": "gemeinderätliche Gremien",
    "administration": "Stadtverwaltung",
}

VISIBILITIES: Mapping[Visibility, str] = {"public": "öffentlich", "internal": "intern", "confidential": "vertraulich"}

OCCASIONS: Mapping[Occasion, str] = {
    "decision": "Entscheidung",
    "correction": "Korrektur eines Textes",
    "remedy": "Korrektur nach einer verlangten Überprüfung",
}

QUERY_STAGES: Mapping[QueryStage, str] = {
    "screening": "Vorprüfung",
    "assessment": "Begutachtung",
    "hearing": "Anhörung vor einer Ablehnung",
}

APPEAL_STATES: Mapping[str, str] = {
    "open": "noch offen",
    "remedied": "Entscheidung korrigiert",
    "new_round": "neue Runde",
}

STATEMENT_STATES: Mapping[StatementState, str] = {
    StatementState.REQUESTED: "angefragt",
    StatementState.GIVEN: "abgegeben",
    StatementState.WITHDRAWN: "zurückgenommen",
}

EVENTS: Mapping[str, str] = {
    "case_opened": "Bewertung begonnen",
    "case_reopened": "Neue Bewertung begonnen",
    "case_closed": "Bewertung beendet",
    "track_raised": "Verfahren angehoben",
    "claimed": "Platz übernommen",
    "handed_back": "Platz zurückgegeben",
    "conflict_declared": "Befangenheit erklärt",
    "submitted": "Gutachten abgegeben",
    "statement_requested": "Stellungnahme angefragt",
    "statement_given": "Stellungnahme abgegeben",
    "exclusion_cleared": "Ausschlusskriterium geklärt",
    "third_opinion_requested": "Drittes Gutachten angefordert",
    "consensus_recorded": "Einigung festgehalten",
    "query_requested": "Rückfrage gestellt",
    "deadline_changed": "Frist geändert",
    "overdue": "Frist überschritten",
    "escalated": "Überschrittene Frist gemeldet",
    "consolidated": "Gutachten zusammengeführt",
    "decided": "Entschieden",
    "decision_withdrawn": "Entscheidung zurückgenommen",
    "submitted_to_council": "Dem Gremium vorgelegt",
    "published": "Entscheidung veröffentlicht",
    "appeal_admitted": "Verlangte Überprüfung zugelassen",
    "appeal_dismissed": "Verlangte Überprüfung nicht zugelassen",
}
"""What evaluation tells, by the short name of the fact."""
