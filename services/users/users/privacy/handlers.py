"""Other services say that they have forgotten, or that their part of a copy is ready."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from users.key.seal import Seal
from users.privacy import commands
from users.subscribed import (
    CatalogEraseDone,
    OrdersEraseDone,
    OrdersExportDone,
    SupportEraseDone,
    SupportExportDone,
)


def subscriptions(seal: Seal) -> Subscriptions:
    """`seal` closes the mail that a ready copy is announced with."""
    found = Subscriptions()

    @found.effect(CatalogEraseDone)
    async def catalog_erased(tx: Transaction, event: CatalogEraseDone) -> None:
        await commands.erasure_done(tx, event.account_id, service="catalog", scan=event.scan)

    @found.effect(OrdersEraseDone)
    async def orders_erased(tx: Transaction, event: OrdersEraseDone) -> None:
        await commands.erasure_done(tx, event.account_id, service="orders", scan=event.scan)

    @found.effect(SupportEraseDone)
    async def support_erased(tx: Transaction, event: SupportEraseDone) -> None:
        await commands.erasure_done(tx, event.account_id, service="support", scan=event.scan)

    @found.effect(OrdersExportDone)
    async def orders_exported(tx: Transaction, event: OrdersExportDone) -> None:
        await commands.export_done(tx, seal, event.export_id, service="orders")

    @found.effect(SupportExportDone)
    async def support_exported(tx: Transaction, event: SupportExportDone) -> None:
        await commands.export_done(tx, seal, event.export_id, service="support")

    return found
