"""News by e-mail to submitters who told an address: nothing but the number, once each, and in no log."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.ideas.commands.give_notices import give_notices
from services.ideas.news import send_news
from shared.contracts.texts import new_text
from tests.conftest import NewSettings
from tests.integration.ideas_service import Ideas, published, running_ideas
from tests.integration.test_ideas_http import SUBMISSION, hand_in
from tests.mailbox import Mailbox, mailbox_at_work

pytestmark = [
    pytest.mark.servers,
    # A producer whose start failed complains when it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ADDRESS = SUBMISSION["contact"]["email"]


@pytest.fixture(scope="module")
async def ideas(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ideas]:
    async with running_ideas(await new_settings(), tmp_path_factory.mktemp("ideas")) as running:
        running.app.state.setup = replace(running.app.state.setup, sends_mail=True)
        yield running


async def send(ideas: Ideas, changes: dict[str, Any]) -> None:
    state = ideas.app.state
    await send_news(state.transactions, state.setup, state.settings.model_copy(update=changes))


async def test_a_decision_is_told_once_and_a_correction_is_not(ideas: Ideas, capfd: pytest.CaptureFixture[str]) -> None:
    impulse_id, _ = await ideas.released()
    silent, _ = await ideas.released(contact=None)
    async with mailbox_at_work() as (mailbox, changes):
        await ideas.deliver(published(impulse_id), published(silent))
        await send(ideas, changes | {"smtp_port": 1})
        assert mailbox.arrived == []
        for _ in range(2):
            await send(ideas, changes)
        reason = new_text(impulse_id, "decision_reasons", body="Berichtigt.").ref
        await ideas.deliver(published(impulse_id, occasion="correction", correction=reason))
        await send(ideas, changes)
        assert [to for to, _ in mailbox.arrived] == [ADDRESS]
        number = await ideas.app.state.pool.fetchval("SELECT number FROM impulses WHERE id = $1", impulse_id)
        assert mailbox.arrived[0][1]["Subject"] == f"Ihr Impuls {number}: Es gibt eine Entscheidung"
        assert "/mein-impuls" in mailbox.text()
        assert not {"abgelehnt", "rejected", SUBMISSION["title"]} & set(mailbox.text().split())
    said = capfd.readouterr()
    assert ADDRESS not in said.out + said.err


async def test_a_notice_is_told_and_a_refused_address_keeps_nobody_waiting(
    ideas: Ideas, capfd: pytest.CaptureFixture[str]
) -> None:
    await ideas.set_day(date(2026, 3, 2))
    others = [{"email": f"person{number}@example.org"} for number in range(2)]
    for contact in others:
        await hand_in(ideas.client, contact=contact)
    erased = UUID((await hand_in(ideas.client))["id"])
    await ideas.set_day(date(2026, 6, 3))
    async with ideas.app.state.transactions.begin() as work:
        await give_notices(work, ideas.app.state.setup)
    await ideas.app.state.pool.execute("DELETE FROM vault.contacts WHERE impulse_id = $1", erased)
    async with mailbox_at_work() as (mailbox, changes):
        mailbox.refused = {"person0@example.org"}
        for _ in range(2):
            await send(ideas, changes)
        assert _addresses(mailbox) == ["person1@example.org"]
        assert mailbox.arrived[0][1]["Subject"].endswith("Es dauert länger")
    said = capfd.readouterr()
    assert "person0" not in said.out + said.err


def _addresses(mailbox: Mailbox) -> list[str]:
    return [to for to, _ in mailbox.arrived]
