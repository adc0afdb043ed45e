"""What the compose file, the image and Prometheus promise each other and the code."""

import http.server
import json
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.container.ready import is_ready
from deploy.container.secrets import SHARED_KEYS, make_secrets
from deploy.local.ports import free_port
from services.evaluation.settings import EvaluationSettings
from shared.runtime.settings import SERVICES, Secrets

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PROMETHEUS: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
ALERTS: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
DOCKERFILE = (ROOT / "deploy/container/Dockerfile").read_text()
OURS = (*SERVICES, "operate")


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = COMPOSE["services"][name]
    return found


def port_of(name: str) -> str:
    found = re.fullmatch(rf"serve {name} --host 0\.0\.0\.0 --port (\d+)", service(name)["command"])
    assert found
    return found[1]


def required_variables() -> set[str]:
    return set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))


def test_ports_are_published_on_loopback_only() -> None:
    published = [port for each in COMPOSE["services"].values() for port in each.get("ports", [])]
    assert len(published) == 6
    assert all(str(port).startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_served_checked_published_and_measured_on_one_port(name: str) -> None:
    port = port_of(name)
    assert service(name)["healthcheck"]["test"] == ["CMD", "python", "-P", "-m", "deploy.container.ready", port]
    assert service(name)["ports"] == [f"127.0.0.1:{port}:{port}"]
    targets = [target for each in PROMETHEUS["scrape_configs"][0]["static_configs"] for target in each["targets"]]
    assert f"{name}:{port}" in targets


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gets_its_own_database_and_keys_and_no_other(name: str) -> None:
    text = yaml.safe_dump([service(name)["environment"], service(name)["secrets"]])
    assert service(name)["environment"]["IMPULSWERK_DATABASE_URL"].startswith(f"postgresql://{name}:")
    assert {"source": name, "target": "keys.json"} in service(name)["secrets"]
    for other in set(SERVICES) - {name}:
        assert f"IMPULSWERK_{other.upper()}_PASSWORD" not in text
        assert f"source: {other}" not in text
    assert COMPOSE["secrets"][name] == {"file": f"deploy/container/private/{name}.json"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_setting_of_a_service_exists(name: str) -> None:
    known = {f"IMPULSWERK_{field.upper()}" for field in EvaluationSettings.model_fields}
    assert set(service(name)["environment"]) <= known


@pytest.mark.parametrize("name", SERVICES)
def test_services_run_outside_laptop_mode_and_without_demo_sign_ins(name: str) -> None:
    assert service(name)["environment"]["IMPULSWERK_MODE"] == "server"
    assert "IMPULSWERK_DEMO_SIGN_INS" not in service(name)["environment"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_nothing_they_need_not(name: str) -> None:
    ours = service(name)
    assert ours["user"].startswith("${IMPULSWERK_CONTAINER_USER:?")
    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["security_opt"] == ["no-new-privileges:true"]
    assert ours["init"] is True


def test_services_wait_for_healthy_servers() -> None:
    for name in SERVICES:
        assert {server: each["condition"] for server, each in service(name)["depends_on"].items()} == {
            "kafka": "service_healthy",
            "postgres": "service_healthy",
        }
    for server in ("kafka", "postgres", "prometheus"):
        assert service(server)["healthcheck"]["test"]
        assert service(server)["volumes"]


def test_what_compose_requires_is_what_the_command_makes(tmp_path: Path) -> None:
    environment = make_secrets(tmp_path)[-1]
    made = dict(line.split("=", 1) for line in environment.read_text().splitlines())
    assert set(made) == required_variables()
    assert all(made.values())
    for secret in COMPOSE["secrets"].values():
        assert (tmp_path / secret["file"]).is_file()
    for message in re.findall(r":\?([^}]*)\}", (ROOT / "docker-compose.yml").read_text()):
        assert message == "run 'python -m deploy.container.secrets' first"


def test_secrets_are_readable_by_their_owner_only_and_stay(tmp_path: Path) -> None:
    files = make_secrets(tmp_path)
    before = {file: file.read_bytes() for file in files}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert make_secrets(tmp_path) == files
    assert {file: file.read_bytes() for file in files} == before


def test_a_lost_part_of_the_environment_is_made_anew_and_the_rest_stays(tmp_path: Path) -> None:
    environment = make_secrets(tmp_path)[-1]
    kept = [line for line in environment.read_text().splitlines() if not line.startswith("IMPULSWERK_IDEAS_")]
    environment.write_text("\n".join([*kept, "IMPULSWERK_LINKS_IDEAS=https://ideen.example"]))
    make_secrets(tmp_path)
    lines = environment.read_text().splitlines()
    assert lines[: len(kept) + 1] == [*kept, "IMPULSWERK_LINKS_IDEAS=https://ideen.example"]
    assert [line.partition("=")[0] for line in lines[len(kept) + 1 :]] == ["IMPULSWERK_IDEAS_PASSWORD"]


def test_services_share_a_key_only_where_they_must(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    private = tmp_path / "deploy/container/private"
    keys = {name: json.loads((private / f"{name}.json").read_text()) for name in SERVICES}
    for key in Secrets.model_fields:
        owners: dict[str, set[str]] = {}
        for name in SERVICES:
            owners.setdefault(keys[name][key], set()).add(name)
        shared = [group for group in owners.values() if len(group) > 1]
        assert shared == ([set(SHARED_KEYS[key])] if key in SHARED_KEYS else [])


def test_secrets_stay_out_of_git_and_of_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "/deploy/container/private/"} <= set(ignored)
    context = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in context
    assert "deploy/container/private" in context


def test_the_image_holds_what_a_city_runs_and_nothing_of_development() -> None:
    final = DOCKERFILE.rpartition("FROM ")[2]
    assert "COPY --from=product /opt/impulswerk" in final
    installed = re.findall(r"--requirement (\S+)", DOCKERFILE)
    assert installed == ["assets.txt", "/build/runtime.txt"]
    assert DOCKERFILE.count("--require-hashes") == 2
    assert "USER 10001:10001" in final


def test_the_tools_of_the_static_assets_are_pinned() -> None:
    wanted = re.search(r"\^\(([\w|-]+)\)==", DOCKERFILE)
    assert wanted
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements/dev.txt").read_text(), re.MULTILINE))
    assert set(wanted[1].split("|")) <= pinned


def test_the_databases_are_those_of_the_services() -> None:
    script = (ROOT / "deploy/container/postgres-init/databases.sh").read_text()
    loop = re.search(r"^for service in ([\w ]+); do$", script, re.MULTILINE)
    assert loop
    assert set(loop[1].split()) == set(SERVICES)
    assert {f"{name.upper()}_PASSWORD" for name in SERVICES} <= set(service("postgres")["environment"])


def test_prometheus_reads_the_alarms() -> None:
    assert PROMETHEUS["rule_files"] == ["alerts.yml"]
    assert sum(len(group["rules"]) for group in ALERTS["groups"]) >= 5


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "ready"), [(200, True), (503, False), (404, False)])
def test_a_container_is_ready_when_its_service_says_so(status: int, ready: bool) -> None:
    with answering(status) as port:
        assert is_ready(port) is ready


def test_a_container_without_a_service_is_not_ready() -> None:
    assert not is_ready(free_port())
