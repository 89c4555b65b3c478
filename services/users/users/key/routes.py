"""The public keys, for whoever verifies tokens."""

from litestar import Response, get
from litestar.di import NamedDependency

from chassis.database import Database
from chassis.policy import PUBLIC
from users.key import store
from users.key.model import KEY_SET_MAX_AGE_SECONDS, PublicKeys


@get("/.well-known/jwks.json", policy=PUBLIC)
async def published_keys(db: NamedDependency[Database]) -> Response[PublicKeys]:
    keys = await store.list_published(db, now=db.clock.now())
    return Response(PublicKeys(keys), headers={"Cache-Control": f"public, max-age={KEY_SET_MAX_AGE_SECONDS}"})


ROUTES = [published_keys]
