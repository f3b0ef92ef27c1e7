"""The chart as Helm renders it: objects of several sets of values, without a cluster."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import helm_python
import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "helm" / "aftercall"
RELEASE = "aftercall"
NAMESPACE = "acw"
LONG = "a-release-whose-name-is-as-long-as-helm-allows-it-to-b"
PARTS = ("api", "worker", "scheduler")

TENANT = yaml.safe_load("""
sources:
  fernhill-phones:
    adapter: generic
    secrets: ["${FERNHILL_WEBHOOK_SECRET}", "${FERNHILL_WEBHOOK_SECRET_OLD}"]
    language: en
crm:
  connector: salesforce
  limits: {requests_per_minute: 600}
  settings:
    base_url: https://fernhill.my.salesforce.com
    ca_file: /etc/aftercall/ca/ca.crt
    auth: {flow: client_credentials, client_id: fernhill, client_secret: "${FERNHILL_SF_CLIENT_SECRET}"}
llm:
  connector: openai
  settings: {base_url: "https://models.fernhill.example/v1", model: qwen, api_key: "${FERNHILL_MODEL_KEY}"}
retention_days: 365
limits: {in_flight: 100}
agents:
  - {id: ava, name: Ava Thornton, telephony_ids: [agent-1], crm_user_id: 005000000000001AAA, team: deliveries}
""")
PEER = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
KEDA = {"enabled": True, "database": {"host": "db.internal"}, "existingSecret": "aftercall-scaler"}

VALUES: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "least": {
        "database": {"owner": {"existingSecret": ""}},
        "networkPolicy": {"enabled": False},
        "migration": {"enabled": False},
        "doctor": {"enabled": False},
        "serviceAccount": {"create": False},
        "spread": {"hostname": "", "zone": ""},
        "podSecurity": {"user": None, "group": None, "fsGroup": None},
        "api": {"replicas": 1, "drainSeconds": 0, "disruptionBudget": {"enabled": False}},
        "existingTenants": "tenants-of-ours",
    },
    "all": {
        "image": {
            "repository": "registry.internal:5000/tools/aftercall",
            "digest": f"sha256:{'0' * 64}",
            "pullSecrets": ["registry"],
        },
        "tenants": {"fernhill": TENANT, "oak-hill": {"agents": [{"id": "noor"}]}},
        "tenantSecrets": {"existingSecret": "aftercall-tenants"},
        "erasures": {"existingClaim": "erasures"},
        "settings": {"max_body_bytes": 10_000_000, "log_level": "WARNING", "trace_share": 0.05},
        "extraEnv": [
            {"name": "TZ", "value": "UTC"},
            {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        ],
        "caBundle": {"existingConfigMap": "authorities"},
        "api": {
            "autoscaling": {"enabled": True},
            "podLabels": {"mesh": "on"},
            "podAnnotations": {"note": "yes"},
            "tolerations": [{"key": "spot", "operator": "Exists", "effect": "NoSchedule"}],
            "nodeSelector": {"disk": "ssd"},
            "priorityClassName": "high",
        },
        "worker": {"affinity": {"nodeAffinity": {}}},
        "service": {"type": "LoadBalancer", "annotations": {"internal": "true"}},
        "serviceAccount": {"annotations": {"role": "aftercall"}},
        "ingress": {
            "enabled": True,
            "className": "nginx",
            "host": "calls.fernhill.example",
            "tlsSecret": "calls-tls",
        },
        "networkPolicy": {
            "from": [PEER],
            "metricsFrom": [PEER],
            "names": {"to": [PEER]},
            "database": {"to": [{"ipBlock": {"cidr": "10.1.0.0/16"}}], "port": 6432},
            "telemetry": {"to": [PEER], "ports": [4318]},
            "outside": {"model": {"cidrs": ["10.2.3.4/32"], "except": [], "ports": [8000]}},
        },
        "keda": KEDA,
        "monitoring": {
            "podMonitor": {"enabled": True},
            "alerts": {"enabled": True},
            "dashboards": {"enabled": True},
        },
    },
    "secrets file": {
        "tenantSecrets": {"existingSecret": "aftercall-tenants", "fileKey": "secrets.env"},
        "fullnameOverride": "acw",
    },
}
"""Each a use of the chart; together they reach every branch of its templates."""


@cache
def chart() -> helm_python.Chart:
    return helm_python.Chart.load(CHART)


def rendered(values: Mapping[str, Any], *, name: str = RELEASE) -> dict[str, str]:
    """Text by template. Raises what Helm says against the values."""
    return chart().render(values=dict(values), name=name, namespace=NAMESPACE)


def objects(values: Mapping[str, Any], *, name: str = RELEASE) -> list[dict[str, Any]]:
    """Do not change them: they are kept."""
    return _objects(json.dumps(values), name)


@cache
def _objects(values: str, name: str) -> list[dict[str, Any]]:
    texts = _manifests(rendered(json.loads(values), name=name))
    return [one for text in texts for one in yaml.load_all(text, Loader=yaml.CSafeLoader) if one]


def _manifests(texts: Mapping[str, str]) -> Iterator[str]:
    return (text for path, text in texts.items() if not path.endswith(".txt"))


def of_kind(values: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Objects of one kind by their names."""
    return {one["metadata"]["name"]: one for one in objects(values) if one["kind"] == kind}


def pods(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every Pod that the chart makes, by the name of what makes it."""
    found = {}
    for one in objects(values):
        match one["kind"]:
            case "Deployment" | "Job":
                found[one["metadata"]["name"]] = one["spec"]["template"]["spec"]
            case "Pod":
                found[one["metadata"]["name"]] = one["spec"]
    return found


def container(pod: Mapping[str, Any]) -> dict[str, Any]:
    (only,) = pod["containers"]
    found: dict[str, Any] = only
    return found


def settings_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The environment that the chart gives every process."""
    (found,) = [data for name, data in of_kind(values, "ConfigMap").items() if name.endswith("-settings")]
    return dict(found["data"])
