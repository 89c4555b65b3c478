"""What stock should be: a second, slow and simple telling of its rules, to hold the first one against."""

import copy
from collections import Counter
from datetime import datetime
from typing import Any

import msgspec

MAIN, STORE = "main", "example-store"
PLACES = (MAIN, STORE)  # in the order in which holds take from them


class Refused(Exception):
    """Named as the service names it."""


class Shelf(msgspec.Struct):
    """A variant at a place."""

    on_hand: int = 0
    reserved: int = 0
    allowance: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


class Part(msgspec.Struct):
    """What an order has of a shelf."""

    quantity: int
    shipped: int = 0
    released: int = 0

    @property
    def kept(self) -> int:
        return self.quantity - self.shipped - self.released


class Order(msgspec.Struct):
    state: str
    expires_at: datetime | None = None
    parts: dict[tuple[int, str], Part] = {}


class Promise(msgspec.Struct):
    """How a variant sells."""

    policy: str = "deny"
    allowance: int = 0
    until: datetime | None = None


class Shop(msgspec.Struct):
    """Variants and orders are numbers."""

    shelves: dict[tuple[int, str], Shelf]
    promises: dict[int, Promise]
    orders: dict[int, Order] = {}
    is_store_open: bool = True

    def attempt(self, name: str, now: datetime, *args: Any) -> str:
        """Do it, or nothing of it: "ok", or what it is refused as."""
        before = copy.deepcopy(self)
        try:
            getattr(self, name)(now, *args)
        except Refused as refused:
            for field in self.__struct_fields__:
                setattr(self, field, getattr(before, field))
            return str(refused)
        return "ok"

    def open_shelves(self, variant: int) -> list[tuple[tuple[int, str], Shelf]]:
        places = [place for place in PLACES if place == MAIN or self.is_store_open]
        return [((variant, place), self.shelves[variant, place]) for place in places]

    def sellable(self, variant: int, now: datetime) -> int:
        promise = self.promises[variant]
        is_over = promise.until is not None and promise.until <= now
        return sum(shelf.free for _, shelf in self.open_shelves(variant)) + (
            0 if is_over else promise.allowance
        )

    def hold(self, now: datetime, order: int, lines: list[tuple[int, int]], expires_at: datetime) -> None:
        if order in self.orders:
            return
        wanted = Counter[int]()
        for variant, quantity in lines:
            wanted[variant] += quantity
        if any(max(0, self.sellable(variant, now)) < number for variant, number in wanted.items()):
            raise Refused("out-of-stock")
        held = Order("held", expires_at)
        for variant, number in wanted.items():
            for key, shelf in self.open_shelves(variant):
                taken = min(max(shelf.free, 0), number)
                number -= taken
                self._keep(held, key, taken)
            self._keep(held, (variant, MAIN), number)
        self.orders[order] = held

    def _keep(self, order: Order, key: tuple[int, str], number: int) -> None:
        if number:
            order.parts.setdefault(key, Part(0)).quantity += number
            self.move(key, reserved=number)

    def commit(self, now: datetime, order: int) -> None:
        if order not in self.orders:
            raise Refused("reservation-not-found")
        if self.orders[order].state == "held":
            self.orders[order].state = "committed"

    def release(self, now: datetime, order: int) -> None:
        found = self.orders.setdefault(order, Order("released"))
        if found.state in ("held", "committed"):
            self._give_back(found, "released")

    def expire(self, now: datetime) -> None:
        for order in self.orders.values():
            if order.state == "held" and order.expires_at is not None and order.expires_at <= now:
                self._give_back(order, "expired")

    def _give_back(self, order: Order, state: str) -> None:
        order.state = state
        for key, part in order.parts.items():
            self.move(key, reserved=-part.kept)
            part.released += part.kept

    def ship(self, now: datetime, order: int, variant: int, number: int) -> None:
        found = self._committed(order)
        for late in (False, True):
            for key, part in self._parts(found, variant):
                gone = min(number, part.released if late else part.kept)
                number -= gone
                part.shipped += gone
                part.released -= gone if late else 0
                self.move(key, on_hand=-gone, reserved=0 if late else -gone)
        self._end(found, number)

    def cancel_lines(self, now: datetime, order: int, variant: int, number: int) -> None:
        found = self._committed(order)
        if found.state in ("released", "expired"):
            return
        for key, part in self._parts(found, variant):
            back = min(number, part.kept)
            number -= back
            part.released += back
            self.move(key, reserved=-back)
        self._end(found, number)

    def _committed(self, order: int) -> Order:
        if order not in self.orders or self.orders[order].state == "held":
            raise Refused("not yet")
        return self.orders[order]

    def _parts(self, order: Order, variant: int) -> list[tuple[tuple[int, str], Part]]:
        keys = [(variant, place) for place in PLACES]
        return [(key, order.parts[key]) for key in keys if key in order.parts]

    def _end(self, order: Order, too_many: int) -> None:
        if too_many:
            raise Refused("more-than-reserved")
        parts = order.parts.values()
        if order.state == "committed" and not any(part.kept for part in parts):
            order.state = "shipped" if any(part.shipped for part in parts) else "released"

    def take_back(self, now: datetime, variant: int, number: int) -> None:
        self.move((variant, MAIN), on_hand=number)

    def adjust(self, now: datetime, variant: int, place: str, delta: int) -> None:
        if delta < 0 and self.shelves[variant, place].on_hand + delta < 0:
            raise Refused("stock-below-zero")
        self.move((variant, place), on_hand=delta)

    def count(self, now: datetime, variant: int, place: str, counted: int, then: int) -> None:
        """`then` were there, by the books, when somebody counted."""
        self.adjust(now, variant, place, counted - then)

    def sell(self, now: datetime, variant: int, promise: Promise) -> None:
        self.promises[variant] = promise
        main = self.shelves[variant, MAIN]
        main.allowance = max(promise.allowance, -main.free)

    def open_store(self, now: datetime, is_open: bool) -> None:
        self.is_store_open = is_open

    def move(self, key: tuple[int, str], *, on_hand: int = 0, reserved: int = 0) -> None:
        shelf = self.shelves[key]
        shelf.on_hand += on_hand
        shelf.reserved += reserved
        if not 0 <= shelf.reserved <= shelf.on_hand + shelf.allowance:
            raise Refused("stock-below-reserved")
