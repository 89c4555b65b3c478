"""Alerts and dashboard name metrics that exist, and every alert has a page that says what to do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric

import catalog.app
import orders.app
import support.app
import users.app

ROOT = Path(__file__).parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "monitoring" / "alerts.yaml").read_text())["groups"][0][
    "rules"
]
DASHBOARD = json.loads((ROOT / "monitoring" / "dashboard.json").read_text())
QUERIES = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]
]
# What Prometheus makes of every target, and the words of its language.
KNOWN = {"up", "max", "sum", "by", "rate", "histogram_quantile", "job", "le", "outcome", "verdict", "place"}
KNOWN |= {"status", "route", "method", "m", "topk", "cache", "time", "invariant"}
LISTED = re.compile(r"^\| `([a-z_]+)` \|", re.MULTILINE)
SERVICES = (catalog.app, orders.app, support.app, users.app)


def measured() -> list[Metric]:
    """What our code measures, and neither Python nor the process."""
    foreign = ("python_", "process_", "stamina_")
    return [metric for metric in REGISTRY.collect() if not metric.name.startswith(foreign)]


def exported() -> set[str]:
    """Every name that our processes answer at /metrics."""
    assert SERVICES  # to import them is to register what they measure
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {metric.name + suffix for metric in measured() for suffix in suffixes.get(metric.type, ("",))}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_names_what_is_measured(query: str) -> None:
    words = set(re.findall(r"[a-z_]+", re.sub(r'"[^"]*"|\[[^]]*\]', "", query)))
    assert words - KNOWN <= exported(), words - KNOWN - exported()
    assert query.count("(") == query.count(")")


def test_every_metric_is_explained() -> None:
    assert SERVICES
    listed = LISTED.findall((ROOT / "monitoring" / "README.md").read_text())
    names = {metric.name + ("_total" if metric.type == "counter" else "") for metric in measured()}
    assert sorted(listed) == sorted(names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_has_a_page(rule: dict[str, Any]) -> None:
    page = (RUNBOOKS / f"{rule['alert']}.md").read_text()
    assert page.startswith(f"# {rule['alert']}\n")
    assert all(f"**{part}.**" in page for part in ("What it means", "Look", "Mend"))
    assert rule["annotations"]["summary"]


def test_a_page_has_an_alert() -> None:
    pages = {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"}
    assert pages == {rule["alert"] for rule in RULES}
