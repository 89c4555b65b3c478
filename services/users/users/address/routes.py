"""The address book over HTTP: one's own, nobody else's."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from users.address import commands, store
from users.address.model import LONGEST, LONGEST_POSTAL_CODE, Address, Postal, checked
from users.phone.model import MAX_LENGTH, e164

Text = Annotated[str, Meta(min_length=1, max_length=LONGEST, description="One line")]
PostalCode = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_POSTAL_CODE,
        description="In the form of its country; left out where that has none",
    ),
]


class PutAddress(msgspec.Struct, forbid_unknown_fields=True):
    """Making it a default takes that from the address that was."""

    name: Text
    line1: Text
    city: Text
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166-1 alpha-2")]
    postal_code: PostalCode | None = None
    line2: Text | None = None
    region: Annotated[Text | None, Meta(description="State or province; needed in some countries")] = None
    phone: Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)] | None = None
    is_default_shipping: bool = False
    is_default_billing: bool = False

    def postal(self) -> Postal:
        phone = None if self.phone is None else e164(self.phone)
        return checked(
            Postal(
                self.name,
                self.line1,
                self.line2,
                self.postal_code,
                self.city,
                self.region,
                self.country,
                phone,
            )
        )


class AddressView(msgspec.Struct):
    id: UUID
    name: str
    line1: str
    line2: str | None
    postal_code: str | None
    city: str
    region: str | None
    country: str
    phone: Annotated[str | None, Meta(description="E.164")]
    is_default_shipping: bool
    is_default_billing: bool
    created_at: datetime

    @classmethod
    def of(cls, address: Address) -> Self:
        return msgspec.convert(address, cls, from_attributes=True)


class AddressBook(msgspec.Struct):
    """All of it: it holds 20 at most."""

    items: list[AddressView]
    next: UUID | None


@get("/v1/me/addresses", policy=CUSTOMER_ONLY)
async def list_addresses(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> AddressBook:
    return AddressBook([AddressView.of(address) for address in await store.list_all(db, actor.id)], None)


@post("/v1/me/addresses", policy=CUSTOMER_ONLY)
async def add_address(
    data: JSONBody[PutAddress], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> AddressView:
    """The first one becomes the default for everything."""
    postal = data.postal()
    async with db.transaction() as tx:
        address = await commands.add(
            tx,
            postal,
            by=actor,
            is_default_shipping=data.is_default_shipping,
            is_default_billing=data.is_default_billing,
        )
    return AddressView.of(address)


@get("/v1/me/addresses/{address_id:uuid}", policy=CUSTOMER_ONLY)
async def read_address(
    address_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> AddressView:
    return AddressView.of(await store.find(db, actor.id, address_id))


@put("/v1/me/addresses/{address_id:uuid}", policy=CUSTOMER_ONLY)
async def change_address(
    address_id: FromPath[UUID],
    data: JSONBody[PutAddress],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
) -> AddressView:
    """Replaces it: what is left out is gone."""
    postal = data.postal()
    async with db.transaction() as tx:
        address = await commands.change(
            tx,
            address_id,
            postal,
            by=actor,
            is_default_shipping=data.is_default_shipping,
            is_default_billing=data.is_default_billing,
        )
    return AddressView.of(address)


@delete("/v1/me/addresses/{address_id:uuid}", policy=CUSTOMER_ONLY, status_code=204)
async def remove_address(
    address_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> None:
    """If it was a default, there is none until you choose one."""
    async with db.transaction() as tx:
        await commands.remove(tx, address_id, by=actor)


ROUTES = [list_addresses, add_address, read_address, change_address, remove_address]
