"""All stacks of a shop put together. `python -m infra` writes their templates; `cdk.json` names the same."""

import json
from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
import cdk_nag

from infra.accepted import accept
from infra.cache import Cache
from infra.events import Events
from infra.gateway import Gateway
from infra.names import Names
from infra.network import Network
from infra.observability import Observability
from infra.service import Service
from infra.shop import SERVICES, Shop

CONTEXT = Path(__file__).resolve().parents[1] / "cdk.json"


def build(shop: Shop, listens_to: Mapping[str, list[str]], folder: Path | None = None) -> cdk.App:
    """The app, not yet written. `synth()` fails on what cdk-nag finds and `accepted` has no reason for."""
    context = json.loads(CONTEXT.read_text())["context"]
    app = cdk.App(context=context, outdir=str(folder) if folder else None, analytics_reporting=False)
    names = Names(shop)
    options = {
        "env": cdk.Environment(account=shop.account, region=shop.region),
        "synthesizer": cdk.BootstraplessSynthesizer(),
        "suppress_template_indentation": True,
        "termination_protection": True,
        "tags": {"shop": shop.name},
    }
    network = Network(app, names, **options)
    Observability(app, names, **options)
    key = Events(app, names, **options).key
    cache = Cache(app, names, network, **options)
    for name in SERVICES:
        Service(
            app,
            names,
            name,
            network=network,
            key=key,
            listens_to=listens_to[name],
            redis_url=cache.url if name == "catalog" else "",
            **options,
        )
    Gateway(app, names, network=network, **options)
    accept(app, names)
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    return app
