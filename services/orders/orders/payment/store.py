"""SQL about payments and the operations asked of the provider."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.payment.model import Call, Kind, Operation, Payment, PaymentNotFound

PAYMENT = "id, order_id, status, amount, currency, provider_reference, refunded, refunding"


async def add(tx: Transaction, payment: Payment) -> None:
    await tx.execute(
        "INSERT INTO payments (id, order_id, status, amount, currency) VALUES ($1, $2, $3, $4, $5)",
        payment.id,
        payment.order_id,
        payment.status,
        payment.amount,
        payment.currency,
    )


async def lock(tx: Transaction, order_id: UUID) -> Payment:
    """The order's payment, its row held; the order's row is held already."""
    payment = await tx.one(
        Payment, f"SELECT {PAYMENT} FROM payments WHERE order_id = $1 FOR UPDATE", order_id
    )
    if payment is None:
        raise PaymentNotFound(order_id=order_id)
    return payment


async def find(reader: Reader, order_id: UUID) -> Payment | None:
    return await reader.one(Payment, f"SELECT {PAYMENT} FROM payments WHERE order_id = $1", order_id)


async def find_many(reader: Reader, order_ids: list[UUID]) -> dict[UUID, Payment]:
    rows = await reader.all(Payment, f"SELECT {PAYMENT} FROM payments WHERE order_id = ANY($1)", order_ids)
    return {row.order_id: row for row in rows}


async def save(tx: Transaction, payment: Payment) -> None:
    await tx.execute(
        "UPDATE payments SET status = $2, provider_reference = $3, refunded = $4 WHERE id = $1",
        payment.id,
        payment.status,
        payment.provider_reference,
        payment.refunded,
    )


async def add_operation(tx: Transaction, operation: Operation) -> None:
    await tx.execute(
        "INSERT INTO payment_operations (id, order_id, kind, state, amount, first_tried_at, refund_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        operation.id,
        operation.order_id,
        operation.kind,
        operation.state,
        operation.amount,
        operation.first_tried_at,
        operation.refund_id,
    )


async def next_call(reader: Reader, order_id: UUID, kind: Kind, *, refund_id: UUID | None = None) -> Call:
    """The operation of this kind whose outcome is not known yet, with what the provider needs to hear."""
    call = await reader.one(
        Call,
        "SELECT x.id, x.order_id, x.kind, x.state, x.amount, x.provider_reference, x.code, x.first_tried_at, "
        "x.tries, x.absent_since, x.refund_id, p.currency, p.provider_reference AS intent, o.payment_method "
        "FROM payment_operations x JOIN payments p USING (order_id) JOIN orders o ON o.id = x.order_id "
        "WHERE x.order_id = $1 AND x.kind = $2 AND x.state IN ('pending', 'unknown') "
        "AND x.refund_id IS NOT DISTINCT FROM $3",
        order_id,
        kind,
        refund_id,
    )
    if call is None:
        raise PaymentNotFound(order_id=order_id)
    return call


async def save_operation(tx: Transaction, operation: Operation) -> None:
    await tx.execute(
        "UPDATE payment_operations SET state = $2, provider_reference = $3, code = $4, absent_since = $5, "
        "tries = tries + 1 WHERE id = $1",
        operation.id,
        operation.state,
        operation.provider_reference,
        operation.code,
        operation.absent_since,
    )


async def reserve_refund(tx: Transaction, order_id: UUID, amount: int) -> bool:
    """Whether so much of what was captured was not given back yet; then it is about to be."""
    reserved = await tx.execute(
        "UPDATE payments SET refunding = refunding + $2 "
        "WHERE order_id = $1 AND status = 'captured' AND refunding + $2 <= amount",
        order_id,
        amount,
    )
    return reserved == 1


async def unreserve_refund(tx: Transaction, order_id: UUID, amount: int) -> None:
    await tx.execute("UPDATE payments SET refunding = refunding - $2 WHERE order_id = $1", order_id, amount)
