"""The table at the end of a run."""

from collections.abc import Iterable, Sequence

from tests.chaos.episode import Episode
from tests.chaos.faults import FAULTS


def lines(episodes: Sequence[Episode]) -> Iterable[str]:
    """One line per fault, then all of them; figures over the episodes in which the fault took part."""
    yield f"{'fault':<24}{'episodes':>9}{'failed':>8}{'skipped':>9}{'recovery s':>12}{'records':>9}{'resent':>8}"
    for kind in FAULTS:
        took_part = [each for each in episodes if kind.name in each.faults]
        if took_part:
            yield _line(kind.name, took_part)
    yield _line("all", episodes)
    killed = [each for each in episodes if any(kind.hard_kill and kind.name in each.faults for kind in FAULTS)]
    records, resent = _sum(killed, "records"), _sum(killed, "resent")
    if records:
        yield f"redelivered after hard kills: {resent:.0f} of {records:.0f} records, {100 * resent / records:.2f} %"
    acked, unknown = _sum(episodes, "acked"), _sum(episodes, "unknown")
    longest = max((each.figures.get("longest_request", 0.0) for each in episodes), default=0.0)
    yield f"commands acknowledged: {acked:.0f}; settled by repeating: {unknown:.0f}; longest request: {longest:.1f} s"


def _line(name: str, episodes: Sequence[Episode]) -> str:
    ran = [each for each in episodes if each.skipped is None]
    recovery = max((each.recovery or 0.0 for each in ran), default=0.0)
    return (
        f"{name:<24}{len(ran):>9}{sum(not each.passed for each in ran):>8}{len(episodes) - len(ran):>9}"
        f"{recovery:>12.1f}{_sum(ran, 'records'):>9.0f}{_sum(ran, 'resent'):>8.0f}"
    )


def _sum(episodes: Iterable[Episode], figure: str) -> float:
    return sum(each.figures.get(figure, 0.0) for each in episodes)
