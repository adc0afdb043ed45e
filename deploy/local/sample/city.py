"""The hands of the sample city: each command as the person of the story would give it, through forms, APIs and Kafka."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import unescape
from time import monotonic
from typing import Any, Self, assert_never
from uuid import uuid4

import httpx
import orjson
from aiokafka import AIOKafkaProducer

from deploy.local.sample.content import Impulse, Measure, Release, SampleError, Verdict
from deploy.local.sample.steps import (
    AbandonMeasure,
    Actor,
    AnswerExclusion,
    ClaimCase,
    CompleteMeasure,
    DecideCase,
    DeclareInadmissible,
    PlanMeasure,
    PublishDecision,
    ReleaseImpulse,
    ReportProgress,
    Step,
    SubmitAssessment,
    SubmitImpulse,
    SubmitToCouncil,
    WriteAssessment,
)
from services.evaluation.domain.decision_routes import Body
from shared.contracts.days import city_day
from shared.contracts.intake import ImpulseSubmitted
from shared.contracts.topics import INTAKE
from shared.runtime.city import load_city
from shared.web.formats import money

EFFECT_SECONDS = 20.0
PORTAL = "/portale/ideenportal"
HIDDEN_FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass(slots=True)
class _Case:
    """What the city remembers of one impulse: ids, its session, and token and draft version of each evaluator."""

    title: str
    impulse_id: str = ""
    case_id: str = ""
    measure_id: str = ""
    session_on: date | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    draft_versions: dict[str, int] = field(default_factory=dict)


class City:
    """Takes steps; every effect that a later step builds on is waited for."""

    def __init__(
        self,
        services: Mapping[str, str],
        tokens: Mapping[str, str],
        http: httpx.AsyncClient,
        kafka: AIOKafkaProducer,
        today: date,
    ) -> None:
        self._services = services
        self._tokens = tokens
        self._http = http
        self._kafka = kafka
        self._today = today
        self._now = today
        self._cases: dict[str, _Case] = {}
        self._papers = 0
        self._resolutions: Counter[str] = Counter()
        self._units = load_city()

    @classmethod
    @asynccontextmanager
    async def of(cls, ready: Mapping[str, Any], today: date) -> AsyncIterator[Self]:
        """The city of a running system, whose ready file this is."""
        tokens = {person["user"]: person["token"] for person in ready["sign_ins"]}
        kafka = AIOKafkaProducer(bootstrap_servers=ready["kafka"], acks="all", enable_idempotence=True)
        await kafka.start()
        try:
            async with httpx.AsyncClient(timeout=EFFECT_SECONDS) as http:
                yield cls(ready["services"], tokens, http, kafka, today)
        finally:
            await kafka.stop()

    async def take(self, step: Step, at: datetime) -> None:
        """Do one step at this time. Raises: SampleError when a service refuses it, or its effect does not arrive."""
        self._now = city_day(at)
        try:
            await self._take(step)
        except httpx.HTTPStatusError as error:
            raise SampleError(f"{step.impulse}: {type(step.command).__name__}: {error.response.text}") from error

    async def _take(self, step: Step) -> None:
        actor, command = step.actor, step.command
        if isinstance(command, SubmitImpulse):
            self._cases[step.impulse] = await self._submit(command.impulse, actor)
            return
        case = self._cases[step.impulse]
        match command:
            case DeclareInadmissible():
                await self._ideas(case, actor, "inadmissible", {"reason": command.reason})
            case ReleaseImpulse():
                await self._release(case, actor, command)
            case ClaimCase():
                answer = await self._evaluation(case, actor, "POST", "claim", {"declaration": True})
                case.tokens[str(actor.user)] = answer["token"]
            case WriteAssessment():
                body = {
                    "token": case.tokens[str(actor.user)],
                    "ratings": {name: rating.as_body() for name, rating in command.sheet.ratings.items()},
                    "exclusions": dict(command.sheet.exclusions),
                }
                answer = await self._evaluation(case, actor, "PUT", "assessment", body)
                case.draft_versions[str(actor.user)] = answer["draft_version"]
            case SubmitAssessment():
                user = str(actor.user)
                submission = {"token": case.tokens[user], "draft_version": case.draft_versions[user]}
                await self._evaluation(case, actor, "POST", "submit", submission)
            case AnswerExclusion():
                body = {"answer": command.answer.answer, "reason": command.answer.statement}
                await self._evaluation(case, actor, "POST", f"exclusions/{command.answer.criterion}", body)
            case SubmitToCouncil():
                await self._evaluation(case, actor, "POST", "council-paper", self._paper(case, command.session_in))
            case DecideCase():
                body = self._decision(command.verdict)
                if command.body is not None:
                    body["resolution"] = self._resolution(case, command.body)
                await self._evaluation(case, actor, "POST", "decision", body)
            case PublishDecision():
                await self._evaluation(case, actor, "POST", "publication", None)
            case PlanMeasure():
                case.measure_id = await self._plan(case, actor, command.measure)
            case ReportProgress():
                await self._implementation(case, actor, "progress", {"percent": command.percent})
            case CompleteMeasure():
                await self._implementation(case, actor, "completion", None)
            case AbandonMeasure():
                await self._implementation(case, actor, "abandonment", {"reason": command.reason})
            case _:
                assert_never(command)

    async def _submit(self, impulse: Impulse, actor: Actor) -> _Case:
        match actor.role:
            case "public":
                await self._submit_by_form(impulse)
            case "portal":
                await self._submit_by_portal(impulse)
            case _:
                await self._call("ideas", "POST", "/api/ideas/v1/impulses", actor, _submission(impulse), key=True)
        coordinator = next(user for user in self._tokens if user == "s.yilmaz")
        found = await _eventually(lambda: self._find(impulse.title, Actor("coordinator", coordinator)))
        return _Case(impulse.title, impulse_id=found)

    async def _find(self, title: str, coordinator: Actor) -> str | None:
        cursor: str | None = None
        while True:
            query = f"?state=screening{f'&cursor={cursor}' if cursor else ''}"
            page = await self._call("ideas", "GET", f"/api/ideas/v1/impulses{query}", coordinator)
            for item in page["items"]:
                if item["title"] == title:
                    return str(item["id"])
            cursor = page["next"]
            if cursor is None:
                return None

    async def _submit_by_form(self, impulse: Impulse) -> None:
        page = await self._http.get(f"{self._services['ideas']}/einreichen")
        page.raise_for_status()
        fields = {name: value or "" for name, value in _submission(impulse).items()} | _hidden_fields(page.text)
        answer = await self._http.post(f"{self._services['ideas']}/einreichen", data=fields, cookies=page.cookies)
        if answer.status_code not in (httpx.codes.OK, httpx.codes.CREATED, httpx.codes.SEE_OTHER):
            answer.raise_for_status()
            raise SampleError(f"the form was not accepted: {answer.status_code}")
        self._http.cookies.clear()

    async def _submit_by_portal(self, impulse: Impulse) -> None:
        reference = str(uuid4())
        submission = _submission(impulse)
        event = {name: submission[name] for name in ("title", "text", "origin", "field_of_action")}
        await self._kafka.send_and_wait(
            INTAKE,
            orjson.dumps({"reference": reference, **event}),
            key=reference.encode(),
            headers=[
                ("ce_specversion", b"1.0"),
                ("ce_id", uuid4().hex.encode()),
                ("ce_source", PORTAL.encode()),
                ("ce_type", ImpulseSubmitted.event_type.encode()),
                ("content-type", b"application/json"),
            ],
        )

    async def _release(self, case: _Case, actor: Actor, command: ReleaseImpulse) -> None:
        release = command.release
        body = {
            "field_of_action": command.field_of_action,
            "strategic_goals": list(release.goals),
            "unit": release.unit,
            "profile": release.profile,
            "case_sheet": self._case_sheet(release),
            "extent": {
                "one_off_cents": release.once_cents,
                "yearly_cents": release.yearly_cents,
                "reversible": release.profile == "short",
                "units": 1,
            },
        }

        async def released() -> str | None:
            # On the very first start the catalogue with the profiles may still be on its way to ideas.
            try:
                await self._ideas(case, actor, "release", body)
            except httpx.HTTPStatusError as error:
                if error.response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                    return None
                raise
            return case.impulse_id

        await _eventually(released)
        evaluators = [Actor("evaluator", user) for user in ("g.aydin", "m.kowalski")]

        async def opened() -> str | None:
            for evaluator in evaluators:
                page = await self._call(
                    "evaluation", "GET", f"/api/evaluation/v1/queue?impulse_id={case.impulse_id}", evaluator
                )
                for item in page["items"]:
                    return str(item["case_id"])
            return None

        case.case_id = await _eventually(opened)

    def _case_sheet(self, release: Release) -> dict[str, str]:
        return {
            "problem": release.problem,
            "variant": release.variant,
            "affected": release.affected,
            "cost_once": money(release.once_cents),
            "cost_yearly": money(release.yearly_cents),
            "competent_unit": self._units.unit(release.unit).name,
            "known_plans": release.plans,
        }

    def _decision(self, verdict: Verdict) -> dict[str, Any]:
        body: dict[str, Any] = {"decision": verdict.decision, "reasons": verdict.reasons}
        if verdict.conditions:
            body["conditions"] = [
                {"text": each.text, "unit": each.unit, "due_on": self._day(each.due_in).isoformat()}
                for each in verdict.conditions
            ]
        if verdict.deviation is not None:
            body["deviation_reason"] = verdict.deviation
        if verdict.confirmation is not None:
            body["confirmation"] = verdict.confirmation
        if verdict.until_in is not None:
            body["until"] = self._day(verdict.until_in).isoformat()
        if verdict.addressee is not None:
            body["addressee"] = verdict.addressee
        return body

    def _paper(self, case: _Case, session_in: int) -> dict[str, str]:
        self._papers += 1
        case.session_on = self._now + timedelta(days=session_in)
        return {
            "paper_number": f"VORL {self._papers:03}/{self._now.year}",
            "session_on": case.session_on.isoformat(),
        }

    def _resolution(self, case: _Case, body: Body) -> dict[str, Any]:
        """Most vote for it; a session that the calendar moved is held on the day of the decision."""
        held_on = min(case.session_on or self._now, self._now)
        self._resolutions[body.id] += 1
        present = (body.members or 0) - 1
        return {
            "body": body.id,
            "session_on": held_on.isoformat(),
            "number": f"{body.short} {held_on.year}/{self._resolutions[body.id]}",
            "in_favour": present - present // 4,
            "against": present // 4,
            "abstained": 1,
        }

    async def _plan(self, case: _Case, actor: Actor, measure: Measure) -> str:
        body: dict[str, Any] = {
            "impulse_id": case.impulse_id,
            "title": measure.title,
            "unit": measure.unit,
            "due_on": self._day(measure.due_in).isoformat(),
            "planned_cents": measure.planned_cents,
            "own_share_cents": measure.own_share_cents,
            "funding_cents": measure.funding_cents,
        }
        if measure.indicator is not None:
            indicator = measure.indicator
            body["indicator"] = {"name": indicator.text, "baseline": indicator.baseline, "target": indicator.target}

        async def accepted() -> str | None:
            try:
                answer = await self._call(
                    "implementation", "POST", "/api/implementation/v1/measures", actor, body, key=True
                )
            except httpx.HTTPStatusError as error:
                if error.response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.CONFLICT):
                    return None
                raise
            return str(answer["id"])

        return await _eventually(accepted)

    def _day(self, days_from_today: int) -> date:
        return self._today + timedelta(days=days_from_today)

    async def _ideas(self, case: _Case, actor: Actor, command: str, body: dict[str, Any]) -> None:
        await self._call("ideas", "POST", f"/api/ideas/v1/impulses/{case.impulse_id}/{command}", actor, body)

    async def _evaluation(
        self, case: _Case, actor: Actor, method: str, command: str, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        return await self._call("evaluation", method, f"/api/evaluation/v1/cases/{case.case_id}/{command}", actor, body)

    async def _implementation(self, case: _Case, actor: Actor, command: str, body: dict[str, Any] | None) -> None:
        path = f"/api/implementation/v1/measures/{case.measure_id}/{command}"
        await self._call("implementation", "POST", path, actor, body)

    async def _call(
        self,
        service: str,
        method: str,
        path: str,
        actor: Actor,
        body: dict[str, Any] | None = None,
        *,
        key: bool = False,
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._tokens[str(actor.user)]}"}
        if key:
            headers["Idempotency-Key"] = uuid4().hex
        answer = await self._http.request(method, f"{self._services[service]}{path}", json=body, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = orjson.loads(answer.content) if answer.content else {}
        return found


def _submission(impulse: Impulse) -> dict[str, Any]:
    return {
        "title": impulse.title,
        "text": impulse.text,
        "origin": impulse.origin,
        "field_of_action": impulse.field_of_action,
        "place": impulse.place,
    }


def _hidden_fields(page: str) -> dict[str, str]:
    """What the form carries unseen: its token and its idempotency key."""
    found = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN_FIELD.findall(page)]
    return {each["name"]: unescape(each.get("value", "")) for each in found if "name" in each}


async def _eventually(look: Callable[[], Awaitable[str | None]]) -> str:
    """The first answer of `look`. Raises: SampleError when none comes in time."""
    end = monotonic() + EFFECT_SECONDS
    while monotonic() < end:
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(0.01)
    raise SampleError(f"an effect did not arrive within {EFFECT_SECONDS:.0f} s")
