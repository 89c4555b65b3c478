"""An account's address was verified: a worker asks users which it is."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from orders.guest import store
from orders.subscribed import ProfileChanged, UserVerified

EMAIL = "email"  # an account gets another address only when its owner has shown to read it

subscriptions = Subscriptions()


@subscriptions.effect(UserVerified)
async def user_verified(tx: Transaction, event: UserVerified) -> None:
    await store.ask_claim(tx, event.account_id)


@subscriptions.effect(ProfileChanged)
async def profile_changed(tx: Transaction, event: ProfileChanged) -> None:
    if EMAIL in event.fields:
        await store.ask_claim(tx, event.account_id)
