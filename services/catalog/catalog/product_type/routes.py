"""Product types as staff define them."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Meta

from catalog.product_type import commands, store
from catalog.product_type.model import Key, ProductType
from chassis.body import shape
from chassis.database import Database
from chassis.policy import permission
from chassis.tokens import Actor

MANAGERS = permission("products:write")
IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", required=False, description="Not for a new one")
]


class DefinedType(msgspec.Struct, forbid_unknown_fields=True):
    """`attributes` is a JSON Schema (2020-12) of an object, without references."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    attributes: dict[str, Any]
    facets: Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=20)] = []


class ProductTypeList(msgspec.Struct):
    items: list[ProductType]


DEFINED = {
    201: ResponseSpec(ProductType, description="It is new", generate_examples=False),
}


@get("/v1/admin/product-types", policy=MANAGERS)
async def list_types(db: NamedDependency[Database]) -> ProductTypeList:
    return ProductTypeList(await store.everything(db))


@get("/v1/admin/product-types/{key:str}", policy=MANAGERS)
async def read(key: FromPath[str], db: NamedDependency[Database]) -> Response[ProductType]:
    found = await commands.find(db, key)
    return Response(found, headers={"ETag": found.etag})


@put("/v1/admin/product-types/{key:str}", policy=MANAGERS, responses=DEFINED)
async def define(
    key: FromPath[str],
    data: JSONBody[DefinedType],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[ProductType]:
    """Create it, or replace the version named in If-Match."""
    wanted = ProductType(shape(key, Key), data.name, data.attributes, data.facets)
    async with db.transaction() as tx:
        defined, is_new = await commands.define(tx, wanted, by=actor, if_match=if_match)
    return Response(defined, status_code=201 if is_new else 200, headers={"ETag": defined.etag})


ROUTES = [list_types, read, define]
