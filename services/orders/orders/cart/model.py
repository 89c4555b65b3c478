"""A cart: whose it is, how long it lives, and how its lines look by today's offers."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.tokens import Actor
from orders.money import Money
from orders.offer.model import Offer

MAX_LINES = 100
FEW = 5
EMPTY_LIFE = timedelta(days=1)
GUEST_LIFE = timedelta(days=30)
CUSTOMER_LIFE = timedelta(days=90)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits


class CartStatus(StrEnum):
    ACTIVE = "active"
    ORDERED = "ordered"
    MERGED = "merged"


class Change(StrEnum):
    """What is different from when the customer put the line there, or soon will be."""

    PRICE_CHANGED = "price_changed"
    UNAVAILABLE = "unavailable"
    NOT_ENOUGH = "not_enough"
    FEW_LEFT = "few_left"


class CartNotFound(NotFound):
    """Another's, expired and never made look the same, and so does a wrong token."""

    type, title = "cart-not-found", "There is no such cart"


class CartOrdered(Conflict):
    type, title = "cart-ordered", "The cart has become an order"


class CartEmpty(Invalid):
    type, title = "cart-empty", "There is nothing in the cart"


class CartFull(Conflict):
    type, title = "cart-full", "A cart has at most 100 lines"


class CartChanged(PreconditionFailed):
    type, title = "cart-changed", "The cart was changed since you read it"


class CartLineNotFound(NotFound):
    type, title = "cart-line-not-found", "The cart has no such line"


class Holder(msgspec.Struct, frozen=True):
    """Who asks for a cart: a customer, whoever has its token, or both at once."""

    account_id: UUID | None
    token_hash: bytes | None

    @classmethod
    def of(cls, actor: Actor, token: str) -> "Holder":
        if actor.client_id is not None:
            raise Forbidden  # a machine buys nothing
        return cls(actor.account_id, digest(token))

    @property
    def key_principal(self) -> str:
        """The name space of a guest's idempotency keys: nobody else knows the token."""
        if self.token_hash is None:
            raise CartNotFound
        return f"cart:{self.token_hash.hex()}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes | None:
    """What is stored. The token has 256 random bits, so a fast hash hides it well. None: this is no token."""
    return hashlib.sha256(token.encode()).digest() if TOKEN.fullmatch(token) else None


class Cart(msgspec.Struct):
    """A row of `carts`. `version` counts changes."""

    id: UUID
    status: CartStatus
    customer_id: UUID | None
    order_id: UUID | None
    version: int
    expires_at: datetime

    def require_active(self) -> None:
        if self.status == CartStatus.ORDERED:
            raise CartOrdered(cart_id=self.id, order_id=self.order_id)
        if self.status == CartStatus.MERGED:
            raise CartNotFound(cart_id=self.id)

    @property
    def life(self) -> timedelta:
        """How long it is kept after its last change."""
        return GUEST_LIFE if self.customer_id is None else CUSTOMER_LIFE


class CartLine(msgspec.Struct, frozen=True):
    """So many of a variant, and the price that the customer saw last when they touched the line."""

    variant_id: UUID
    quantity: int
    seen_amount: int
    seen_currency: str

    @property
    def seen(self) -> Money:
        return Money(self.seen_amount, self.seen_currency)


class Looked(msgspec.Struct, frozen=True):
    """A line by the offer of today; None when it is not for sale any more."""

    line: CartLine
    offer: Offer | None

    @property
    def changes(self) -> list[Change]:
        price = self.offer is not None and self.offer.price != self.line.seen
        stock = self._stock()
        return [*([Change.PRICE_CHANGED] if price else []), *([stock] if stock else [])]

    @property
    def can_be_bought(self) -> bool:
        """By what catalog last announced; the hold decides."""
        return self._stock() in (None, Change.FEW_LEFT)

    @property
    def total(self) -> Money | None:
        return None if self.offer is None else self.offer.price_of(self.line.quantity)

    @property
    def available(self) -> int | None:
        """Told only where it is less than wanted, or few."""
        return max(0, self.offer.available or 0) if self.offer is not None and self._stock() else None

    def _stock(self) -> Change | None:
        left = 0 if self.offer is None else self.offer.available or 0
        if left <= 0:
            return Change.UNAVAILABLE
        if left < self.line.quantity:
            return Change.NOT_ENOUGH
        return Change.FEW_LEFT if left <= FEW else None


def look(lines: list[CartLine], offers: dict[UUID, Offer]) -> list[Looked]:
    return [Looked(line, offers.get(line.variant_id)) for line in lines]
