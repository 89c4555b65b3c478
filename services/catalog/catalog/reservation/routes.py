"""What the order saga asks: hold, commit, release. Idempotent by the order in the path."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from catalog.cache import Cache
from catalog.price import Currency
from catalog.reservation import commands
from catalog.reservation.model import Line, PricedLine, Reservation, State
from catalog.settings import Settings
from chassis.database import Database
from chassis.policy import service

SAGA = service("reservations:write")


class WantedLine(msgspec.Struct, forbid_unknown_fields=True):
    variant_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=999)]


class HoldStock(msgspec.Struct, forbid_unknown_fields=True):
    lines: Annotated[list[WantedLine], Meta(min_length=1, max_length=100)]
    expires_at: Annotated[datetime, Meta(tz=True)]
    currency: Currency | None = None


class HeldView(msgspec.Struct):
    order_id: UUID
    state: State
    expires_at: datetime | None
    lines: list[PricedLine]


class StateView(msgspec.Struct):
    order_id: UUID
    state: State

    @classmethod
    def of(cls, reservation: Reservation) -> "StateView":
        return cls(reservation.order_id, reservation.state)


@put("/internal/reservations/{order_id:uuid}", policy=SAGA)
async def hold(
    order_id: FromPath[UUID],
    data: JSONBody[HoldStock],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    settings: NamedDependency[Settings],
) -> HeldView:
    lines = [Line(line.variant_id, line.quantity) for line in data.lines]
    async with db.transaction() as tx:
        held = await commands.hold(
            tx,
            order_id,
            lines,
            expires_at=data.expires_at,
            currency=data.currency,
            strategy=settings.shop_availability,
        )
    await cache.forget(held.relisted)
    return HeldView(order_id, held.reservation.state, held.reservation.expires_at, held.lines)


@post("/internal/reservations/{order_id:uuid}/commit", policy=SAGA, status_code=200)
async def commit(order_id: FromPath[UUID], db: NamedDependency[Database]) -> StateView:
    async with db.transaction() as tx:
        reservation = await commands.commit(tx, order_id)
    return StateView.of(reservation)


@post("/internal/reservations/{order_id:uuid}/release", policy=SAGA, status_code=200)
async def release(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    settings: NamedDependency[Settings],
) -> StateView:
    async with db.transaction() as tx:
        reservation, relisted = await commands.release(tx, order_id, strategy=settings.shop_availability)
    await cache.forget(relisted)
    return StateView.of(reservation)


ROUTES = [hold, commit, release]
