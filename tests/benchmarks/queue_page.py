"""The queue of an evaluator: the page with 10,000 of 100,000 cases open against the same page with 100 of 1,000.

Limit: the same page of the same service with a hundredth of the cases. Time is what 95 of 100 requests of one signed-in
evaluator do not exceed, one after the other. Every page that has a bar shows 50 cases on both sides.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from deploy.local.ports import free_port
from services.evaluation.main import activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving

FEW, MANY = 1_000, 100_000
"""Cases; a tenth of them is open."""
BAR = 1.5
PAGE = "/bewertung"
SHOWN = 50
FULL = {
    "first page": PAGE,
    "one pool": f"{PAGE}?kreis=stadtraum",
    "late only": f"{PAGE}?nur_ueberfaellig=true",
}
NOTHING = f"{PAGE}?handlungsfeld=Kulturelles+Leben"
"""No open case belongs there."""
EVALUATOR = {"role": "evaluator", "user": "eva", "name": "Eva", "unit": "klima-umwelt"}

# Every seventh open case is fully taken, another seventh held by the evaluator's own unit; both among those due first as among
# all others, so that the page has to leave them out. Four of five are in the pool that is filtered by, as many are late.
_CASES = """
WITH numbered AS (
    SELECT n, gen_random_uuid() AS impulse_id, gen_random_uuid() AS case_id, gen_random_uuid() AS text_id, n % 10 = 0 AS open
    FROM generate_series(1, $1) AS n
), new_impulses AS (
    INSERT INTO impulses (impulse_id, number, visibility, text_id, text_version, track, profile, field_of_action)
    SELECT impulse_id, '2026-' || lpad(n::text, 6, '0'), 'public', text_id, 1, 'full', 'full',
        CASE WHEN open THEN 'Mobilität' ELSE 'Kulturelles Leben' END
    FROM numbered
), new_texts AS (
    INSERT INTO texts (text_id, impulse_id, topic, kind, text_version, content)
    SELECT text_id, impulse_id, 'impulswerk.impulse-texts.v1', 'impulse', 1,
        jsonb_build_object('title', 'Trinkbrunnen am Marktplatz ' || n, 'body', repeat('Im Sommer fehlt Trinkwasser. ', 20))
    FROM numbered
), new_cases AS (
    INSERT INTO cases (case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile,
        evaluators_required, due_on, pool)
    SELECT case_id, impulse_id, 1, CASE WHEN open THEN 'open' ELSE 'published' END, catalogue_id, version, 'full', 'full',
        2, (service_now() AT TIME ZONE 'Europe/Berlin')::date - 120 + (n * 31 % 150),
        CASE WHEN n / 10 % 5 < 4 THEN 'stadtraum' ELSE 'klima-und-gruen' END
    FROM numbered, (SELECT catalogue_id, version FROM catalogues ORDER BY activation DESC LIMIT 1) AS active
)
INSERT INTO seats (case_id, evaluator, unit, token, expires_at, state)
SELECT case_id, seat.evaluator, seat.unit, seat.token, service_now() + interval '5 days', 'claimed'
FROM numbered
JOIN (
    VALUES (3, 'a', 'stadtplanung', 1), (3, 'b', 'buergerdienste', 2), (4, 'c', 'klima-umwelt', 1)
) AS seat (kind, evaluator, unit, token) ON seat.kind = n / 10 % 7 % 5
WHERE open
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A running service and the cookie of an evaluator who has signed in there."""

    port: int
    cookie: str


async def measure(bench: Bench) -> list[Row]:
    """One row per page; the one of a filter that nothing fits is only told, since it may look at all that is open."""
    async with AsyncExitStack() as stack:
        few = await stack.enter_async_context(_desk(bench, FEW))
        many = await stack.enter_async_context(_desk(bench, MANY))
        rows = [await _page(bench, few, many, name, path, BAR) for name, path in FULL.items()]
        return [*rows, await _page(bench, few, many, "nothing fits", NOTHING, None)]


async def _page(bench: Bench, few: Desk, many: Desk, name: str, path: str, bar: float | None) -> Row:
    return await alternate(
        f"queue page at {MANY:,} cases ({FEW:,} -> {MANY:,}), p95: {name}",
        partial(_load, few, path),
        partial(_load, many, path),
        bar=bar,
        unit="ms",
        direction="at_most",
        rounds=bench.rounds,
    )


async def _load(desk: Desk, path: str) -> float:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.load", "p95", str(desk.port), path, "--cookie", desk.cookie),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, "the load generator has failed"
    return float(output)


@asynccontextmanager
async def _desk(bench: Bench, cases: int) -> AsyncIterator[Desk]:
    """Evaluation as a process of its own with so many cases."""
    sign_ins = bench.folder / f"sign-ins-{cases}.json"
    sign_ins.write_text(json.dumps([EVALUATOR | {"token": secrets.token_hex(20)}]), encoding="utf-8")
    settings = await bench.new_settings()
    bench.console.print(f"Queue: {cases:,} cases ...")
    await _fill(settings, cases)
    port = free_port()
    environment = environment_of(settings) | {"IMPULSWERK_DEMO_SIGN_INS": str(sign_ins)}
    arguments = ("deploy.cli", "serve", "evaluation", "--port", str(port))
    async with serving(*arguments, port=port, path="/health/ready", environment=environment):
        yield Desk(port, await _sign_in(port))


async def _sign_in(port: int) -> str:
    """Signs in, and makes sure that the pages that are measured show what they should."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"accept": "text/html"}) as browser:
        form = (await browser.get(f"{PAGE}/anmelden")).text
        token = form.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        await browser.post(f"{PAGE}/anmelden", data={"user": EVALUATOR["user"], "weiter": PAGE, "form_token": token})
        for path, lines in (*((path, SHOWN) for path in FULL.values()), (NOTHING, 0)):
            answer = (await browser.get(path)).raise_for_status()
            shown = answer.text.count("Trinkbrunnen am Marktplatz")
            assert shown == lines, f"{path} shows {shown} cases instead of {lines}"
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


async def _fill(settings: Settings, cases: int) -> None:
    own = EvaluationSettings.model_validate(settings.model_dump())
    await activate_configured_catalogue(own, surroundings_from(own))
    connection = await connect(settings)
    try:
        await connection.execute(_CASES, cases)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
