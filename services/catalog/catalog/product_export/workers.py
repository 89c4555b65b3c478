"""Exports that are due go on: a part of the file."""

import copy

from catalog.category import commands as categories
from catalog.files import Files
from catalog.product_export import commands, store
from catalog.product_export.model import PAGE, PART_BYTES, Export, ExportState
from catalog.product_file import output
from catalog.product_file.model import Format
from catalog.product_type import commands as product_types
from chassis import failpoints
from chassis.database import Database


async def advance_next(db: Database, files: Files) -> bool:
    """Claim, write a part, record. A part that was written twice is the same place of the file."""
    async with db.transaction() as tx:
        export = await commands.claim(tx)
    if export is None:
        return False
    done = copy.deepcopy(export)
    if done.upload is None:
        done.upload = await files.begin(done.key, content_type=done.content_type)
    else:
        await _write_part(db, files, done, done.upload)
    failpoints.reached("export-written")
    async with db.transaction() as tx:
        await commands.record(tx, export, done)
    return True


async def _write_part(db: Database, files: Files, export: Export, upload: str) -> None:
    content = bytearray() if export.parts else bytearray(await _beginning(db, export))
    has_more = True
    while has_more and len(content) < PART_BYTES:
        has_more = await _add_page(db, export, content)
    if content or not export.parts:
        tag = await files.add(export.key, upload, len(export.parts) + 1, bytes(content))
        export.parts.append(tag)
    if not has_more:
        await files.complete(export.key, upload, export.parts)
        export.state = ExportState.DONE


async def _beginning(db: Database, export: Export) -> bytes:
    if export.format == Format.SHOPIFY_CSV:
        return output.header()
    return output.around(await product_types.everything(db), await categories.everything(db))


async def _add_page(db: Database, export: Export, content: bytearray) -> bool:
    """Whether there may be more."""
    page = await store.next_products(db, after=export.after, most=PAGE)
    for whole in page:
        text = output.encode(whole, export.format, currency=export.currency)
        content += text
        export.products += bool(text)
        export.left_out += not text
        export.after = whole.product.handle
    return len(page) == PAGE
