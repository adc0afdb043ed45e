from pathlib import Path

import pytest
from fastapi import FastAPI

from shared.runtime.settings import ServiceName
from shared.web.desks import desk_navigation
from tests.unit.web.service import BROWSER, application, client, settings
from tests.unit.web.test_sign_in import sign_in


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return application(tmp_path, navigation=desk_navigation(settings(tmp_path), "evaluation"))


@pytest.mark.parametrize(("here", "path"), [("ideas", "/vorpruefung"), ("implementation", "/umsetzung")])
def test_a_desk_is_a_path_at_home_and_an_address_elsewhere(tmp_path: Path, here: ServiceName, path: str) -> None:
    addresses = {item.href for item in desk_navigation(settings(tmp_path), here)}
    assert path in addresses
    assert all(address.startswith("http") for address in addresses - {path})


async def test_everybody_sees_the_desks_of_the_own_role(app: FastAPI) -> None:
    reader = client(app, headers=BROWSER)
    await sign_in(reader, "e1")
    evaluator = (await reader.get("/bewertung")).text
    await sign_in(reader, "c1")
    coordinator = (await reader.get("/bewertung")).text
    desks = ('/vorpruefung">', '"/bewertung" aria-current="page">', '/umsetzung">')
    assert [desk in evaluator for desk in desks] == [False, True, False]
    assert all(desk in coordinator for desk in desks)
