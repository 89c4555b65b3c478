"""What an order is, told a second time: pieces and money as plain numbers, without the service's code."""

import msgspec

PRICE = 333


class Order(msgspec.Struct):
    """Of `bought` pieces `left` are with the shop and `shipped` with the customer; others were cancelled.

    What can be done answers whether the shop should do it, and does it to this model.
    """

    id: str
    bought: int
    left: int
    is_cancelled: bool = False
    shipped: int = 0
    returned: int = 0
    refunded: int = 0

    @property
    def paid(self) -> int:
        return self.bought * PRICE

    def cancel(self) -> bool:
        if not self.is_cancelled and self.shipped:
            return False
        self.is_cancelled, self.left, self.refunded = True, 0, self.paid
        return True

    def cancel_pieces(self, number: int) -> bool:
        is_all = number == self.left and not self.shipped
        if self.is_cancelled or number > self.left or is_all:
            return False
        self.left -= number
        self._give_back(number * PRICE)
        return True

    def send(self, number: int) -> bool:
        if self.is_cancelled or number > self.left:
            return False
        self.left -= number
        self.shipped += number
        return True

    def take_back(self, number: int) -> bool:
        if number > self.shipped - self.returned:
            return False
        self.returned += number
        self._give_back(number * PRICE)
        return True

    def give(self, amount: int) -> bool:
        if amount > self.paid - self.refunded:
            return False
        self.refunded += amount
        return True

    def _give_back(self, amount: int) -> None:
        """Pieces are worth what they cost, but no more than what was not given back already."""
        self.refunded += min(amount, self.paid - self.refunded)


class Model(msgspec.Struct):
    """One variant of which so many are there. The end of a whole order gives its pieces free at once."""

    stock: int
    orders: list[Order]

    @property
    def reserved(self) -> int:
        return sum(order.bought for order in self.orders if not order.is_cancelled)

    def has(self, number: int) -> bool:
        return number <= self.stock - self.reserved
