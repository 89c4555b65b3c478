"""Bugs in what the services promise of stock, money, orders and sessions."""

from msgspec.structs import replace

from chaos.planted.bug import QUICK, Bug, Change, at

DATABASE = "chassis/database.py"
DYING = [at(number, "kill", part, 0.0) for number, part in enumerate(("orders", "orders-work-1") * 3, 1)]

BUGS = {
    "stock without lock or check": Bug(
        [
            Change("catalog/stock/store.py", "ORDER BY variant_id FOR UPDATE", "ORDER BY variant_id"),
            Change(
                "catalog/migrations/0200_locations.sql",
                "CHECK (reserved >= 0 AND reserved <= on_hand + allowance)",
                "CHECK (true)",
            ),
        ],
        ("I2",),
        profile=replace(QUICK, orders=150, seconds=2, shoppers=24, variants=40, stock=2),
    ),
    "stock locked in any order": Bug(
        [
            Change(
                "catalog/stock/store.py",
                '"SELECT FROM stock_terms WHERE variant_id = ANY($1::uuid[]) ORDER BY variant_id FOR UPDATE", wanted',
                '"SELECT FROM stock_terms WHERE variant_id = ANY($1::uuid[]) ORDER BY random() FOR UPDATE", wanted',
            )
        ],
        ("deadlock",),
        profile=replace(QUICK, orders=200, seconds=5, shoppers=16, variants=4),
    ),
    "a release gives nothing back": Bug(
        [
            Change(
                "catalog/reservation/commands.py",
                "    return reservation, await _give_back(tx, reservation, Kind.RELEASE, strategy)",
                "    await store.save_state(tx, reservation)\n    return reservation, {}",
            )
        ],
        ("I1",),
    ),
    "no tombstone": Bug(
        [
            Change(
                "catalog/reservation/commands.py",
                "    if await store.begin(tx, tombstone):\n        return tombstone, {}",
                "    if await store.lock_if_any(tx, order_id) is None:\n        return tombstone, {}",
            )
        ],
        ("I11", "I6", "I5", "late"),
        [at(1.0 + 4 * number, "net_silent", "catalog", 3.4, seed=2) for number in range(3)],
        replace(QUICK, orders=60, seconds=12, shoppers=12, variants=4, fickle=0.9),
    ),
    "a new key for every try at the provider": Bug(
        [
            Change(
                "orders/payment/provider.py",
                'options: Any = {"idempotency_key": str(call.id)}',
                'options: Any = {"idempotency_key": str(__import__("uuid").uuid4())}',
            )
        ],
        ("I3",),
        [at(0.2 + 3.2 * number, "provider_reset_after", "authorize") for number in range(3)],
    ),
    "cancelled while the money is being taken": Bug(
        [Change("orders/checkout/commands.py", "if saga.step in (Step.COMMIT, Step.CAPTURE):", "if False:")],
        ("I3", "I5", "I6", "I9", "I10", "G4", "late"),
        [at(0.1 + number, "provider_slow", "capture", 3.0) for number in range(6)],
        replace(QUICK, orders=60, seconds=8, shoppers=12, variants=4, fickle=1.0),
    ),
    "nothing is let go": Bug(
        [
            Change(
                "orders/checkout/commands.py",
                "        await _cancel(tx, order, CancelReason.PAYMENT_DECLINED, code=outcome.code)\n        await payments.ask(tx, order.id, Kind.VOID, operation.amount)",
                "        await _cancel(tx, order, CancelReason.PAYMENT_DECLINED, code=outcome.code)\n        saga.turn_back(Step.RELEASE)",
            )
        ],
        ("I3",),
    ),
    "a refund is not counted": Bug(
        [
            Change(
                "orders/payment/store.py",
                "\"WHERE order_id = $1 AND status = 'captured' AND refunding + $2 <= amount\"",
                "\"WHERE order_id = $1 AND status = 'captured'\"",
            ),
            Change(
                "orders/payment/store.py",
                '"UPDATE payments SET refunding = refunding + $2 "',
                '"UPDATE payments SET refunding = least(amount, refunding + $2) "',
            ),
        ],
        ("I3", "I10", "G4", "late"),
        profile=replace(QUICK, orders=60, seconds=10, shoppers=6, variants=4, generous=True),
    ),
    "sagas end with their process": Bug(
        [
            Change(
                "orders/checkout/store.py",
                "WHERE step <> 'done' AND next_at <= $1 AND lease_until <= $1",
                "WHERE false AND next_at <= $1 AND lease_until <= $1",
            )
        ],
        ("I10", "late"),
        DYING,
    ),
    "one key, several orders": Bug(
        [
            Change(
                "orders/checkout/routes.py",
                "stored = await idempotency.claim(tx, key, resource_id=order_id)",
                "stored = None",
            )
        ],
        ("I12", "I13"),
    ),
    "anybody's order": Bug(
        [Change("orders/order/routes.py", "    if order.customer_id != actor.id:\n", "    if False:\n")],
        ("I16",),
    ),
    "a stale cache": Bug(
        [
            Change(
                "catalog/cache.py",
                "        for key, version in versions.items():\n            self._raise_floor(key, version)\n",
                "        return\n",
            ),
            Change(
                "catalog/cache.py", "        self._raise_floor(UUID(key), int(version))", "        return"
            ),
        ],
        ("I18",),
    ),
    "a refresh token that is good twice": Bug(
        [
            Change(
                "users/session/store.py",
                "AND s.id = t.session_id AND s.generation = t.generation ",
                "AND s.id = t.session_id ",
            )
        ],
        ("I15",),
    ),
    "reuse revokes nothing": Bug(
        [
            Change(
                "users/session/commands.py", "        await store.revoke(tx, session.id, Ended.REUSE)\n", ""
            )
        ],
        ("I15",),
    ),
    "a database that is away is a fault": Bug(
        [Change(DATABASE, "    except AWAY as error:\n        raise Unavailable from error\n", "")],
        ("G4",),
        [at(1.0 + number, "postgres_crash", seconds=0.3) for number in range(0, 6, 2)],
    ),
    "a password in a log": Bug(
        [
            Change(
                "users/session/routes.py",
                "    is_right = await passwords.verify(",
                "    print(data.password, flush=True)\n    is_right = await passwords.verify(",
            )
        ],
        ("I20",),
    ),
}
