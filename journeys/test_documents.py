"""What the documents show was really so: the diagrams as recorded, the READMEs' commands as pasted."""

import asyncio
import os
import sys

import pytest

from journeys import interactions
from journeys.people import People


async def test_the_diagrams_show_what_happened(people: People) -> None:
    diagrams = await interactions.flows(people)
    for document in interactions.DOCUMENTS:
        for name, drawn in diagrams.items():
            shown = f"<!-- {name} -->\n{drawn}"
            assert shown in document.read_text(), f"{name}: run `python -m journeys.interactions`\n{drawn}"


@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
async def test_what_the_readmes_show_runs_as_pasted(people: People, name: str) -> None:
    text = (interactions.ROOT / name).read_text()
    purchase, own_products = (part.partition("```")[0] for part in text.split("```sh\n")[1:])
    script = (purchase + own_products).replace("http://127.0.0.1:8080", people.stack.url)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-eu", "-c", script.replace(".venv/bin/zoco", f"{sys.executable} -m zoco")),
        env=os.environ | {"ZOCO_HOME": str(people.stack.home.folder)},
        cwd=interactions.ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    for expected in ("registered", '"total"', "payment-declined", "unauthenticated", "Camisa de lino"):
        assert expected in said, said
    assert said.count('"status":"confirmed"') == 2, said
