"""What the documents show was really so: the diagrams as recorded, the READMEs' commands as pasted."""

import asyncio

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
async def test_the_readmes_purchase_runs_as_pasted(people: People, name: str) -> None:
    text = (interactions.ROOT / name).read_text()
    script = text.partition("```sh\n")[2].partition("```")[0]
    script = script.replace("http://127.0.0.1:8080", people.stack.url)
    process = await asyncio.create_subprocess_exec(
        "bash", "-eu", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    for expected in (b"registered", b'"total"', b'"confirmed"', b"payment-declined", b"unauthenticated"):
        assert expected in output, output.decode()
