"""The files of the story: products that come in and go out, and pictures."""

from tools.examples import IMPORT, MEDIA, MEDIA_NAME, PICTURE, PRODUCT_EXPORT, PRODUCT_LINE
from tools.operation import Operation

IMPORTS, EXPORTS = "/v1/admin/product-imports", "/v1/admin/product-exports"
ONE, EXPORT = f"{IMPORTS}/{{product_import_id}}", f"{EXPORTS}/{{product_export_id}}"

FILES = {
    f"POST {IMPORTS}": Operation(
        "create_product_import",
        "Begin an import of products",
        {"format": "json_lines", "size": len(PRODUCT_LINE)},
    ),
    f"GET {IMPORTS}": Operation("list_product_imports", "List imports", query={"limit": "2"}),
    f"GET {ONE}": Operation("get_product_import", "How far is an import?", of=IMPORT),
    f"POST {ONE}/check": Operation(
        "check_product_import", "Read the uploaded file and try it", {"mapping": {}}, of=IMPORT
    ),
    f"GET {ONE}/problems": Operation("list_product_import_problems", "Which rows stay out?", of=IMPORT),
    f"POST {ONE}/run": Operation("run_product_import", "Put in what was checked", of=IMPORT),
    f"POST {ONE}/retry": Operation("retry_product_import", "Try again what failed", of=IMPORT),
    f"POST {ONE}/cancel": Operation("cancel_product_import", "Stop an import", of=IMPORT),
    f"POST {EXPORTS}": Operation(
        "create_product_export", "Write all products to a file", {"format": "shopify_csv"}
    ),
    f"GET {EXPORTS}": Operation("list_product_exports", "List exports", query={"limit": "2"}),
    f"GET {EXPORT}": Operation(
        "get_product_export", "How far is an export, and where is its file?", of=PRODUCT_EXPORT
    ),
    f"POST {EXPORT}/cancel": Operation("cancel_product_export", "Stop an export", of=PRODUCT_EXPORT),
    "POST /v1/admin/media": Operation("create_media", "Upload a picture", {"size": len(PICTURE)}),
    "GET /v1/admin/media": Operation("list_media", "List pictures", query={"limit": "2"}),
    "GET /v1/admin/media/{media_id}": Operation("get_media", "Read about a picture", of=MEDIA),
    "POST /v1/admin/media/{media_id}/complete": Operation(
        "complete_media", "Have an uploaded picture looked at", of=MEDIA
    ),
    "GET /v1/media/{media_name}": Operation("see_media", "See a picture", of=MEDIA_NAME),
    "GET /v1/admin/media-fetches": Operation("list_media_fetches", "Which pictures could not be fetched?"),
}
