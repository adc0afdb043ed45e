"""How the page tells whether a draft is saved, and what two versions of one differ in."""

from datetime import UTC, datetime

from services.evaluation.presentation.save_state import Difference, differences, saved_at, shown


def test_the_time_of_saving_is_that_of_the_city() -> None:
    assert saved_at(4, datetime(2026, 7, 2, 12, 3, tzinfo=UTC)).sentence == "Gespeichert um 14:03."


def test_a_form_says_whether_it_is_saved() -> None:
    sentences = [
        shown(0, saved=0, differs=False).sentence,
        shown(2, saved=2, differs=False).sentence,
        shown(1, saved=2, differs=True).sentence,
    ]
    assert sentences == [
        "Noch ist nichts gespeichert.",
        "Ihr Entwurf ist gespeichert.",
        "Was hier steht, ist noch nicht gespeichert.",
    ]


def test_two_versions_are_compared_input_by_input_in_words() -> None:
    saved = {"exclusions.K1": "offen", "ratings.L1.value": "-1", "ratings.L1.reason": "Zeile\nzwei", "token": "1"}
    typed = {"exclusions.K1": "ja", "ratings.L1.value": "NB", "ratings.L1.reason": "Zeile\r\nzwei ", "token": "2"} | {
        "ratings.L2.evidence": "D",
        "ratings.L2.mitigation": "",
    }
    assert differences(saved, typed) == [
        Difference("K1", "offen", "ja, erfüllt"),
        Difference("L1: Wert", "−1", "nicht beurteilbar, weil Angaben fehlen"),
        Difference("L2: Nachweisstufe", "keine Angabe", "D – Annahme"),
    ]
    assert differences(saved, saved) == []
