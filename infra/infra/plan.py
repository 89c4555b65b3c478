"""What a deployment would do: the templates, what differs from those that are there, what it costs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.cost import estimate
from infra.deploy import ORDER, DeployFailed, current, deploy, find, template
from infra.names import Names
from infra.release.publish import Aws, History, published, remember
from infra.shop import DEPLOYABLES
from infra.subscriptions import listens_to

__all__ = ["changes", "deploy_all", "estimate", "templates"]

Templates = dict[str, dict[str, Any]]


def templates(names: Names, folder: Path) -> Templates:
    """Stack → template, written into the folder too. Fails on what cdk-nag finds."""
    from infra.app import build  # seconds

    build(names.shop, listens_to(), folder).synth()
    return {name: json.loads(template(folder, names, name)) for name in ORDER}


def changes(cloudformation: Any, names: Names, wanted: Templates) -> Iterator[str]:
    """A line for each resource that would come, go or change."""
    for name in ORDER:
        stack = names.stack(name)
        there = _deployed(cloudformation, stack) if find(cloudformation, stack) else {}
        lines = list(_differences(there.get("Resources", {}), wanted[name]["Resources"]))
        if not there:
            yield f"{stack}: new, {len(lines)} resources"
        else:
            yield f"{stack}: {f'{len(lines)} changes' if lines else 'no change'}"
            yield from lines


def deploy_all(
    aws: Aws, names: Names, wanted: Templates, chosen: Sequence[str], version: str
) -> Iterator[tuple[str, bool]]:
    """Deploy stacks in their order; each with whether it changed. A deployable keeps the release it has."""
    if unknown := set(chosen) - set(ORDER):
        raise DeployFailed(f"no stack is called {', '.join(sorted(unknown))}; there are {', '.join(ORDER)}")
    cloudformation = aws("cloudformation")
    for name in (each for each in ORDER if not chosen or each in chosen):
        parameters = _release(aws, names, name, version) if name in DEPLOYABLES else {}
        body = json.dumps(wanted[name], separators=(",", ":"))
        yield name, deploy(cloudformation, names.stack(name), body, parameters)


def _release(aws: Aws, names: Names, name: str, version: str) -> Mapping[str, str]:
    stack = find(aws("cloudformation"), names.stack(name))
    if stack is not None:
        return current(stack).parameters()
    if not version:
        raise DeployFailed(f"{name} is not there yet: publish a release, and name it with --version")
    release = published(aws, names, name, version)
    remember(aws, names, name, History(version, "", ""))
    return release.parameters()


def _deployed(cloudformation: Any, stack: str) -> dict[str, Any]:
    body = cloudformation.get_template(StackName=stack)["TemplateBody"]
    found: dict[str, Any] = json.loads(body) if isinstance(body, str) else body
    return found


def _differences(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(there.keys() | wanted.keys()):
        if key not in there:
            yield f"  + {wanted[key]['Type']} {key}"
        elif key not in wanted:
            yield f"  - {there[key]['Type']} {key}"
        elif there[key] != wanted[key]:
            yield f"  ~ {wanted[key]['Type']} {key}: {', '.join(_changed(there[key], wanted[key]))}"


def _changed(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    before, after = ({**each, **each.get("Properties", {})} for each in (there, wanted))
    keys = (before.keys() | after.keys()) - {"Properties"}
    return sorted(key for key in keys if before.get(key) != after.get(key))
