"""German words of the ideas pages for the keys of closed lists."""

from typing import Final

from shared.contracts.lists import Motion, Track

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
