"""I7: no request takes longer than its deadline, and a database that is away is answered 503 in time."""

from tests.chaos.driver.attempts import Attempt
from tests.chaos.evidence import Evidence

DEADLINE_SECONDS = 5.0
DATABASE_DOWN_SECONDS = 3.0
SLACK_SECONDS = 0.7
"""What our own client and a busy machine may add."""


async def check(evidence: Evidence) -> list[str]:
    """Every attempt of the ledger, but for those whose service the harness had frozen."""
    stage = evidence.stage
    frozen = {name: service.away() for name, service in stage.system.services.items()}
    wrong = []
    longest, longest_down = 0.0, 0.0
    for attempt in stage.attempts.all:
        if attempt.ended is None or any(_overlap(attempt, window) for window in frozen[attempt.service]):
            continue
        if attempt.command == "post":
            continue  # Kafka's, not a request of a service
        longest = max(longest, attempt.seconds)
        if attempt.seconds > DEADLINE_SECONDS + SLACK_SECONDS:
            wrong.append(f"{attempt.command} of {attempt.service} took {attempt.seconds:.1f} s: {attempt.said[:100]}")
        if any(
            window.service == attempt.service
            and window.what == "database"
            and window.began <= attempt.began
            and attempt.ended <= window.ended
            for window in stage.windows
        ):
            longest_down = max(longest_down, attempt.seconds)
            if attempt.seconds > DATABASE_DOWN_SECONDS + SLACK_SECONDS:
                wrong.append(
                    f"{attempt.command} of {attempt.service} took {attempt.seconds:.1f} s while the database was away"
                )
            if attempt.outcome == "acked" and attempt.command not in ("read", "post"):
                wrong.append(f"{attempt.command} of {attempt.service} was acknowledged without a database")
    stage.figures["longest_request"] = round(longest, 2)
    if longest_down:
        stage.figures["longest_without_database"] = round(longest_down, 2)
    return wrong


def _overlap(attempt: Attempt, window: tuple[float, float]) -> bool:
    assert attempt.ended is not None
    return attempt.began < window[1] + 2 and attempt.ended > window[0]
