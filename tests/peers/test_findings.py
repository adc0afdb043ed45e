"""The verdict is honest: who is ahead follows the direction of a figure and the peer that is hardest to beat."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.peers.findings import OURS, Figure, Findings, show, write

RATE = Figure("Somewhere", "throughput", "records/s", "more")
COST = Figure("Somewhere", "CPU", "ms", "less")


def found() -> Findings:
    findings = Findings()
    for ours, slow, fast in ((100.0, 50.0, 125.0), (300.0, 100.0, 240.0), (90.0, 90.0, 120.0)):
        findings.add(RATE, OURS, ours)
        findings.add(RATE, "slow", slow)
        findings.add(RATE, "fast", fast)
    findings.add(COST, OURS, 5.0)
    findings.add(COST, "slow", 20.0)
    findings.add(COST, "fast", 15.0)
    return findings


def test_a_factor_is_the_median_of_the_rounds_not_the_ratio_of_the_medians() -> None:
    assert found().ahead(RATE, "slow") == 2.0
    assert found().ahead(RATE, "fast") == pytest.approx(0.8)


def test_less_is_better_for_a_cost() -> None:
    assert found().ahead(COST, "slow") == 4.0


def test_the_verdict_is_against_the_peer_that_is_hardest_to_beat() -> None:
    peer, factor = found().hardest(RATE)
    assert peer == "fast"
    assert factor == pytest.approx(0.8)
    assert found().hardest(COST) == ("fast", 3.0)


def test_ahead_and_behind_are_told_apart() -> None:
    console = Console(width=180, record=True, quiet=False)
    show(found(), console)
    told = console.export_text()
    assert "Ahead in 1:\n  Somewhere: CPU (3.00x, fast)" in told
    assert "Behind in 1:\n  Somewhere: throughput (1.25x, fast)" in told


def test_the_file_has_all_rounds(tmp_path: Path) -> None:
    write(found(), tmp_path / "build" / "figures.json")
    rows = json.loads((tmp_path / "build" / "figures.json").read_text())
    assert [row["name"] for row in rows] == ["throughput", "CPU"]
    assert rows[0]["values"]["fast"] == [125.0, 240.0, 120.0]
    assert rows[1]["ahead"] == {"slow": 4.0, "fast": 3.0}
