"""What the report consists of."""

from dataclasses import dataclass
from typing import Final

from shared.translation import N_


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the report, and what one finds there; title and description are looked up when shown."""

    title: str
    address: str
    about: str


CHAPTERS: Final = (
    Chapter(N_("Kennzahlen"), "/kennzahlen", N_("Hält die Stadt, was sie verspricht?")),
    Chapter(N_("Jahresberichte"), "/jahresbericht", N_("Was ist in jedem Jahr geschehen?")),
    Chapter(N_("Ziele der Stadt"), "/ziele", N_("Was bringen die Impulse für jedes Ziel?")),
    Chapter(N_("Handlungsfelder"), "/handlungsfelder", N_("Was tut sich in jedem Bereich der Stadt?")),
    Chapter(N_("Trialog"), "/trialog", N_("Wer bringt die Impulse ein, und was wird daraus?")),
    Chapter(N_("Nachhaltigkeit"), "/nachhaltigkeit", N_("Was hilft der Welt von morgen, was schadet ihr?")),
    Chapter(N_("Geld"), "/geld", N_("Was ist geplant, und was ist ausgegeben?")),
    Chapter(N_("Listen"), "/listen", N_("Wo haben wir anders entschieden als empfohlen, und was dauert zu lange?")),
    Chapter(N_("Methode"), "/methode", N_("Wie bewerten wir Impulse?")),
    Chapter(N_("Offene Daten"), "/daten", N_("Alle Zahlen und Texte zum Mitnehmen und Nachprüfen.")),
    Chapter(N_("Frühere Stände"), "/stand", N_("Wie sah der Bericht an einem Tag von damals aus?")),
)
