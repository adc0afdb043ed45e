"""A published decision in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import RECOMMENDATIONS, TRACKS, counted, filled, joined
from services.reporting.public_impulse import Ballot, Condition, PublishedDecision
from shared.translation import German, ngettext
from shared.translation import gettext as _
from shared.web.formats import money, written_date
from shared.web.pages import spoken


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """A condition: its text (None while it is not here, or was erased), and who sees to it until when (may be empty)."""

    text: str | None
    details: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One published decision as its page tells it; `recommendation` is None where nothing was scored."""

    decision: PublishedDecision
    sentence: str
    decided_by: str
    recommendation: str | None
    conditions: tuple[ConditionWords, ...]
    plan: list[tuple[str, str]]
    facts: list[tuple[str, str]]


def letter(decision: PublishedDecision, result: Mapping[str, Any] | None, names: Names) -> Letter:
    """Put a decision into words; `result` is the computed one on which it is based."""
    return Letter(
        decision=decision,
        sentence=decision_sentence(decision, names),
        decided_by=joined(_decided_by(decision, names)),
        recommendation=None if result is None else RECOMMENDATIONS[result["decision"]],
        conditions=tuple(
            ConditionWords(each.text, joined(_condition_details(each, names))) for each in decision.condition_list
        ),
        plan=_plan(decision, names),
        facts=decision_facts(decision, names),
    )


def decision_sentence(decision: PublishedDecision, names: Names) -> str:
    """One plain sentence that says what the city does."""
    match decision.decision:
        case "accepted":
            if decision.promised_for is None:
                return _("Die Stadt setzt diesen Impuls um.")
            return _("Die Stadt setzt diesen Impuls bis zum {day} um.").format(day=written_date(decision.promised_for))
        case "accepted_with_conditions":
            if decision.promised_for is None:
                return _("Die Stadt setzt diesen Impuls um, aber nur unter Bedingungen.")
            return _("Die Stadt setzt diesen Impuls bis zum {day} um, aber nur unter Bedingungen.").format(
                day=written_date(decision.promised_for)
            )
        case "rejected":
            return _("Die Stadt setzt diesen Impuls nicht um.")
        case "deferred":
            if decision.until is None:
                return _("Die Stadt stellt diesen Impuls zurück.")
            return _("Die Stadt stellt diesen Impuls bis zum {day} zurück.").format(day=written_date(decision.until))
    if decision.addressee is None:
        return _("Die Stadt gibt diesen Impuls ab an eine andere Stelle.")
    return filled(_("Die Stadt gibt diesen Impuls ab an folgende Stelle: {unit}."), unit=names.unit(decision.addressee))


def decision_facts(decision: PublishedDecision, names: Names) -> list[tuple[str, str]]:
    """When it was published and how it was assessed, as pairs of name and value; never a person."""
    rows = [(_("Veröffentlicht am"), written_date(decision.published_at)), (_("Verfahren"), TRACKS[decision.track])]
    if decision.evaluators:
        rows.append((_("Bewertet von"), _evaluators(decision, names)))
    if decision.third_opinion:
        rows.append((_("Drittes Gutachten"), _("Es wurde eingeholt.")))
    if decision.round > 1:
        rows.append((_("Runde"), _("{number}. Bewertung").format(number=decision.round)))
    return rows


def ballot_words(ballot: Ballot) -> str:
    """The votes of a committee: „Dafür: 21 Stimmen. Dagegen: 9 Stimmen. Enthalten: 2 Stimmen."."""
    return _("Dafür: {in_favour}. Dagegen: {against}. Enthalten: {abstained}.").format(
        in_favour=_votes(ballot.in_favour), against=_votes(ballot.against), abstained=_votes(ballot.abstained)
    )


def _decided_by(decision: PublishedDecision, names: Names) -> Iterator[str]:
    if decision.body is not None and decision.session_on is None:
        yield filled(_("Entschieden hat: {body}."), body=names.body(decision.body))
    elif decision.body is not None and decision.session_on is not None:
        yield filled(
            _("Entschieden hat: {body}, Sitzung am {day}."),
            body=names.body(decision.body),
            day=written_date(decision.session_on),
        )
    if decision.resolution is not None:
        yield filled(_("Beschluss: {resolution}."), resolution=German(decision.resolution))
    if decision.ballot is not None:
        yield ballot_words(decision.ballot)


def _condition_details(condition: Condition, names: Names) -> Iterator[str]:
    if condition.unit is not None:
        yield filled(_("Darum kümmert sich: {unit}."), unit=names.unit(condition.unit))
    if condition.due_on is not None:
        yield _("Fertig bis zum {day}.").format(day=written_date(condition.due_on))
    if condition.budget_year is not None:
        yield _("Das Geld muss noch im Haushalt für das Jahr {year} stehen.").format(year=condition.budget_year)
    if condition.debate_on is not None:
        yield _("Die Beratung darüber ist am {day}.").format(day=written_date(condition.debate_on))


def _plan(decision: PublishedDecision, names: Names) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if decision.unit is not None:
        rows.append((_("Darum kümmert sich"), spoken(names.unit(decision.unit))))
    if decision.one_off_cents is not None:
        rows.append((_("Es darf einmal kosten"), money(decision.one_off_cents)))
    if decision.yearly_cents is not None:
        rows.append((_("Es darf jedes Jahr kosten"), money(decision.yearly_cents)))
    if decision.indicator is not None:
        rows.append((_("Daran messen wir den Erfolg"), spoken(German(decision.indicator))))
    return rows


def _votes(number: int) -> str:
    return ngettext("{number} Stimme", "{number} Stimmen", number).format(number=number)


def _evaluators(decision: PublishedDecision, names: Names) -> str:
    count = decision.evaluators
    if not decision.units:
        return ngettext("einer Person", "{number} Personen", count).format(number=counted(count))
    return filled(
        ngettext("einer Person aus: {units}", "{number} Personen aus: {units}", count),
        number=counted(count),
        units=names.units(decision.units),
    )
