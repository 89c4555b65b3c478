"""HTTP for support alone: what agents do from a ticket."""

from datetime import timedelta
from uuid import UUID

from litestar import put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chassis.database import Database
from chassis.policy import service
from orders.agent_action import commands
from orders.agent_action.commands import Limits
from orders.agent_action.model import AgentActionDone, AgentActionKind, AgentWish
from orders.checkout.workers import Driver
from orders.settings import Settings


@put("/internal/orders/{order_id:uuid}/agent-actions/{action_id:uuid}", policy=service("orders:act"))
async def act(
    order_id: FromPath[UUID],
    action_id: FromPath[UUID],
    data: JSONBody[AgentWish],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    settings: NamedDependency[Settings],
) -> AgentActionDone:
    """Refund, cancel, start a return or resend the confirmation in an agent's name, within that agent's
    permissions and limit.

    The action's id makes it idempotent: a repeat is told what the first led to.
    """
    limits = Limits(settings.goodwill_limit_minor, timedelta(seconds=settings.order_deadline_seconds))
    async with db.transaction() as tx:
        done = await commands.act(tx, order_id, action_id, data, limits)
    if data.kind == AgentActionKind.CANCEL:
        driver.start(driver.advance_next())
    return done


ROUTES = [act]
