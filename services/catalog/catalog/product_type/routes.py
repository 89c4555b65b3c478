"""Product types as staff define them."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from catalog.product_type import commands, store
from catalog.product_type.model import Key, ProductType
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch

MANAGERS = permission("products:write")


class EditedType(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`attributes` is a JSON Schema (2020-12) of an object, without references."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    attributes: dict[str, Any]
    facets: Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=20)] = []


class NewType(EditedType, forbid_unknown_fields=True, kw_only=True):
    """A kind of product, with the key that products name it by."""

    key: Key


class ProductTypeList(msgspec.Struct):
    items: list[ProductType]


DEFINED = {201: ResponseSpec(ProductType, description="The new type", generate_examples=False)}


@get("/v1/admin/product-types", policy=MANAGERS)
async def list_types(db: NamedDependency[Database]) -> ProductTypeList:
    return ProductTypeList(await store.everything(db))


@get("/v1/admin/product-types/{key:str}", policy=MANAGERS)
async def read(key: FromPath[str], db: NamedDependency[Database]) -> Response[ProductType]:
    found = await commands.find(db, key)
    return Response(found, headers={"ETag": found.etag})


@post("/v1/admin/product-types", policy=MANAGERS, responses=DEFINED)
async def define(
    data: JSONBody[NewType],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    wanted = ProductType(data.key, data.name, data.attributes, data.facets)

    async def work(tx: Transaction) -> ProductType:
        return await commands.define_type(tx, wanted, by=actor)

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/product-types/{key:str}", policy=MANAGERS)
async def edit(
    key: FromPath[str],
    data: JSONBody[EditedType],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[ProductType]:
    wanted = ProductType(key, data.name, data.attributes, data.facets)
    async with db.transaction() as tx:
        edited = await commands.edit_type(tx, wanted, by=actor, if_match=if_match)
    return Response(edited, headers={"ETag": edited.etag})


ROUTES = [list_types, read, define, edit]
