"""What the report consists of."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the report, and what one finds there."""

    title: str
    address: str
    about: str


CHAPTERS: Final = (
    Chapter("Kennzahlen", "/kennzahlen", "Hält die Stadt, was sie verspricht?"),
    Chapter("Jahresberichte", "/jahresbericht", "Was ist in jedem Jahr geschehen?"),
    Chapter("Ziele der Stadt", "/ziele", "Was bringen die Impulse für jedes Ziel?"),
    Chapter("Handlungsfelder", "/handlungsfelder", "Was tut sich in jedem Bereich der Stadt?"),
    Chapter("Trialog", "/trialog", "Wer bringt die Impulse ein, und was wird daraus?"),
    Chapter("Nachhaltigkeit", "/nachhaltigkeit", "Was hilft der Welt von morgen, was schadet ihr?"),
    Chapter("Geld", "/geld", "Was ist geplant, und was ist ausgegeben?"),
    Chapter("Listen", "/listen", "Wo haben wir anders entschieden als empfohlen, und was dauert zu lange?"),
    Chapter("Methode", "/methode", "Wie bewerten wir Impulse?"),
    Chapter("Offene Daten", "/daten", "Alle Zahlen und Texte zum Mitnehmen und Nachprüfen."),
    Chapter("Frühere Stände", "/stand", "Wie sah der Bericht an einem Tag von damals aus?"),
)
