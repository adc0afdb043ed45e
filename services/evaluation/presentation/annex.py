"""„Anlage zur Vorlage“: what a council body needs to know about one case, on two pages, without the name of any person."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import Any

from services.evaluation.domain.catalogue import Catalogue, ExclusionCriterion
from services.evaluation.domain.climate_and_costs import AnyCriterion, about_climate, about_costs
from services.evaluation.domain.decision import NO_DEVIATION, AnyDecision
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.round_end import exclusion_states
from services.evaluation.domain.statements import StatementState
from services.evaluation.domain.votes import Unrated
from services.evaluation.presentation.main_reasons import main_reasons, state_of
from services.evaluation.presentation.resolution_words import condition_words, resolution_words
from services.evaluation.presentation.result import result_page
from services.evaluation.presentation.shortening import Room
from services.evaluation.presentation.words import DECISIONS, EXCLUSION_ANSWERS, STATES, TRACKS, UNRATED
from services.evaluation.queries.annex import AnnexMatter
from shared.contracts.case_sheet import CASE_SHEET_LABELS, CaseSheet
from shared.web.formats import money, signed, written_date

AUTHOR = "Stadtverwaltung"
NOT_SEEN = "Der Text wurde gelöscht."
NOTHING_SCORED = "In diesem Verfahren wird nichts bewertet. Die zuständige Stelle antwortet selbst."
UNDECIDED = "Die Verwaltung schlägt noch keinen Beschluss vor."
HALF = Fraction(1, 2)
CLOSEST = 9
"""Of the criteria that speak against it the heaviest, so many at most."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A row of a table: what was rated, its value as a number for a bar, as written, and in words."""

    label: str
    number: float | None
    value: str
    word: str


@dataclass(frozen=True, slots=True)
class Annex:
    """The whole document in its order; `running` and `as_of` stand on every page."""

    title: str
    author: str
    running: str
    as_of: str
    subject: str
    facts: Sequence[tuple[str, str]]
    sheet: Sequence[tuple[str, str]]
    result: str
    profile: Sequence[Rated]
    climate: Sequence[Rated]
    costs: Sequence[Rated]
    frame: Sequence[tuple[str, str]]
    against: Sequence[str]
    views: Sequence[tuple[str, str]]
    resolution: str
    conditions_title: str
    conditions: Sequence[str]
    grounds: Sequence[tuple[str, str]]

    def data(self) -> dict[str, Any]:
        """For a template."""
        return asdict(self)

    def cut(self, first: Room, second: Room) -> "Annex":
        """The same with so much room for each text of the first and of the second page.

        What is proposed is cut last.
        """
        proposal = second.times(2)
        return replace(
            self,
            subject=first.times(2).text(self.subject),
            sheet=first.parts_of(self.sheet),
            result=first.times(2).text(self.result),
            climate=self.climate[: second.entries * 3],
            costs=self.costs[: second.entries * 3],
            frame=[(name, second.text(words)) for name, words in self.frame],
            against=second.entries_of(self.against),
            views=second.parts_of(self.views),
            resolution=proposal.text(self.resolution),
            conditions=proposal.entries_of(self.conditions),
            grounds=second.parts_of(self.grounds),
        )


def annex(matter: AnnexMatter, now: datetime) -> Annex:
    """All there is to say about a revealed case; `now` is the day it stands for."""
    view = matter.view
    sheet = CaseSheet() if view.case_sheet is None else CaseSheet.read(view.case_sheet.body)
    title = NOT_SEEN if view.text is None else view.text.title
    return Annex(
        title=f"Anlage zur Vorlage: Impuls {view.number}",
        author=AUTHOR,
        running=f"Impuls {view.number}",
        as_of=written_date(now),
        subject=title,
        facts=list(_facts(matter)),
        sheet=list(_sheet(sheet, erased=view.case_sheet is None)),
        result=_result(matter),
        profile=list(_profile(matter)),
        climate=list(_rated(matter, about_climate(view.catalogue))),
        costs=list(_rated(matter, about_costs(view.catalogue))),
        frame=list(_frame(matter, sheet)),
        against=list(_against(matter)),
        views=list(_views(matter)),
        resolution=_resolution(matter, title),
        conditions_title="Bedingungen" if matter.proposed is not None else "Mögliche Bedingungen",
        conditions=list(_conditions(matter)),
        grounds=list(_grounds(matter.proposed)),
    )


def _facts(matter: AnnexMatter) -> Iterator[tuple[str, str]]:
    case = matter.view.case
    yield "Vorgang", f"{matter.view.number}, Runde {case.round}, {STATES[case.state]}"
    yield "Verfahren", TRACKS[case.track]
    if case.submitted:
        count = len(case.submitted)
        yield (
            "Begutachtung",
            f"{count} {'Gutachten' if count == 1 else 'unabhängige Gutachten'}, "
            f"Kriterienkatalog {case.catalogue_id}, Fassung {case.catalogue_version}",
        )


def _sheet(sheet: CaseSheet, *, erased: bool) -> Iterator[tuple[str, str]]:
    if erased:
        yield "Sachverhalt", NOT_SEEN
    for name, answer in asdict(sheet).items():
        if answer and name not in ("cost_once", "cost_yearly"):
            yield CASE_SHEET_LABELS[name], answer


def _result(matter: AnnexMatter) -> str:
    view = matter.view
    if view.case.result is None:
        return NOTHING_SCORED
    page = result_page(view.case.result, view.catalogue)
    sentences = [f"Empfehlung der Begutachtung: {page.recommendation}."]
    if page.score is not None:
        sentences.append(f"Gesamtwert {signed(page.score)} auf der Skala von −2 bis +2.")
    if page.robustness is not None:
        sentences.append(page.robustness)
    return " ".join([*sentences, *page.remarks])


def _profile(matter: AnnexMatter) -> Iterator[Rated]:
    view = matter.view
    if view.case.result is None:
        return
    for row in result_page(view.case.result, view.catalogue).dimensions:
        if row.value is None:
            yield Rated(row.label, None, "–", "nicht bewertet")
        else:
            yield Rated(row.label, float(row.value), signed(row.value), _leaning(row.value))


def _leaning(value: Fraction) -> str:
    """Source: assessment-method.md, "What the public sees"."""
    if value >= HALF:
        return "spricht dafür"
    return "spricht dagegen" if value <= -HALF else "gemischt"


def _rated(matter: AnnexMatter, criteria: Sequence[AnyCriterion]) -> Iterator[Rated]:
    case, catalogue = matter.view.case, matter.view.catalogue
    if case.result is None:
        return
    states = exclusion_states(case, catalogue)
    values = state_of(case.result)
    for criterion in criteria:
        label = f"{criterion.id} {criterion.label.german}"
        if isinstance(criterion, ExclusionCriterion):
            yield Rated(label, None, "Ausschluss", EXCLUSION_ANSWERS[states[criterion.id]])
            continue
        value = values[criterion.id]
        if isinstance(value, Unrated):
            yield Rated(label, None, "–", UNRATED[value])
        else:
            yield Rated(label, float(value), signed(value), _word(value, catalogue))


def _word(value: Fraction, catalogue: Catalogue) -> str:
    low, high = (catalogue.scale_labels[end].german.partition(" (")[0] for end in (floor(value), ceil(value)))
    return low if low == high else f"zwischen {low} und {high}"


def _frame(matter: AnnexMatter, sheet: CaseSheet) -> Iterator[tuple[str, str]]:
    decision = matter.proposed
    for label, proposed, estimated, described in (
        (
            "Kosten einmalig",
            None if decision is None else decision.one_off_cents,
            matter.one_off_cents,
            sheet.cost_once,
        ),
        ("Kosten im Jahr", None if decision is None else decision.yearly_cents, matter.yearly_cents, sheet.cost_yearly),
    ):
        cents = estimated if proposed is None else proposed
        known = [described] if described else []
        if cents is not None:
            known.insert(0, money(cents))
        yield label, ". ".join(known) or "keine Angabe"


def _against(matter: AnnexMatter) -> Iterator[str]:
    """The causes of the recommendation, then what pulls the score down, heaviest first."""
    view = matter.view
    if view.case.result is None:
        return
    page = result_page(view.case.result, view.catalogue)
    if view.case.result["decision"] != Recommendation.IMPLEMENT:
        yield from page.causes
    pulls = main_reasons(view.case.result, view.catalogue, -1, CLOSEST)
    for name, value in pulls:
        yield f"{name} {view.catalogue.criteria[name].label.german}: {signed(value)}, {_word(value, view.catalogue)}"
    if not pulls:
        yield "Kein Kriterium ist hemmend bewertet."


def _views(matter: AnnexMatter) -> Iterator[tuple[str, str]]:
    view = matter.view
    if matter.proposed is not None and matter.proposed.minority_view:
        yield "Ansicht der Minderheit", matter.proposed.minority_view
    for question in view.questions:
        if question.answer is not None:
            answer = f"{question.criterion}: {EXCLUSION_ANSWERS[question.answer]}. {question.reason or ''}"
            yield f"Antwort der Fachstelle {question.office}", answer.strip()
    for seen in view.statements:
        statement = seen.statement
        if statement.state is StatementState.GIVEN:
            remarks = [f"{criterion}: {remark}" for criterion, remark in statement.remarks.items()]
            words = "\n".join([statement.text or "", *remarks])
            yield f"Stellungnahme: {matter.units.get(statement.unit, statement.unit)}", words


def _resolution(matter: AnnexMatter, title: str) -> str:
    view, decision = matter.view, matter.proposed
    if decision is not None:
        return resolution_words(matter.body, view.number, title, decision, matter.units)
    if view.case.result is None:
        return UNDECIDED
    recommendation = Recommendation(view.case.result["decision"])
    outcome = {
        Recommendation.CLARIFY: "zurückgestellt, bis geklärt ist, was noch offen ist",
        Recommendation.FORWARD: "an die zuständige Stelle abgegeben",
    }.get(recommendation, DECISIONS[NO_DEVIATION[recommendation]])
    subject = f"Der Impuls {view.number} „{title}“"
    return f"{matter.body} beschließt, wie es die Begutachtung empfiehlt: {subject} wird {outcome}."


def _conditions(matter: AnnexMatter) -> Iterator[str]:
    view = matter.view
    if matter.proposed is not None:
        yield from (condition_words(each, matter.units) for each in matter.proposed.conditions)
    elif view.case.result is not None:
        yield from result_page(view.case.result, view.catalogue).levers


def _grounds(decision: AnyDecision | None) -> Iterator[tuple[str, str]]:
    if decision is None:
        return
    yield "Begründung", decision.reasons
    if decision.deviation_reason is not None:
        yield "Warum der Vorschlag von der Empfehlung abweicht", decision.deviation_reason
