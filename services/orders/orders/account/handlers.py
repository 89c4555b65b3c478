"""What users announces about accounts, copied."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from orders.account import store
from orders.subscribed import UserDisabled, UserEnabled, UserRegistered

subscriptions = Subscriptions()


@subscriptions.latest(UserRegistered)
async def user_registered(tx: Transaction, event: UserRegistered) -> None:
    await store.remember(tx, event.account_id, is_disabled=False)


@subscriptions.latest(UserDisabled)
async def user_disabled(tx: Transaction, event: UserDisabled) -> None:
    await store.remember(tx, event.account_id, is_disabled=True)


@subscriptions.latest(UserEnabled)
async def user_enabled(tx: Transaction, event: UserEnabled) -> None:
    await store.remember(tx, event.account_id, is_disabled=False)
