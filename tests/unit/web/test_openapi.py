import httpx

from shared.web.sign_in import ROLES


async def test_the_description_holds_the_api_only(caller: httpx.AsyncClient) -> None:
    description = (await caller.get("/openapi.json")).json()
    assert description["openapi"].startswith("3.1")
    assert all(path.startswith("/api/") for path in description["paths"])
    assert "/api/evaluation/v1/queue" in description["paths"]


async def test_errors_are_problems(caller: httpx.AsyncClient) -> None:
    description = (await caller.get("/openapi.json")).json()
    operation = description["paths"]["/api/evaluation/v1/assessment"]["put"]
    assert operation["responses"].keys() == {"200", "default"}
    schema = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Problem"}
    assert {"Problem", "ProblemField", "Assessment"} <= description["components"]["schemas"].keys()
    assert "HTTPValidationError" not in str(description)


async def test_who_may_call_stands_there(caller: httpx.AsyncClient) -> None:
    paths = (await caller.get("/openapi.json")).json()["paths"]
    assert paths["/api/evaluation/v1/queue"]["get"]["x-roles"] == ["evaluator"]
    assert paths["/api/evaluation/v1/queue"]["get"]["security"] == [{"staff": []}]
    submit = paths["/api/ideas/v1/impulses"]["post"]
    assert submit["security"] == [{"staff": []}, {"portal": []}]
    assert submit["x-roles"] == sorted(ROLES)
    assert "security" not in paths["/api/evaluation/v1/raw"]["post"]
