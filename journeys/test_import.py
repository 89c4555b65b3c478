"""Somebody's own products: imported from Shopify's CSV, imported again, and bought."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from journeys.people import People
from zoco.environment import repository

# The READMEs' own import takes the file as it is, and may come before.
OWN = {"lino": "seda", "LINO": "SEDA", "jarra-azul": "jarra-verde", "de-hierro": "de-lata", "FAROL": "LATA"}


class Ran(msgspec.Struct):
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def counts(self) -> dict[str, int]:
        """The table at the end."""
        words = [line.split() for line in self.out.splitlines()]
        return {each[0]: int(each[1]) for each in words if len(each) == 2 and each[1].isdigit()}


async def zoco_import(people: People, file: Path, *arguments: str) -> Ran:
    """`zoco catalog import`, as somebody at a shell runs it."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "zoco", "catalog", "import", str(file), *arguments),
        env={"PATH": os.environ["PATH"], "ZOCO_HOME": str(people.stack.home.folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return Ran(child.returncode or 0, out.decode(), err.decode())


async def found(people: People, handle: str) -> dict[str, Any]:
    """A product as staff see it."""
    admin = await people.staff("admin")
    [product] = (await admin.http.get(f"/v1/admin/products?handle={handle}")).json["items"]
    assert isinstance(product, dict)
    return product


async def events(people: People) -> int:
    [row] = await people.rows("catalog", "SELECT count(*) FROM events")
    return int(row["count"])


def counted(created: int, updated: int, unchanged: int, failed: int) -> dict[str, int]:
    return {"created": created, "updated": updated, "unchanged": unchanged, "failed": failed}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Shopify file of products that are nobody else's."""
    text = (repository() / "services" / "catalog" / "tests" / "catalogue.csv").read_text()
    for theirs, ours in OWN.items():
        text = text.replace(theirs, ours)
    file = tmp_path_factory.mktemp("import") / "catalogue.csv"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
async def imported(people: People, sample: Path) -> Ran:
    """The sample, imported for the first time."""
    before = await events(people)
    dry = await zoco_import(people, sample, "--dry-run")
    assert (dry.code, dry.counts, await events(people)) == (0, counted(3, 0, 0, 0), before), dry
    return await zoco_import(people, sample)


async def test_an_imported_variant_is_bought(people: People, imported: Ran) -> None:
    assert (imported.code, imported.counts) == (0, counted(3, 0, 0, 0)), imported
    customer = await people.customer()
    [shirt] = (await people.nobody.get("/v1/search?q=camisa%20seda")).json["items"]
    assert shirt["options"] == ["Size", "Color"]
    assert [image["alt"] for image in shirt["images"]][:2] == ["White shirt, front", "The buttons"]
    white = next(v for v in shirt["variants"] if v["option_values"] == ["Small", "White"])
    bought = await customer.buy(white["id"], quantity=2)
    assert bought.status == 201, bought
    assert bought.json["status"] == "confirmed"
    assert bought.json["total"] == {"amount": 9980, "currency": "EUR"}
    assert await people.money(bought.json["id"]) == {"authorize": 9980, "capture": 9980}
    assert await people.level(white["id"]) == (7, 2)


async def test_a_second_import_changes_nothing_and_says_so(
    people: People, imported: Ran, sample: Path
) -> None:
    before = await events(people)
    again = await zoco_import(people, sample)
    assert (again.code, again.counts) == (0, counted(0, 0, 3, 0)), again
    assert "Nothing was changed." in again.out
    assert await events(people) == before


async def test_an_import_changes_what_differs_but_no_stock(
    people: People, imported: Ran, tmp_path: Path
) -> None:
    file = tmp_path / "jugs.csv"
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price\n"
    file.write_text(header + "jarras,Jarras,Size,Small,JARRA-S,3,20\n")
    assert (await zoco_import(people, file)).counts == counted(1, 0, 0, 0)
    before = await found(people, "jarras")
    file.write_text(header + "jarras,Jarras,Size,Large,JARRA-L,4,30\njarras,,,Small,JARRA-S,99,21.50\n")
    changed = await zoco_import(people, file)
    assert (changed.code, changed.counts) == (0, counted(0, 1, 0, 0)), changed
    large, small = (await found(people, "jarras"))["variants"]
    assert (small["id"], small["price"]["amount"]) == (before["variants"][0]["id"], 2150)
    assert (await people.level(small["id"]), await people.level(large["id"])) == ((3, 0), (4, 0))


async def test_wrong_rows_are_named_and_the_rest_goes_in(
    people: People, imported: Ran, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.csv"
    file.write_text(
        "Handle,Title,Variant SKU,Variant Inventory Qty,Variant Price\n"
        "lampara-buena,Lámpara buena,LAMP-1,1,9.99\n"
        'lampara-coma,Lámpara con coma,LAMP-2,1,"9,99"\n'
        "lampara-ajena,Lámpara de otro,LATA-1,1,5\n"
        f"lampara-larga,{'L' * 201},LAMP-4,1,5\n"
    )
    ran = await zoco_import(people, file)
    assert (ran.code, ran.counts) == (1, counted(1, 0, 0, 3)), ran
    comma, taken, long = ran.err.splitlines()
    assert comma.startswith("line 3 (lampara-coma Variant Price): price '9,99' has a comma")
    assert taken.startswith("line 4 (lampara-ajena Variant SKU): A SKU belongs to another variant")
    assert taken.endswith("skus ['LATA-1']")
    assert long.startswith("line 5 (lampara-larga Title)")
    assert "length <= 200" in long
    assert (await found(people, "lampara-buena"))["status"] == "active"


async def test_a_customer_may_not_import(people: People, sample: Path) -> None:
    customer = await people.customer()
    refused = await zoco_import(people, sample, "--token", customer.tokens["access_token"])
    assert refused.code == 1
    assert refused.err.startswith("POST /v1/admin/product-imports: the shop says 403")
