"""Impulses in every state that pages show, told as the facts and texts that the services would publish."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from services.evaluation.domain.case_input import parse_case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import score
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    CaseOpened,
    CaseReopened,
    CatalogueActivated,
    Condition,
    CostBooked,
    Costs,
    DeadlineChanged,
    DecisionPublished,
    EffectReviewed,
    FundingGranted,
    ImpulseAbsorbed,
    ImpulseHandedOver,
    ImpulseInadmissible,
    ImpulseMerged,
    ImpulseReceived,
    ImpulseRedacted,
    ImpulseReleased,
    ImpulseWithdrawn,
    MeasureAbandoned,
    MeasureCompleted,
    MeasureLinked,
    MeasurePlanned,
    MeasureProgressed,
    MilestoneReached,
    QueryAsked,
    SubmittedToCouncil,
)
from shared.contracts.lists import Decision, EffectVerdict, RedactionCause, ReopeningCause, TextKind, Visibility
from shared.contracts.measures import Indicator
from shared.contracts.results import sorted_votes
from shared.contracts.texts import Text, new_text
from shared.contracts.topics import TextTopic
from tests.histories import History
from tests.unit.evaluation.cases import WORKED

CATALOGUE_TEXT = (
    Path(__file__).parents[3] / "services" / "evaluation" / "catalogues" / "ludwigsburg-default.json"
).read_text()
CATALOGUE_ID = "ludwigsburg-default"
CATALOGUE_VERSION = "1.0.0"
APPEAL_ID = UUID(int=5 << 100)
RECEIVED_ON = date(2026, 3, 2)


def catalogue() -> Catalogue:
    return load_catalogue(CATALOGUE_TEXT)


def published_result(case: dict[str, Any]) -> dict[str, Any]:
    """A case as evaluation publishes its result: without who gave which vote."""
    result = to_json(score(parse_case(json.dumps(case), catalogue()), catalogue()))
    if isinstance(individual := result.get("individual"), dict):
        result["individual"] = sorted(individual.values())
    sheets = case["ratings"].values()
    result["votes"] = {name: sorted_votes([sheet[name] for sheet in sheets]) for name in next(iter(sheets))}
    result["exclusions"] = {name: next(iter(answers.values())) for name, answers in case["ko"].items()}
    return result


def worked(name: str) -> dict[str, Any]:
    """The published result of a worked case."""
    return published_result(WORKED[name])


class City:
    """Tells stories; every impulse gets the next number."""

    def __init__(self) -> None:
        self.history = History()
        self._count = 0

    def activate_catalogue(self) -> None:
        self.history.fact(
            CatalogueActivated(
                catalogue_id=CATALOGUE_ID,
                catalogue_version=CATALOGUE_VERSION,
                sha256="0" * 64,
                catalogue=json.loads(CATALOGUE_TEXT),
            )
        )

    def receive(self, title: str, body: str = "", **more: Any) -> "Story":
        """A new impulse. `more`: fields of the fact `received`, or source_url, licence and place of the text."""
        self._count += 1
        return Story(self.history, self._count, title, body, **more)


class Story:
    """What happens to one impulse."""

    def __init__(
        self,
        history: History,
        count: int,
        title: str,
        body: str,
        *,
        visibility: Visibility = "public",
        origin: str = "citizens",
        received_on: date = RECEIVED_ON,
        imported: bool = False,
        **text: Any,
    ) -> None:
        self.history = history
        self.id = UUID(int=(1 << 100) + count)
        self.case_id = UUID(int=(2 << 100) + count)
        self.measure_id = UUID(int=(3 << 100) + count)
        self.round = 1
        self.number = f"2026-{count:04}"
        self.text = new_text(self.id, "impulse", title=title, body=body, **text)
        history.fact(
            ImpulseReceived(
                impulse_id=self.id,
                number=self.number,
                origin=origin,
                channel="import" if imported else "form",
                visibility=visibility,
                received_on=received_on,
                imported=imported,
            )
        )

    def release(self, field_of_action: str | None = "Grün in der Stadt", **more: Any) -> "Story":
        sheet = new_text(self.id, "case_sheet", body="unveröffentlicht")
        self.history.text(TextTopic.IMPULSE_TEXTS, self.text)
        classification: dict[str, Any] = {
            "strategic_goals": (2, 4),
            "unit": "gruenflaechen",
            "track": "full",
            "track_reason": "usual",
            "profile": "full",
        } | more
        self.history.fact(
            ImpulseReleased(
                impulse_id=self.id,
                text=self.text.ref,
                case_sheet=sheet.ref,
                field_of_action=field_of_action,
                **classification,
            )
        )
        self.history.fact(
            CaseOpened(
                impulse_id=self.id,
                case_id=self.case_id,
                round=1,
                catalogue_id=CATALOGUE_ID,
                catalogue_version=CATALOGUE_VERSION,
                track=classification["track"],
                profile=classification["profile"],
                evaluators_required=2,
                due_on=date(2026, 4, 1),
            )
        )
        return self

    def declare_inadmissible(self, reason: str) -> "Story":
        text = self._write("inadmissible_reason", reason, TextTopic.IMPULSE_TEXTS)
        self.history.text(TextTopic.IMPULSE_TEXTS, self.text)
        self.history.fact(ImpulseInadmissible(impulse_id=self.id, reason=text.ref))
        return self

    def hand_over(self, addressee: str, reason: str) -> "Story":
        text = self._write("handover_reason", reason, TextTopic.IMPULSE_TEXTS)
        self.history.fact(ImpulseHandedOver(impulse_id=self.id, addressee=addressee, reason=text.ref))
        return self

    def withdraw(self) -> "Story":
        self.history.fact(ImpulseWithdrawn(impulse_id=self.id))
        return self

    def merge_into(self, other: "Story") -> "Story":
        """The other one goes on for both."""
        self.history.fact(ImpulseMerged(impulse_id=self.id, into=other.id))
        self.history.fact(ImpulseAbsorbed(impulse_id=other.id, other=self.id))
        return self

    def redact(self, cause: RedactionCause = "request") -> "Story":
        """Erase all its texts so far."""
        self.history.fact(ImpulseRedacted(impulse_id=self.id, cause=cause, up_to_text_version=1))
        return self

    def ask(self) -> "Story":
        text = new_text(self.id, "question", body="nur für Beteiligte")
        self.history.fact(
            QueryAsked(
                impulse_id=self.id,
                query_id=UUID(int=(4 << 100) + self.id.int % 1000),
                stage="assessment",
                reply_by=date(2026, 4, 10),
                text=text.ref,
            )
        )
        return self

    def to_council(self, session_on: date = date(2026, 5, 20)) -> "Story":
        self.history.fact(
            SubmittedToCouncil(
                impulse_id=self.id,
                case_id=self.case_id,
                round=self.round,
                body="gemeinderat",
                paper_number="45/26",
                session_on=session_on,
            )
        )
        return self

    def postpone(self, due_on: date) -> "Story":
        self.history.fact(
            DeadlineChanged(impulse_id=self.id, case_id=self.case_id, round=self.round, due_on=due_on, cause="extended")
        )
        return self

    def admit_appeal(self) -> "Story":
        self.history.fact(
            AppealAdmitted(impulse_id=self.id, case_id=self.case_id, round=self.round, appeal_id=APPEAL_ID)
        )
        return self

    def dismiss_appeal(self) -> "Story":
        self.history.fact(
            AppealDismissed(impulse_id=self.id, case_id=self.case_id, round=self.round, appeal_id=APPEAL_ID)
        )
        return self

    def reopen(self, cause: ReopeningCause) -> "Story":
        self.round += 1
        self.history.fact(
            CaseReopened(
                impulse_id=self.id,
                case_id=self.case_id,
                round=self.round,
                cause=cause,
                catalogue_id=CATALOGUE_ID,
                catalogue_version=CATALOGUE_VERSION,
                track="full",
                profile="full",
                evaluators_required=2,
                due_on=date(2026, 6, 1),
            )
        )
        return self

    def correct(self, why: str, reasons: str) -> "Story":
        """Other reasons in the place of those published last; all else keeps its texts."""
        last = [fact for _, fact in self.history.published if isinstance(fact, DecisionPublished)][-1]
        assert last.impulse_id == self.id
        changed = {
            "occasion": "correction",
            "correction": self._write("decision_reasons", why, TextTopic.ASSESSMENT_TEXTS).ref,
            "reasons": self._write("decision_reasons", reasons, TextTopic.ASSESSMENT_TEXTS).ref,
        }
        self.history.fact(last.model_copy(update=changed))
        return self

    def decide(
        self,
        decision: Decision,
        reasons: str,
        result: dict[str, Any] | None = None,
        *,
        conditions: str | tuple[Condition, ...] | None = None,
        hearing: str | None = None,
        indicator: str | None = None,
        deviation_reason: str | None = None,
        minority_view: str | None = None,
        case_sheet: str | None = None,
        **more: Any,
    ) -> "Story":
        texts: dict[str, tuple[TextKind, str | None]] = {
            "reasons": ("decision_reasons", reasons),
            "deviation_reason": ("deviation_reason", deviation_reason),
            "minority_view": ("minority_view", minority_view),
            "case_sheet": ("case_sheet", case_sheet),
            "hearing": ("answer", hearing),
            "indicator": ("indicator", indicator),
        }
        written = {
            name: self._write(kind, body, TextTopic.ASSESSMENT_TEXTS).ref
            for name, (kind, body) in texts.items()
            if body is not None
        }
        fields: dict[str, Any] = {
            "conditions": (self.condition(conditions),) if isinstance(conditions, str) else conditions or (),
            "evaluators": 2,
            "units": ("klima-umwelt", "stadtplanung"),
            "catalogue_id": CATALOGUE_ID,
            "catalogue_version": CATALOGUE_VERSION,
            "track": "full",
        }
        self.history.fact(
            DecisionPublished(
                impulse_id=self.id,
                case_id=self.case_id,
                round=self.round,
                decision=decision,
                deviation=deviation_reason is not None,
                result=result,
                **(fields | written | more),
            )
        )
        return self

    def plan(self, title: str, costs: dict[str, int] | None = None, **more: Any) -> "Story":
        text = self.history.text(TextTopic.MEASURE_TEXTS, new_text(self.id, "measure", title=title))
        self.history.fact(
            MeasurePlanned(
                impulse_id=self.id,
                measure_id=self.measure_id,
                text=text.ref,
                unit="tiefbau",
                due_on=date(2026, 9, 1),
                costs=Costs(**({"planned_cents": 1_850_000} | (costs or {}))),
                **more,
            )
        )
        return self

    def progress(self, percent: int) -> "Story":
        self.history.fact(MeasureProgressed(impulse_id=self.id, measure_id=self.measure_id, percent=percent))
        return self

    def book(self, cents: int) -> "Story":
        self.history.fact(CostBooked(impulse_id=self.id, measure_id=self.measure_id, cents=cents))
        return self

    def link(self, measure_of: "Story") -> "Story":
        """The measure of another impulse serves this one, too."""
        self.history.fact(MeasureLinked(impulse_id=self.id, measure_id=measure_of.measure_id, other=measure_of.id))
        return self

    def reach(self, milestone: str, on: date = date(2026, 6, 1)) -> "Story":
        text = self.history.text(TextTopic.MEASURE_TEXTS, new_text(self.id, "milestone", title=milestone))
        self.history.fact(
            MilestoneReached(
                impulse_id=self.id, measure_id=self.measure_id, milestone_id=text.text_id, text=text.ref, reached_on=on
            )
        )
        return self

    def grant(self, cents: int) -> "Story":
        self.history.fact(FundingGranted(impulse_id=self.id, measure_id=self.measure_id, cents=cents))
        return self

    def review_effect(self, verdict: EffectVerdict, words: str, **more: Any) -> "Story":
        text = self._write("effect_review", words, TextTopic.MEASURE_TEXTS)
        self.history.fact(
            EffectReviewed(impulse_id=self.id, measure_id=self.measure_id, verdict=verdict, text=text.ref, **more)
        )
        return self

    def complete(self, words: str) -> "Story":
        text = self._write("completion", words, TextTopic.MEASURE_TEXTS)
        self.history.fact(MeasureCompleted(impulse_id=self.id, measure_id=self.measure_id, text=text.ref))
        return self

    def abandon(self, reason: str) -> "Story":
        text = self._write("abandonment", reason, TextTopic.MEASURE_TEXTS)
        self.history.fact(MeasureAbandoned(impulse_id=self.id, measure_id=self.measure_id, reason=text.ref))
        return self

    def condition(self, text: str, **more: Any) -> Condition:
        """For `decide(conditions=...)`."""
        return Condition(text=self._write("conditions", text, TextTopic.ASSESSMENT_TEXTS).ref, **more)

    def indicator(self, name: str, baseline: int, target: int) -> Indicator:
        """For `plan(indicator=...)`."""
        text = self._write("indicator", name, TextTopic.MEASURE_TEXTS)
        return Indicator(text=text.ref, baseline=baseline, target=target)

    def _write(self, kind: TextKind, body: str, topic: TextTopic) -> Text:
        return self.history.text(topic, new_text(self.id, kind, body=body))


FOUNTAIN_TEXT = (
    "Im Juli hatten wir auf dem Wochenmarkt 36 Grad. Es gibt in der ganzen Innenstadt keinen Ort, an dem man umsonst "
    "Wasser trinken kann.\n\nEin Trinkbrunnen auf dem Rathausplatz würde jeden Tag Hunderten helfen."
)


def sample_city() -> tuple[City, dict[str, Story]]:
    """One impulse of each kind that pages tell apart, by name."""
    city = City()
    city.activate_catalogue()
    stories = {
        "screening": city.receive("Noch nicht freigegeben: Dackelwiese"),
        "internal": city.receive("Verschwiegene Teeküche", visibility="internal").release(),
        "assessment": city.receive("Mehr Bänke am Fluss", "Ältere Menschen brauchen Pausen.", place="Uferweg").release(),
        "query": city.receive("Laternen am Schulweg", "Es ist dunkel.", origin="council").release("Mobilität").ask(),
        "council": city.receive("Stadtpark erweitern", "Mehr Bäume.").release().to_council(),
        "imported": city.receive(
            "Fahrradstraßen in der Südstadt",
            "Bitte schlafende Ampeln wecken.",
            imported=True,
            received_on=date(2017, 9, 13),
            source_url="https://beteiligung.example/vorschlag/17",
            licence="CC BY 4.0",
        ).release("Mobilität"),
        "inadmissible": city.receive("Autobahn verlegen").declare_inadmissible("Das ist Sache des Bundes."),
        "handed_over": city.receive("Zug soll öfter halten").release("Mobilität").hand_over(
            "verkehrsverbund", "Zuständig ist der Verkehrsverbund."
        ),
        "withdrawn": city.receive("Doch nicht").release().withdraw(),
        "direct": city.receive("Kaputte Schaukel", "Die Kette ist gerissen.")
        .release(track="direct", track_reason="answerable_at_once", profile=None)
        .decide("accepted", "Wir tauschen die Kette bis Mai.", track="direct", evaluators=0, units=()),
        "conditions": city.receive("Beheizte Sitzbänke", "Warm im Winter.").release().decide(
            "accepted_with_conditions",
            "Die Bänke helfen vielen, brauchen aber Strom.",
            worked("G5"),
            conditions="Nur mit Strom vom eigenen Dach.",
        ),
        "excluded": city.receive("Freibad nur für Mitglieder").release().decide(
            "rejected", "Das würde Menschen ausschließen.", worked("G3")
        ),
        "rejected": city.receive("Rathaus nur vormittags öffnen").release().decide(
            "rejected", "Das hilft den Menschen nicht.", worked("G7")
        ),
        "deferred": city.receive("Seilbahn zum Bahnhof").release().decide(
            "deferred", "Wir warten auf das Gutachten.", worked("G9"), until=date(2027, 1, 4)
        ),
        "forwarded": city.receive("Mehr Personal im Finanzamt").release().decide(
            "forwarded", "Das Finanzamt gehört dem Land.", addressee="finanzamt"
        ),
        "deviating": city.receive("Bücherschrank am Markt").release().decide(
            "accepted",
            "Der Schrank kostet fast nichts.",
            worked("G5"),
            deviation_reason="Die Bedenken zum Klima wiegen hier nicht schwer.",
            minority_view="Ein Gutachten sieht den Platz als zu eng an.",
            third_opinion=True,
            evaluators=3,
        ),
    }  # fmt: skip
    fountain = city.receive("Ein Trinkbrunnen für den Rathausplatz", FOUNTAIN_TEXT, place="Rathausplatz").release(
        "Lebendige Innenstadt"
    )
    fountain.decide(
        "accepted",
        "Kostenloses Trinkwasser hilft an heißen Tagen sehr vielen Menschen.",
        worked("G1"),
        case_sheet="Ein barrierefreier Trinkbrunnen mit Flaschenfüller. Betrieb von April bis Oktober.",
    )
    fountain.plan(
        "Trinkbrunnen mit Flaschenfüller",
        costs={"own_share_cents": 1_050_000, "funding_cents": 800_000},
        indicator=fountain.indicator("Gezapfte Liter am Tag", 0, 400),
    )
    fountain.progress(40).book(1_234_550).progress(90).complete("Der Brunnen läuft.")
    stories["implemented"] = fountain
    stories["abandoned"] = (
        city.receive("Kletterwand am Rathaus").release().decide("accepted", "Sport tut gut.", worked("G1"))
    ).plan("Kletterwand bauen").progress(10).book(250_000).grant(99_950).abandon("Die Wand trägt das Gewicht nicht.")  # fmt: skip
    stories["under_way"] = (
        city.receive("Schulhof entsiegeln", "Asphalt weg, Wiese her.", origin="administration")
        .release("Bildung und Betreuung", strategic_goals=(3,))
        .decide("accepted", "Gut für das Klima.", worked("G1"))
        .plan(
            "Schulhof umbauen",
            {
                "planned_cents": 9_000_000,
                "yearly_cents": 120_000,
                "own_share_cents": 3_000_000,
                "funding_cents": 5_000_000,
            },
        )
        .progress(35)
        .grant(4_500_050)
    )
    stories["reviewed"] = (
        city.receive("Fahrradbügel am Bahnhof", "Viele Räder stehen im Weg.", origin="council")
        .release("Mobilität")
        .decide("accepted", "Das hilft Menschen mit Rad.", worked("G1"), promised_for=date(2026, 8, 1))
        .plan("40 Bügel bauen", costs={"yearly_cents": 20_000, "funding_cents": 500_000})
        .grant(450_000)
        .reach("Der Platz ist vermessen.")
        .book(900_000)
        .complete("Alle Bügel stehen.")
        .review_effect(
            "reached", "Es stehen kaum noch Räder im Weg.", after_months=3, satisfied_percent=80, satisfied_n=10
        )
    )
    stories["linked"] = (
        city.receive("Mehr Plätze für Räder", "Am Bahnhof fehlt Platz.")
        .release("Mobilität")
        .decide("accepted", "Dafür gibt es schon einen Plan.", worked("G1"))
        .link(stories["reviewed"])
    )
    stories["merged"] = city.receive("Wasser für alle", "Bitte einen Brunnen.").release().merge_into(fountain)
    stories["redacted"] = (
        city.receive("Frau Beispiel soll gehen", "Sie wohnt in der Beispielgasse.")
        .release()
        .decide("rejected", "Darüber entscheidet niemand hier.", worked("G7"))
        .redact("third_party")
    )
    return city, stories
