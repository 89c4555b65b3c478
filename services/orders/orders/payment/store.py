"""SQL about payments and the operations asked of the provider."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from orders.payment.model import (
    Call,
    Kind,
    Known,
    Operation,
    Payment,
    PaymentNotFound,
    Reference,
    Unknown,
)

PAYMENT = "id, order_id, status, amount, currency, provider_reference, refunded, refunding, next_action"


async def add(tx: Transaction, payment: Payment, operation: Operation) -> None:
    """A payment with its first operation."""
    await tx.write(
        "INSERT INTO payments (id, order_id, status, amount, currency) VALUES ($1, $2, $3, $4, $5)",
        payment.id,
        payment.order_id,
        payment.status,
        payment.amount,
        payment.currency,
    )
    await add_operation(tx, operation)


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


async def save(tx: Transaction, payment: Payment, operation: Operation, *, has_moved: bool) -> None:
    """Both as they became; when money has moved, the ledger's entry of it."""
    await tx.write(
        "UPDATE payment_operations SET state = $2, provider_reference = $3, code = $4, absent_since = $5, "
        "tries = tries + 1 WHERE id = $1",
        operation.id,
        operation.state,
        operation.provider_reference,
        operation.code,
        operation.absent_since,
    )
    if has_moved:
        await tx.write(
            "INSERT INTO payment_entries (operation_id, order_id, kind, amount, at) "
            "VALUES ($1, $2, $3, $4, $5)",
            operation.id,
            operation.order_id,
            operation.kind,
            operation.amount,
            tx.now,
        )
    await tx.write(
        "UPDATE payments SET status = $2, provider_reference = $3, refunded = $4, next_action = $5 "
        "WHERE id = $1",
        payment.id,
        payment.status,
        payment.provider_reference,
        payment.refunded,
        msgspec.to_builtins(payment.next_action),
    )


async def add_operation(tx: Transaction, operation: Operation) -> None:
    """A call to make. A void ends what still waits for its customer: from now on it only may be dropped."""
    if operation.kind == Kind.VOID:
        await tx.write(
            "UPDATE payment_operations SET state = 'failed', code = 'expired' "
            "WHERE order_id = $1 AND state = 'waiting'",
            operation.order_id,
        )
    await tx.write(
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
        "WHERE x.order_id = $1 AND x.kind = $2 AND x.state IN ('pending', 'waiting', 'unknown') "
        "AND x.refund_id IS NOT DISTINCT FROM $3",
        order_id,
        kind,
        refund_id,
    )
    if call is None:
        raise PaymentNotFound(order_id=order_id)
    return call


async def known(reader: Reader, order_id: UUID, operation_id: UUID | None) -> Known | None:
    """The order's payment and the operation of this id, if it is the order's."""
    return await reader.one(
        Known,
        "SELECT p.status, p.amount, p.currency, p.provider_reference, x.kind, x.state, "
        "x.amount AS operation_amount, EXISTS (SELECT 1 FROM payment_operations y "
        "  WHERE y.order_id = p.order_id AND y.state IN ('pending', 'waiting', 'unknown')) AS is_moving "
        "FROM payments p LEFT JOIN payment_operations x ON x.order_id = p.order_id AND x.id = $2 "
        "WHERE p.order_id = $1",
        order_id,
        operation_id,
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


async def look_up(tx: Transaction, order_id: UUID, kind: Kind, tries: int) -> None:
    """What is unknown is not asked for again: the next try looks through the provider's records."""
    await tx.execute(
        "UPDATE payment_operations SET tries = greatest(tries, $3) "
        "WHERE order_id = $1 AND kind = $2 AND state = 'unknown'",
        order_id,
        kind,
        tries,
    )


async def references(reader: Reader, since: datetime, until: datetime) -> list[Reference]:
    """Intents that were authorized in this span by our ledger."""
    return await reader.all(
        Reference,
        "SELECT p.order_id, p.provider_reference AS reference, p.amount, p.currency "
        "FROM payment_entries e JOIN payments p USING (order_id) "
        "WHERE e.kind = 'authorize' AND e.at >= $1 AND e.at < $2 AND p.provider_reference IS NOT NULL",
        since,
        until,
    )


async def unbalanced(reader: Reader) -> int:
    """How many orders the ledger contradicts; there are none."""
    return await reader.one(int, "SELECT count(*) FROM unbalanced_payments") or 0


async def unknown(reader: Reader) -> Unknown:
    found = await reader.one(
        Unknown,
        "SELECT count(*) AS count, min(first_tried_at) AS oldest FROM payment_operations "
        "WHERE state = 'unknown'",
    )
    return found or Unknown(0, None)
