"""HTTP: the payment provider tells what happened."""

from typing import Annotated

import msgspec
import structlog
from litestar import post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.failpoints import reached
from chassis.policy import PUBLIC
from orders.checkout.workers import Driver
from orders.reconciliation.model import Verdict
from orders.refund.workers import Refunder
from orders.settings import Settings
from orders.webhook import commands
from orders.webhook.model import ProviderEvent, verify

log = structlog.get_logger()

SIGNATURE = Annotated[
    str,
    HeaderParameter(
        name="Stripe-Signature",
        required=False,
        description="`t=<Unix seconds>,v1=<hex HMAC-SHA256 of t, a dot and the body>`, at most 300 s old",
    ),
]


class Received(msgspec.Struct):
    """What was made of it; the provider only looks at the 200."""

    verdict: str


@post("/v1/webhooks/stripe", policy=PUBLIC, status_code=200)
async def receive(
    request: JSONRequest,
    data: JSONBody[ProviderEvent],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    refunder: NamedDependency[Refunder],
    settings: NamedDependency[Settings],
    stripe_signature: SIGNATURE = "",
) -> Received:
    """An event of the payment provider, signed. It is a hint: nothing moves because of it alone."""
    secret = settings.stripe_webhook_secret.reveal()
    verify(await request.body(), stripe_signature, secret, db.clock.now())
    async with db.transaction() as tx:
        verdict = await commands.take(tx, data)
    reached("webhook.recorded")
    commands.TAKEN.labels(verdict=verdict).inc()
    log.info("webhook_taken", event_id=data.id, type=data.type, verdict=verdict)
    if verdict == Verdict.BEHIND:
        driver.start(driver.advance_next())
        driver.start(refunder.advance_next())
    return Received(verdict)


ROUTES = [receive]
