"""Impulses that were decided by a committee, corrected, reviewed, and decided again."""

from datetime import date
from typing import Any

from shared.contracts.facts import Ballot
from tests.unit.reporting_pages.stories import City, Story, worked

SESSION: dict[str, Any] = {"body": "bewertungskommission", "session_on": date(2026, 4, 8), "resolution": "17/26"}


def decided_again(city: City) -> dict[str, Story]:
    """One impulse of each kind, by name; the catalogue of this city must be active."""
    bench = city.receive("Beheizte Sitzbänke", "Warm im Winter.").release()
    return {
        "committee": bench.decide(
            "accepted_with_conditions",
            "Die Bänke helfen vielen, brauchen aber Strom.",
            worked("G5"),
            conditions=(
                bench.condition("Der Strom kommt vom eigenen Dach.", unit="tiefbau", due_on=date(2026, 12, 1)),
                bench.condition("Das Geld ist da.", budget_year=2027, debate_on=date(2026, 11, 12)),
            ),
            hearing="Ich freue mich, hätte aber gern mehr Bänke.",
            ballot=Ballot(in_favour=6, against=1, abstained=2),
            oparl_url="https://rat.example/oparl/paper/17",
            unit="gruenflaechen",
            one_off_cents=4_000_000,
            yearly_cents=150_000,
            indicator="Belegte Bänke im Winter",
            **SESSION,
        ),
        "corrected": city.receive("Bücherschrank am Markt")
        .release()
        .decide("accepted", "Der Schrank kostet 400 Euro.", worked("G1"))
        .correct("Die Zahl war falsch.", "Der Schrank kostet 4.000 Euro.")
        .correct("Ein Wort fehlte.", "Der Schrank kostet etwa 4.000 Euro."),
        "reviewed": city.receive("Rathaus nur vormittags öffnen")
        .release()
        .decide("rejected", "Das hilft den Menschen nicht.", worked("G7"))
        .admit_appeal(),
        "upheld": city.receive("Rathaus nur nachmittags öffnen")
        .release()
        .decide("rejected", "Das hilft niemandem.", worked("G7"))
        .admit_appeal()
        .dismiss_appeal(),
        "remedied": city.receive("Laternen am Schulweg")
        .release()
        .decide("rejected", "Dort steht schon Licht.", worked("G9"), deviation_reason="Das Licht genügt.")
        .admit_appeal()
        .decide("accepted", "Das Licht steht auf der falschen Seite.", worked("G9"), occasion="remedy"),
        "contested": city.receive("Spielplatz am Fluss")
        .release()
        .decide("rejected", "Zu nah am Wasser.", worked("G9"), deviation_reason="Die Gefahr ist zu groß.", **SESSION)
        .correct("Der Name des Flusses fehlte.", "Zu nah am Neckar.")
        .admit_appeal()
        .reopen("appeal")
        .decide(
            "accepted",
            "Ein Zaun genügt.",
            worked("G1"),
            body="gemeinderat",
            session_on=date(2026, 6, 10),
            resolution="45/26",
        ),
        "resumed": city.receive("Seilbahn zum Bahnhof")
        .release()
        .decide("deferred", "Wir warten auf das Gutachten.", worked("G9"), until=date(2026, 6, 1))
        .reopen("deferral_ended")
        .to_council()
        .to_council(date(2026, 7, 8)),
    }  # fmt: skip
