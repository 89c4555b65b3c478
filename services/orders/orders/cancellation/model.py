"""Cancelling a part of an order, before it is sent."""

from chassis.errors import Conflict


class NothingWouldBeLeft(Conflict):
    """The last of an order is cancelled with the order: its saga gives stock and money back together."""

    type, title = "nothing-would-be-left", "This is all of the order; cancel the order itself"


class OrderIsUnderWay(Conflict):
    type, title = "order-is-under-way", "Some of the order was sent; ask us to cancel the rest"
