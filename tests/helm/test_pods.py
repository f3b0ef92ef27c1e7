"""What runs in the cluster: with no more rights than it needs, and with names that the product knows."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from service.api.app import create_app
from service.cli.app import app as commands
from service.settings import Settings
from service.storage import Keyring
from service.wiring import build
from tests.helm.chart import PARTS, VALUES, container, objects, of_kind, pods, rendered, settings_of

every_set = pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
SECRET_KINDS = {"Secret", "SealedSecret", "ExternalSecret"}


@every_set
def test_every_pod_runs_without_rights(values: dict[str, Any]) -> None:
    for pod in pods(values).values():
        of_pod, of_container = pod["securityContext"], container(pod)["securityContext"]

        assert of_pod["runAsNonRoot"] is True
        assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert of_container["readOnlyRootFilesystem"] is True
        assert of_container["allowPrivilegeEscalation"] is False
        assert of_container["capabilities"] == {"drop": ["ALL"]}
        assert pod["automountServiceAccountToken"] is False
        assert {"hostNetwork", "hostPID", "hostIPC"}.isdisjoint(pod)


@every_set
def test_no_pod_gets_addresses_of_services_as_variables(values: dict[str, Any]) -> None:
    """A Service called aftercall would make AFTERCALL_PORT an address, which is no port."""
    assert {pod["enableServiceLinks"] for pod in pods(values).values()} == {False}


@every_set
def test_only_temporary_and_data_folders_can_be_written(values: dict[str, Any]) -> None:
    for pod in pods(values).values():
        writable = {one["mountPath"] for one in container(pod)["volumeMounts"] if not one.get("readOnly")}

        assert writable <= {"/tmp", "/var/lib/aftercall", "/var/lib/aftercall/erasures"}  # noqa: S108  # of the Pod


@every_set
def test_every_command_is_one_of_the_products(values: dict[str, Any]) -> None:
    known = typer.main.get_command(commands).commands  # type: ignore[attr-defined]  # a group

    for name, pod in pods(values).items():
        (command,) = container(pod)["args"]
        assert command in known
        # The image's own entry point: no shell stands between the signal and the process.
        assert "command" not in container(pod)
        assert name.endswith({"migrate": "migration"}.get(command, command))


@pytest.fixture
def routes(tmp_path: Path) -> list[str]:
    """Paths that the API answers."""
    Keyring.create(tmp_path / "keyring.json")
    services = build(Settings(data=tmp_path, config_dir=tmp_path))
    paths = [path for path in _paths(create_app(services).routes) if path]
    services.close()
    return paths


def _paths(routes: Any) -> list[str]:
    found = []
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        prefix = getattr(getattr(route, "include_context", None), "prefix", "")
        found += [prefix + path for path in _paths(inner)] if inner else [getattr(route, "path", "")]
    return found


@every_set
def test_probes_ask_for_what_is_answered(values: dict[str, Any], routes: list[str]) -> None:
    given = settings_of(values)
    numbers = {"http": given["AFTERCALL_PORT"], "metrics": given["AFTERCALL_METRICS_PORT"]}

    for part in PARTS:
        (pod,) = [pod for name, pod in pods(values).items() if name.endswith(f"-{part}")]
        (port,) = container(pod)["ports"]
        asked = [container(pod)[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness")]

        assert numbers[port["name"]] == str(port["containerPort"])
        assert {one["port"] for one in asked} == {port["name"]}
        assert {one["path"] for one in asked} <= set(routes)


def test_a_pod_that_cannot_store_gets_no_calls_and_is_not_killed_for_it(routes: list[str]) -> None:
    api = container(pods({})["aftercall-api"])

    assert api["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert api["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert {"/readyz", "/healthz"} <= set(routes)


def test_the_ingress_leads_to_what_is_there_and_keeps_health_and_metrics_inside(routes: list[str]) -> None:
    (ingress,) = of_kind(VALUES["all"], "Ingress").values()

    paths = [one["path"] for one in ingress["spec"]["rules"][0]["http"]["paths"]]

    assert [path for path in paths if not any(route.startswith(path) for route in routes)] == []
    inside = [route for route in routes if not any(route.startswith(path) for path in paths)]
    assert sorted(set(inside)) == ["/healthz", "/metrics", "/readyz"]


@pytest.mark.parametrize(("shutdown_ms", "least"), [(None, 25), (60_000, 60), (1_500, 2)])
def test_a_worker_is_given_longer_than_it_takes_to_end(shutdown_ms: int | None, least: int) -> None:
    values = {"settings": {"shutdown_ms": shutdown_ms}} if shutdown_ms else {}

    grace = pods(values)["aftercall-worker"]["terminationGracePeriodSeconds"]

    assert grace >= least + 5


def test_the_api_goes_on_serving_until_nobody_sends_to_it() -> None:
    pod = pods({"api": {"drainSeconds": 7}})["aftercall-api"]

    assert container(pod)["lifecycle"] == {"preStop": {"sleep": {"seconds": 7}}}
    assert pod["terminationGracePeriodSeconds"] >= 7 + 8
    assert "lifecycle" not in container(pods(VALUES["least"])["aftercall-api"])


def test_the_schema_is_migrated_before_anything_new_runs_and_by_its_owner() -> None:
    (job,) = of_kind({}, "Job").values()

    env = {one["name"]: one["valueFrom"]["secretKeyRef"] for one in _secret_variables(job)}
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert env["AFTERCALL_MIGRATE_DATABASE_URL"]["name"] == "aftercall-database-owner"
    assert env["AFTERCALL_DATABASE_URL"]["name"] == "aftercall-database"
    # Nothing of the release is there yet at the first install, so it refers to nothing that is made with it.
    pod = job["spec"]["template"]["spec"]
    assert "envFrom" not in container(pod)
    assert "serviceAccountName" not in pod
    assert [one for one in pod["volumes"] if "emptyDir" not in one] == []


def _secret_variables(job: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in container(job["spec"]["template"]["spec"])["env"] if "valueFrom" in one]


def test_the_owners_url_is_known_to_migrations_alone() -> None:
    serving = [pod for name, pod in pods({}).items() if not name.endswith("-migration")]

    assert [pod for pod in serving if "aftercall-database-owner" in json.dumps(pod)] == []


@every_set
def test_the_chart_makes_no_secret(values: dict[str, Any]) -> None:
    assert SECRET_KINDS.isdisjoint(one["kind"] for one in objects(values))


def test_a_secret_in_the_values_of_the_environment_is_a_reference() -> None:
    """Nothing of the database or broker but names of Secrets stands anywhere."""
    text = "".join(rendered(VALUES["all"]).values())

    assert "://" not in text.replace("https://fernhill.my.salesforce.com", "").replace(
        "https://models.fernhill.example/v1", ""
    ).replace("https://calls.fernhill.example/review", "")
    assert "${FERNHILL_WEBHOOK_SECRET}" in text


@every_set
def test_what_scales_by_itself_is_given_no_number(values: dict[str, Any]) -> None:
    made = of_kind(values, "Deployment")
    scaled = {
        one["spec"]["scaleTargetRef"]["name"]
        for one in objects(values)
        if one["kind"] in {"HorizontalPodAutoscaler", "ScaledObject"}
    }

    assert scaled <= set(made)
    assert {name for name, one in made.items() if "replicas" not in one["spec"]} == scaled


@every_set
def test_selectors_find_their_own_pods_and_no_others(values: dict[str, Any]) -> None:
    """A Service, budget or policy that found none would do nothing, and say nothing."""
    labels = {
        name: made["spec"]["template"]["metadata"]["labels"]
        for name, made in of_kind(values, "Deployment").items()
    }

    for one in objects(values):
        spec = one.get("spec", {})
        match one["kind"]:
            case "Service":
                wanted, part = spec["selector"], "api"
            case "PodDisruptionBudget" | "Deployment":
                wanted, part = spec["selector"]["matchLabels"], one["metadata"]["name"].rpartition("-")[2]
            case _:
                continue
        found = [name for name, given in labels.items() if wanted.items() <= given.items()]
        assert [name.rpartition("-")[2] for name in found] == [part]


def test_a_model_on_a_private_address_is_reached_only_where_it_is_named() -> None:
    rules = of_kind(VALUES["all"], "NetworkPolicy")["aftercall-worker"]["spec"]["egress"]

    private = [
        peer["ipBlock"] for rule in rules for peer in rule.get("to", []) if "10.2.3.4/32" in json.dumps(peer)
    ]
    outside = [
        peer["ipBlock"] for rule in rules for peer in rule.get("to", []) if "0.0.0.0/0" in json.dumps(peer)
    ]
    assert private == [{"cidr": "10.2.3.4/32"}]
    assert all("169.254.0.0/16" in one["except"] for one in outside)
    assert outside


@pytest.mark.parametrize("part", ["api", "scheduler", "migration"])
def test_only_workers_and_the_doctor_go_outside(part: str) -> None:
    policies = of_kind({}, "NetworkPolicy")

    def ports(name: str) -> set[Any]:
        return {
            port["port"] for rule in policies[f"aftercall-{name}"]["spec"]["egress"] for port in rule["ports"]
        }

    assert 443 not in ports(part)
    assert ports("worker") == ports("doctor") == {53, 443, 5432, 6379}


def test_only_the_api_takes_calls() -> None:
    policies = of_kind({}, "NetworkPolicy")

    assert [name for name, one in policies.items() if one["spec"].get("ingress")] == ["aftercall-api"]
    assert {tuple(one["spec"]["policyTypes"]) for one in policies.values()} == {("Ingress", "Egress")}
