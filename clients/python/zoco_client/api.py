"""The API, one coroutine for each operation. By `make contracts` from contracts/openapi.json."""

from urllib.parse import quote
from uuid import UUID

from zoco_client import models
from zoco_client.transport import Transport


class Zoco(Transport):
    """Every public operation, named as in the document."""

    async def list_products(
        self,
        *,
        category: str | None = None,
        facet: list[str] | None = None,
        min_price: int | None = None,
        max_price: int | None = None,
        in_stock: bool | None = None,
        sort: models.Sort | None = None,
        facets: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.ProductList:
        """List products, the newest first."""
        return await self._call(
            "GET",
            "/v1/products",
            models.ProductList,
            query={
                "category": category,
                "facet": facet,
                "min_price": min_price,
                "max_price": max_price,
                "in_stock": in_stock,
                "sort": sort,
                "facets": facets,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def search_products(
        self,
        *,
        q: str,
        category: str | None = None,
        facet: list[str] | None = None,
        min_price: int | None = None,
        max_price: int | None = None,
        in_stock: bool | None = None,
        sort: models.Sort | None = None,
        facets: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.ProductList:
        """Search products."""
        return await self._call(
            "GET",
            "/v1/search",
            models.ProductList,
            query={
                "q": q,
                "category": category,
                "facet": facet,
                "min_price": min_price,
                "max_price": max_price,
                "in_stock": in_stock,
                "sort": sort,
                "facets": facets,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def suggest_products(self, *, q: str, limit: int | None = None) -> models.SuggestionList:
        """What somebody who types may mean."""
        return await self._call(
            "GET", "/v1/search/suggestions", models.SuggestionList, query={"q": q, "limit": limit}
        )

    async def get_product(self, product_id: UUID | str) -> models.ProductView:
        """Read a product."""
        return await self._call("GET", f"/v1/products/{quote(str(product_id), safe='')}", models.ProductView)

    async def list_related_products(self, product_id: UUID | str) -> models.RelatedProducts:
        """List what goes with a product."""
        return await self._call(
            "GET", f"/v1/products/{quote(str(product_id), safe='')}/related", models.RelatedProducts
        )

    async def get_product_by_handle(self, handle: str) -> models.ProductView:
        """Read a product by its handle."""
        return await self._call("GET", f"/v1/handles/{quote(str(handle), safe='')}", models.ProductView)

    async def list_categories(self) -> models.CategoryList:
        """Read the category tree."""
        return await self._call("GET", "/v1/categories", models.CategoryList)

    async def list_collections(self) -> models.CollectionList:
        """List collections."""
        return await self._call("GET", "/v1/collections", models.CollectionList)

    async def create_product_import(self, body: models.NewImport) -> models.ImportView:
        """Begin an import of products."""
        return await self._call("POST", "/v1/admin/product-imports", models.ImportView, body=body)

    async def list_product_imports(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.ImportList:
        """List imports."""
        return await self._call(
            "GET", "/v1/admin/product-imports", models.ImportList, query={"limit": limit, "cursor": cursor}
        )

    async def get_product_import(self, product_import_id: UUID | str) -> models.ImportView:
        """How far is an import?"""
        return await self._call(
            "GET", f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}", models.ImportView
        )

    async def check_product_import(
        self, product_import_id: UUID | str, body: models.CheckImport
    ) -> models.ImportView:
        """Read the uploaded file and try it."""
        return await self._call(
            "POST",
            f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}/check",
            models.ImportView,
            body=body,
        )

    async def list_product_import_problems(
        self, product_import_id: UUID | str, *, limit: int | None = None, cursor: int | None = None
    ) -> models.ProblemList:
        """Which rows stay out?"""
        return await self._call(
            "GET",
            f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}/problems",
            models.ProblemList,
            query={"limit": limit, "cursor": cursor},
        )

    async def run_product_import(self, product_import_id: UUID | str) -> models.ImportView:
        """Put in what was checked."""
        return await self._call(
            "POST",
            f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}/run",
            models.ImportView,
        )

    async def retry_product_import(self, product_import_id: UUID | str) -> models.ImportView:
        """Try again what failed."""
        return await self._call(
            "POST",
            f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}/retry",
            models.ImportView,
        )

    async def cancel_product_import(self, product_import_id: UUID | str) -> models.ImportView:
        """Stop an import."""
        return await self._call(
            "POST",
            f"/v1/admin/product-imports/{quote(str(product_import_id), safe='')}/cancel",
            models.ImportView,
        )

    async def create_product_export(self, body: models.NewExport) -> models.CatalogExportView:
        """Write all products to a file."""
        return await self._call("POST", "/v1/admin/product-exports", models.CatalogExportView, body=body)

    async def list_product_exports(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.CatalogExportList:
        """List exports."""
        return await self._call(
            "GET",
            "/v1/admin/product-exports",
            models.CatalogExportList,
            query={"limit": limit, "cursor": cursor},
        )

    async def get_product_export(self, product_export_id: UUID | str) -> models.CatalogExportView:
        """How far is an export, and where is its file?"""
        return await self._call(
            "GET",
            f"/v1/admin/product-exports/{quote(str(product_export_id), safe='')}",
            models.CatalogExportView,
        )

    async def cancel_product_export(self, product_export_id: UUID | str) -> models.CatalogExportView:
        """Stop an export."""
        return await self._call(
            "POST",
            f"/v1/admin/product-exports/{quote(str(product_export_id), safe='')}/cancel",
            models.CatalogExportView,
        )

    async def create_media(self, body: models.NewMedia) -> models.MediaView:
        """Upload a picture."""
        return await self._call("POST", "/v1/admin/media", models.MediaView, body=body)

    async def list_media(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.MediaList:
        """List pictures."""
        return await self._call(
            "GET", "/v1/admin/media", models.MediaList, query={"limit": limit, "cursor": cursor}
        )

    async def get_media(self, media_id: UUID | str) -> models.MediaView:
        """Read about a picture."""
        return await self._call("GET", f"/v1/admin/media/{quote(str(media_id), safe='')}", models.MediaView)

    async def complete_media(self, media_id: UUID | str) -> models.MediaView:
        """Have an uploaded picture looked at."""
        return await self._call(
            "POST", f"/v1/admin/media/{quote(str(media_id), safe='')}/complete", models.MediaView
        )

    async def list_media_fetches(
        self,
        *,
        status: models.FetchState | None = None,
        limit: int | None = None,
        cursor: UUID | str | None = None,
    ) -> models.FetchList:
        """Which pictures could not be fetched?"""
        return await self._call(
            "GET",
            "/v1/admin/media-fetches",
            models.FetchList,
            query={"status": status, "limit": limit, "cursor": cursor},
        )

    async def create_product(self, body: models.NewProduct, *, idempotency_key: str) -> models.Product:
        """Add a product with its stock."""
        return await self._call(
            "POST",
            "/v1/admin/products",
            models.Product,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_products(
        self, *, handle: str | None = None, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.AdminProductList:
        """List products as staff."""
        return await self._call(
            "GET",
            "/v1/admin/products",
            models.AdminProductList,
            query={"handle": handle, "limit": limit, "cursor": cursor},
        )

    async def get_any_product(self, product_id: UUID | str) -> models.Product:
        """Read a product as staff."""
        return await self._call(
            "GET", f"/v1/admin/products/{quote(str(product_id), safe='')}", models.Product
        )

    async def edit_product(
        self, product_id: UUID | str, body: models.EditedProduct, *, if_match: str
    ) -> models.Product:
        """Replace a product."""
        return await self._call(
            "PUT",
            f"/v1/admin/products/{quote(str(product_id), safe='')}",
            models.Product,
            body=body,
            headers={"If-Match": if_match},
        )

    async def list_product_edits(
        self, product_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.EditList:
        """Who changed a product?"""
        return await self._call(
            "GET",
            f"/v1/admin/products/{quote(str(product_id), safe='')}/edits",
            models.EditList,
            query={"limit": limit, "cursor": cursor},
        )

    async def list_product_prices(self, product_id: UUID | str) -> models.PriceList:
        """What did a product cost, and when?"""
        return await self._call(
            "GET", f"/v1/admin/products/{quote(str(product_id), safe='')}/prices", models.PriceList
        )

    async def edit_products_in_bulk(
        self, body: models.BulkEdit, *, idempotency_key: str
    ) -> models.BulkResult:
        """Change states and prices of many products."""
        return await self._call(
            "POST",
            "/v1/admin/products/bulk-edit",
            models.BulkResult,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def define_product_type(self, body: models.NewType, *, idempotency_key: str) -> models.ProductType:
        """Say which attributes a kind of product has."""
        return await self._call(
            "POST",
            "/v1/admin/product-types",
            models.ProductType,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_product_types(self) -> models.ProductTypeList:
        """List product types."""
        return await self._call("GET", "/v1/admin/product-types", models.ProductTypeList)

    async def edit_product_type(
        self, key: str, body: models.EditedType, *, if_match: str
    ) -> models.ProductType:
        """Replace a product type."""
        return await self._call(
            "PUT",
            f"/v1/admin/product-types/{quote(str(key), safe='')}",
            models.ProductType,
            body=body,
            headers={"If-Match": if_match},
        )

    async def get_product_type(self, key: str) -> models.ProductType:
        """Read a product type."""
        return await self._call(
            "GET", f"/v1/admin/product-types/{quote(str(key), safe='')}", models.ProductType
        )

    async def create_category(
        self, body: models.GivenCategory, *, idempotency_key: str
    ) -> models.AdminCategoryView:
        """Add a category."""
        return await self._call(
            "POST",
            "/v1/admin/categories",
            models.AdminCategoryView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def get_category(self, handle: str) -> models.CategoryView:
        """Read a category with its breadcrumbs."""
        return await self._call("GET", f"/v1/categories/{quote(str(handle), safe='')}", models.CategoryView)

    async def get_any_category(self, category_id: UUID | str) -> models.AdminCategoryView:
        """Read a category as staff."""
        return await self._call(
            "GET", f"/v1/admin/categories/{quote(str(category_id), safe='')}", models.AdminCategoryView
        )

    async def edit_category(
        self, category_id: UUID | str, body: models.GivenCategory, *, if_match: str
    ) -> models.AdminCategoryView:
        """Replace or move a category."""
        return await self._call(
            "PUT",
            f"/v1/admin/categories/{quote(str(category_id), safe='')}",
            models.AdminCategoryView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def remove_category(self, category_id: UUID | str, *, if_match: str) -> None:
        """Remove an empty category."""
        await self._call(
            "DELETE",
            f"/v1/admin/categories/{quote(str(category_id), safe='')}",
            type(None),
            headers={"If-Match": if_match},
        )

    async def create_collection(
        self, body: models.GivenCollection, *, idempotency_key: str
    ) -> models.Collection:
        """Put products together."""
        return await self._call(
            "POST",
            "/v1/admin/collections",
            models.Collection,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def get_collection(
        self, handle: str, *, limit: int | None = None, cursor: int | None = None
    ) -> models.CollectionPage:
        """Read a collection."""
        return await self._call(
            "GET",
            f"/v1/collections/{quote(str(handle), safe='')}",
            models.CollectionPage,
            query={"limit": limit, "cursor": cursor},
        )

    async def get_any_collection(self, collection_id: UUID | str) -> models.Collection:
        """Read a collection as staff."""
        return await self._call(
            "GET", f"/v1/admin/collections/{quote(str(collection_id), safe='')}", models.Collection
        )

    async def edit_collection(
        self, collection_id: UUID | str, body: models.GivenCollection, *, if_match: str
    ) -> models.Collection:
        """Replace a collection."""
        return await self._call(
            "PUT",
            f"/v1/admin/collections/{quote(str(collection_id), safe='')}",
            models.Collection,
            body=body,
            headers={"If-Match": if_match},
        )

    async def remove_collection(self, collection_id: UUID | str, *, if_match: str) -> None:
        """Take a collection apart."""
        await self._call(
            "DELETE",
            f"/v1/admin/collections/{quote(str(collection_id), safe='')}",
            type(None),
            headers={"If-Match": if_match},
        )

    async def adjust_stock(self, body: models.AdjustStock, *, idempotency_key: str) -> models.Adjusted:
        """Correct the stock of a variant."""
        return await self._call(
            "POST",
            "/v1/admin/stock-adjustments",
            models.Adjusted,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def get_stock(self, variant_id: UUID | str) -> models.StockView:
        """Read the stock of a variant."""
        return await self._call("GET", f"/v1/admin/stock/{quote(str(variant_id), safe='')}", models.StockView)

    async def set_stock_terms(
        self, variant_id: UUID | str, body: models.SetTerms, *, if_match: str
    ) -> models.StockView:
        """Say how a variant sells."""
        return await self._call(
            "PUT",
            f"/v1/admin/stock/{quote(str(variant_id), safe='')}",
            models.StockView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def add_location(self, body: models.NewLocation, *, idempotency_key: str) -> models.Location:
        """Add a place where stock is kept."""
        return await self._call(
            "POST",
            "/v1/admin/locations",
            models.Location,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_locations(self) -> models.LocationList:
        """List the places where stock is kept."""
        return await self._call("GET", "/v1/admin/locations", models.LocationList)

    async def get_location(self, key: str) -> models.Location:
        """Read a location."""
        return await self._call("GET", f"/v1/admin/locations/{quote(str(key), safe='')}", models.Location)

    async def edit_location(self, key: str, body: models.EditedLocation, *, if_match: str) -> models.Location:
        """Replace a location."""
        return await self._call(
            "PUT",
            f"/v1/admin/locations/{quote(str(key), safe='')}",
            models.Location,
            body=body,
            headers={"If-Match": if_match},
        )

    async def count_stock(self, body: models.CountStock, *, idempotency_key: str) -> models.Counted:
        """Enter what was counted."""
        return await self._call(
            "POST",
            "/v1/admin/stock-counts",
            models.Counted,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_stock_movements(
        self, variant_id: UUID | str, *, limit: int | None = None, cursor: int | None = None
    ) -> models.MovementList:
        """What moved the stock of a variant?"""
        return await self._call(
            "GET",
            f"/v1/admin/stock/{quote(str(variant_id), safe='')}/movements",
            models.MovementList,
            query={"limit": limit, "cursor": cursor},
        )

    async def register(self, body: models.Register) -> models.Registered:
        """Open an account."""
        return await self._call("POST", "/v1/auth/register", models.Registered, body=body)

    async def verify_email(self, body: models.Token) -> None:
        """Confirm your e-mail address."""
        await self._call("POST", "/v1/auth/verify-email", type(None), body=body)

    async def forgot_password(self, body: models.ForgotPassword) -> models.Accepted:
        """Ask for a new password."""
        return await self._call("POST", "/v1/auth/forgot-password", models.Accepted, body=body)

    async def reset_password(self, body: models.ResetPassword) -> None:
        """Choose a new password."""
        await self._call("POST", "/v1/auth/reset-password", type(None), body=body)

    async def login(self, body: models.Login) -> models.Tokens:
        """Log in."""
        return await self._call("POST", "/v1/auth/login", models.Tokens, body=body)

    async def refresh(self, body: models.RefreshToken) -> models.Tokens:
        """Get new tokens for a refresh token."""
        return await self._call("POST", "/v1/auth/refresh", models.Tokens, body=body)

    async def resend_verification(self) -> models.Accepted:
        """Have the confirmation mailed again."""
        return await self._call("POST", "/v1/auth/verify-email/resend", models.Accepted)

    async def get_me(self) -> models.Me:
        """Who am I?"""
        return await self._call("GET", "/v1/me", models.Me)

    async def change_me(self, body: models.ChangeProfile) -> models.Me:
        """Change your name, phone or language."""
        return await self._call("PATCH", "/v1/me", models.Me, body=body)

    async def delete_me(self, body: models.OwnPassword) -> None:
        """Delete your account."""
        await self._call("DELETE", "/v1/me", type(None), body=body)

    async def list_sessions(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.SessionList:
        """Where am I signed in?"""
        return await self._call(
            "GET", "/v1/me/sessions", models.SessionList, query={"limit": limit, "cursor": cursor}
        )

    async def get_factors(self) -> models.Factors:
        """Which second factors do I have?"""
        return await self._call("GET", "/v1/me/factors", models.Factors)

    async def enrol_totp(self) -> models.Enrolment:
        """Set up an authenticator app."""
        return await self._call("POST", "/v1/me/totp", models.Enrolment)

    async def remove_totp(self) -> None:
        """Remove the authenticator app."""
        await self._call("DELETE", "/v1/me/totp", type(None))

    async def confirm_totp(self, body: models.ConfirmTotp) -> models.RecoveryCodes:
        """Confirm the app with a code, get recovery codes."""
        return await self._call("POST", "/v1/me/totp/confirm", models.RecoveryCodes, body=body)

    async def step_up(self, body: models.StepUp) -> models.AccessToken:
        """Prove again who you are."""
        return await self._call("POST", "/v1/auth/step-up", models.AccessToken, body=body)

    async def start_passkey(self) -> models.Options:
        """Begin to register a passkey."""
        return await self._call("POST", "/v1/me/passkeys/options", models.Options)

    async def register_passkey(self, body: models.RegisterPasskey) -> models.RegisteredPasskey:
        """Register a passkey."""
        return await self._call("POST", "/v1/me/passkeys", models.RegisteredPasskey, body=body)

    async def list_passkeys(self) -> models.PasskeyList:
        """List your passkeys."""
        return await self._call("GET", "/v1/me/passkeys", models.PasskeyList)

    async def start_passkey_login(self) -> models.Options:
        """Begin to log in with a passkey."""
        return await self._call("POST", "/v1/auth/passkey/options", models.Options)

    async def log_in_with_passkey(self, body: models.UsePasskey) -> models.Tokens:
        """Log in with a passkey."""
        return await self._call("POST", "/v1/auth/passkey", models.Tokens, body=body)

    async def remove_passkey(self, passkey_id: UUID | str) -> None:
        """Remove a passkey."""
        await self._call("DELETE", f"/v1/me/passkeys/{quote(str(passkey_id), safe='')}", type(None))

    async def renew_recovery_codes(self) -> models.RecoveryCodes:
        """Get new recovery codes."""
        return await self._call("POST", "/v1/me/recovery-codes", models.RecoveryCodes)

    async def end_session(self, session_id: UUID | str) -> None:
        """End a session."""
        await self._call("DELETE", f"/v1/me/sessions/{quote(str(session_id), safe='')}", type(None))

    async def add_address(self, body: models.PutAddress) -> models.AddressView:
        """Add an address to your book."""
        return await self._call("POST", "/v1/me/addresses", models.AddressView, body=body)

    async def list_addresses(self) -> models.AddressBook:
        """List your addresses."""
        return await self._call("GET", "/v1/me/addresses", models.AddressBook)

    async def get_address(self, address_id: UUID | str) -> models.AddressView:
        """Read one of them."""
        return await self._call(
            "GET", f"/v1/me/addresses/{quote(str(address_id), safe='')}", models.AddressView
        )

    async def change_address(self, address_id: UUID | str, body: models.PutAddress) -> models.AddressView:
        """Replace an address."""
        return await self._call(
            "PUT", f"/v1/me/addresses/{quote(str(address_id), safe='')}", models.AddressView, body=body
        )

    async def remove_address(self, address_id: UUID | str) -> None:
        """Remove an address."""
        await self._call("DELETE", f"/v1/me/addresses/{quote(str(address_id), safe='')}", type(None))

    async def answer_marketing(self, body: models.AnswerConsent) -> models.ConsentView:
        """Allow news from the shop, or not."""
        return await self._call("PUT", "/v1/me/consents/marketing", models.ConsentView, body=body)

    async def list_consents(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.ConsentList:
        """What you allowed, and when."""
        return await self._call(
            "GET", "/v1/me/consents", models.ConsentList, query={"limit": limit, "cursor": cursor}
        )

    async def list_activity(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.ActivityList:
        """What happened to your account."""
        return await self._call(
            "GET", "/v1/me/activity", models.ActivityList, query={"limit": limit, "cursor": cursor}
        )

    async def request_export(self) -> models.UsersExportView:
        """Ask for a copy of all your data."""
        return await self._call("POST", "/v1/me/exports", models.UsersExportView)

    async def list_exports(self) -> models.UsersExportList:
        """List your copies."""
        return await self._call("GET", "/v1/me/exports", models.UsersExportList)

    async def get_exported_account(self, export_id: UUID | str) -> models.UsersExport:
        """Read the copy of your account."""
        return await self._call(
            "GET", f"/v1/exports/{quote(str(export_id), safe='')}/users", models.UsersExport
        )

    async def list_erasures(
        self, *, is_open: bool | None = None, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.ErasureList:
        """Who asked to be forgotten, and how far that is."""
        return await self._call(
            "GET",
            "/v1/admin/erasures",
            models.ErasureList,
            query={"is_open": is_open, "cursor": cursor, "limit": limit},
        )

    async def list_accounts(
        self, *, email: str | None = None, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.AccountList:
        """List accounts."""
        return await self._call(
            "GET",
            "/v1/admin/accounts",
            models.AccountList,
            query={"email": email, "cursor": cursor, "limit": limit},
        )

    async def get_account(self, account_id: UUID | str) -> models.AccountView:
        """Read an account."""
        return await self._call(
            "GET", f"/v1/admin/accounts/{quote(str(account_id), safe='')}", models.AccountView
        )

    async def disable_account(self, account_id: UUID | str) -> models.AccountView:
        """Disable an account."""
        return await self._call(
            "POST", f"/v1/admin/accounts/{quote(str(account_id), safe='')}/disable", models.AccountView
        )

    async def enable_account(self, account_id: UUID | str) -> models.AccountView:
        """Enable an account again."""
        return await self._call(
            "POST", f"/v1/admin/accounts/{quote(str(account_id), safe='')}/enable", models.AccountView
        )

    async def set_roles(
        self, account_id: UUID | str, body: models.SetRoles, *, if_match: str
    ) -> models.AccountView:
        """Say what an account may do."""
        return await self._call(
            "PUT",
            f"/v1/admin/accounts/{quote(str(account_id), safe='')}/roles",
            models.AccountView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def list_roles(self) -> models.RoleList:
        """List roles."""
        return await self._call("GET", "/v1/admin/roles", models.RoleList)

    async def create_role(self, body: models.NewRole) -> models.RoleView:
        """Make a role."""
        return await self._call("POST", "/v1/admin/roles", models.RoleView, body=body)

    async def get_role(self, name: str) -> models.RoleView:
        """Read a role."""
        return await self._call("GET", f"/v1/admin/roles/{quote(str(name), safe='')}", models.RoleView)

    async def change_role(self, name: str, body: models.PutRole, *, if_match: str) -> models.RoleView:
        """Say what a role allows."""
        return await self._call(
            "PUT",
            f"/v1/admin/roles/{quote(str(name), safe='')}",
            models.RoleView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def register_app(self, body: models.RegisterApp) -> models.RegisteredApp:
        """Register an application."""
        return await self._call("POST", "/v1/admin/apps", models.RegisteredApp, body=body)

    async def list_apps(self, *, limit: int | None = None, cursor: str | None = None) -> models.AppList:
        """List applications."""
        return await self._call(
            "GET", "/v1/admin/apps", models.AppList, query={"limit": limit, "cursor": cursor}
        )

    async def revoke_app(self, client_id: str) -> None:
        """Revoke an application."""
        await self._call("DELETE", f"/v1/admin/apps/{quote(str(client_id), safe='')}", type(None))

    async def logout_everywhere(self) -> None:
        """Log out everywhere."""
        await self._call("POST", "/v1/auth/logout-everywhere", type(None))

    async def change_password(self, body: models.ChangePassword) -> None:
        """Change your password."""
        await self._call("POST", "/v1/me/password", type(None), body=body)

    async def change_email(self, body: models.ChangeEmail) -> models.Accepted:
        """Change your e-mail address."""
        return await self._call("POST", "/v1/me/email", models.Accepted, body=body)

    async def confirm_email(self, body: models.Token) -> None:
        """Confirm your new e-mail address."""
        await self._call("POST", "/v1/auth/confirm-email", type(None), body=body)

    async def logout(self, body: models.RefreshToken) -> None:
        """Log out."""
        await self._call("POST", "/v1/auth/logout", type(None), body=body)

    async def get_app_token(self) -> models.ServiceToken:
        """Get a token for an application."""
        return await self._call("POST", "/v1/oauth/token", models.ServiceToken)

    async def revoke_token(self) -> None:
        """Revoke a refresh token."""
        await self._call("POST", "/v1/oauth/revoke", type(None))

    async def get_openid_configuration(self) -> models.Metadata:
        """Where keys and endpoints are."""
        return await self._call("GET", "/.well-known/openid-configuration", models.Metadata)

    async def get_authorization_server(self) -> models.Metadata:
        """Where keys and endpoints are (RFC 8414)."""
        return await self._call("GET", "/.well-known/oauth-authorization-server", models.Metadata)

    async def get_keys(self) -> models.PublicKeys:
        """The keys that verify access tokens."""
        return await self._call("GET", "/.well-known/jwks.json", models.PublicKeys)

    async def preview_order(self, body: models.Preview) -> models.PreviewView:
        """What would it cost?"""
        return await self._call("POST", "/v1/orders/preview", models.PreviewView, body=body)

    async def create_cart(self) -> models.CartView:
        """Get your cart, or a new one as a guest."""
        return await self._call("POST", "/v1/carts", models.CartView)

    async def set_cart_line(
        self,
        cart_id: UUID | str,
        variant_id: UUID | str,
        body: models.PutLine,
        *,
        cart_token: str | None = None,
        if_match: str | None = None,
    ) -> models.CartView:
        """Put so many of something into a cart."""
        return await self._call(
            "PUT",
            f"/v1/carts/{quote(str(cart_id), safe='')}/lines/{quote(str(variant_id), safe='')}",
            models.CartView,
            body=body,
            headers={"Cart-Token": cart_token, "If-Match": if_match},
        )

    async def remove_cart_line(
        self,
        cart_id: UUID | str,
        variant_id: UUID | str,
        *,
        cart_token: str | None = None,
        if_match: str | None = None,
    ) -> models.CartView:
        """Take a line out of a cart."""
        return await self._call(
            "DELETE",
            f"/v1/carts/{quote(str(cart_id), safe='')}/lines/{quote(str(variant_id), safe='')}",
            models.CartView,
            headers={"Cart-Token": cart_token, "If-Match": if_match},
        )

    async def get_cart(
        self,
        cart_id: UUID | str,
        *,
        cart_token: str | None = None,
        shipping_country: str | None = None,
        shipping_method: UUID | str | None = None,
        promotion_codes: list[str] | None = None,
    ) -> models.CartView:
        """Read a cart by today's prices."""
        return await self._call(
            "GET",
            f"/v1/carts/{quote(str(cart_id), safe='')}",
            models.CartView,
            query={
                "shipping_country": shipping_country,
                "shipping_method": shipping_method,
                "promotion_codes": promotion_codes,
            },
            headers={"Cart-Token": cart_token},
        )

    async def merge_carts(self, *, cart_token: str | None = None) -> models.CartView:
        """Bring a guest's cart into yours."""
        return await self._call(
            "POST", "/v1/carts/merge", models.CartView, headers={"Cart-Token": cart_token}
        )

    async def place_guest_order(
        self, body: models.GuestWish, *, idempotency_key: str, cart_token: str | None = None
    ) -> models.GuestOrderView:
        """Buy without an account."""
        return await self._call(
            "POST",
            "/v1/guest-orders",
            models.GuestOrderView,
            body=body,
            headers={"Idempotency-Key": idempotency_key, "Cart-Token": cart_token},
        )

    async def get_guest_order(
        self, order_id: UUID | str, *, order_token: str | None = None
    ) -> models.OrderView:
        """Read what you bought without an account."""
        return await self._call(
            "GET",
            f"/v1/guest-orders/{quote(str(order_id), safe='')}",
            models.OrderView,
            headers={"Order-Token": order_token},
        )

    async def cancel_guest_order(
        self, order_id: UUID | str, *, idempotency_key: str, order_token: str | None = None
    ) -> models.CancelView:
        """Cancel what you bought without an account."""
        return await self._call(
            "POST",
            f"/v1/guest-orders/{quote(str(order_id), safe='')}/cancel",
            models.CancelView,
            headers={"Idempotency-Key": idempotency_key, "Order-Token": order_token},
        )

    async def request_guest_return(
        self,
        order_id: UUID | str,
        body: models.RequestReturn,
        *,
        idempotency_key: str,
        order_token: str | None = None,
    ) -> models.ReturnView:
        """Ask to return something that you bought without an account."""
        return await self._call(
            "POST",
            f"/v1/guest-orders/{quote(str(order_id), safe='')}/returns",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key, "Order-Token": order_token},
        )

    async def list_guest_returns(
        self, order_id: UUID | str, *, order_token: str | None = None
    ) -> models.ReturnList:
        """See what you return of what you bought without an account."""
        return await self._call(
            "GET",
            f"/v1/guest-orders/{quote(str(order_id), safe='')}/returns",
            models.ReturnList,
            headers={"Order-Token": order_token},
        )

    async def cancel_guest_return(
        self,
        order_id: UUID | str,
        return_id: UUID | str,
        *,
        idempotency_key: str,
        order_token: str | None = None,
    ) -> models.ReturnView:
        """Keep after all what you bought without an account."""
        return await self._call(
            "POST",
            f"/v1/guest-orders/{quote(str(order_id), safe='')}/returns/{quote(str(return_id), safe='')}/cancel",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key, "Order-Token": order_token},
        )

    async def look_up_guest_order(self, body: models.LookUp) -> models.Accepted:
        """Have a new link mailed to you."""
        return await self._call("POST", "/v1/guest-orders/lookup", models.Accepted, body=body)

    async def claim_guest_orders(self) -> models.Claimed:
        """Get what you bought as a guest into your account."""
        return await self._call("POST", "/v1/guest-orders/claim", models.Claimed)

    async def place_order(
        self, body: models.Wish, *, idempotency_key: str, cart_token: str | None = None
    ) -> models.OrderView:
        """Buy."""
        return await self._call(
            "POST",
            "/v1/orders",
            models.OrderView,
            body=body,
            headers={"Idempotency-Key": idempotency_key, "Cart-Token": cart_token},
        )

    async def list_orders(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.OrderPage:
        """List your orders, the newest first."""
        return await self._call(
            "GET", "/v1/orders", models.OrderPage, query={"cursor": cursor, "limit": limit}
        )

    async def get_order(self, order_id: UUID | str) -> models.OrderView:
        """Read one of your orders."""
        return await self._call("GET", f"/v1/orders/{quote(str(order_id), safe='')}", models.OrderView)

    async def cancel_lines(
        self, order_id: UUID | str, body: models.CancelLines, *, idempotency_key: str
    ) -> models.CancellationView:
        """Cancel a part of your order."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/cancellations",
            models.CancellationView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def cancel_any_lines(
        self, order_id: UUID | str, body: models.CancelLines, *, idempotency_key: str
    ) -> models.CancellationView:
        """Cancel a part of any order."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/cancellations",
            models.CancellationView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def give_refund(
        self, order_id: UUID | str, body: models.GiveRefund, *, idempotency_key: str
    ) -> models.StaffRefundView:
        """Give money back."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/refunds",
            models.StaffRefundView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_any_refunds(self, order_id: UUID | str) -> models.StaffRefundList:
        """List the refunds of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/refunds", models.StaffRefundList
        )

    async def refund_shipping(
        self, order_id: UUID | str, body: models.GiveShippingRefund, *, idempotency_key: str
    ) -> models.StaffRefundView:
        """Give back what sending cost."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/shipping-refunds",
            models.StaffRefundView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def hold_order(self, order_id: UUID | str, body: models.PutOnHold) -> models.HoldView:
        """Keep an order from being sent."""
        return await self._call(
            "POST", f"/v1/admin/orders/{quote(str(order_id), safe='')}/hold", models.HoldView, body=body
        )

    async def resume_order(self, order_id: UUID | str) -> models.HoldView:
        """Let a held order be sent."""
        return await self._call(
            "POST", f"/v1/admin/orders/{quote(str(order_id), safe='')}/resume", models.HoldView
        )

    async def write_note(
        self, order_id: UUID | str, body: models.WriteNote, *, idempotency_key: str
    ) -> models.NoteView:
        """Leave a note for other staff."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/notes",
            models.NoteView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_notes(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.NotePage:
        """Read the notes."""
        return await self._call(
            "GET",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/notes",
            models.NotePage,
            query={"cursor": cursor, "limit": limit},
        )

    async def create_fulfilment(
        self, order_id: UUID | str, body: models.CreateFulfilment, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Put pieces of an order into a parcel."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/fulfilments",
            models.FulfilmentView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_any_fulfilments(self, order_id: UUID | str) -> models.FulfilmentList:
        """List the parcels of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/fulfilments", models.FulfilmentList
        )

    async def list_all_fulfilments(
        self,
        *,
        status: models.FulfilmentStatus | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.FulfilmentPage:
        """List parcels, the longest waiting first."""
        return await self._call(
            "GET",
            "/v1/admin/fulfilments",
            models.FulfilmentPage,
            query={"status": status, "cursor": cursor, "limit": limit},
        )

    async def cancel_fulfilment(
        self, fulfilment_id: UUID | str, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Take a parcel apart."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/cancel",
            models.FulfilmentView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def ship_fulfilment(
        self, fulfilment_id: UUID | str, body: models.Tracking, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Send a parcel."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/ship",
            models.FulfilmentView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def deliver_fulfilment(
        self, fulfilment_id: UUID | str, *, idempotency_key: str
    ) -> models.FulfilmentView:
        """Say that a parcel arrived."""
        return await self._call(
            "POST",
            f"/v1/admin/fulfilments/{quote(str(fulfilment_id), safe='')}/deliver",
            models.FulfilmentView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_fulfilments(self, order_id: UUID | str) -> models.FulfilmentList:
        """Follow the parcels of your order."""
        return await self._call(
            "GET", f"/v1/orders/{quote(str(order_id), safe='')}/fulfilments", models.FulfilmentList
        )

    async def request_return(
        self, order_id: UUID | str, body: models.RequestReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Ask to return something."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/returns",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_returns(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.ReturnPage:
        """List your returns."""
        return await self._call(
            "GET", "/v1/returns", models.ReturnPage, query={"cursor": cursor, "limit": limit}
        )

    async def cancel_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Keep it after all."""
        return await self._call(
            "POST",
            f"/v1/returns/{quote(str(return_id), safe='')}/cancel",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_returns(
        self,
        *,
        status: models.ReturnStatus | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.ReturnPage:
        """List returns, the longest waiting first."""
        return await self._call(
            "GET",
            "/v1/admin/returns",
            models.ReturnPage,
            query={"status": status, "cursor": cursor, "limit": limit},
        )

    async def list_any_returns(self, order_id: UUID | str) -> models.ReturnList:
        """List the returns of any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/returns", models.ReturnList
        )

    async def reject_return(
        self, return_id: UUID | str, body: models.RejectReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Refuse a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/reject",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def cancel_any_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Give up waiting for a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/cancel",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def approve_return(self, return_id: UUID | str, *, idempotency_key: str) -> models.ReturnView:
        """Allow a return."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/approve",
            models.ReturnView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def receive_return(
        self, return_id: UUID | str, body: models.ReceiveReturn, *, idempotency_key: str
    ) -> models.ReturnView:
        """Take in what came back."""
        return await self._call(
            "POST",
            f"/v1/admin/returns/{quote(str(return_id), safe='')}/receive",
            models.ReturnView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_refunds(self, order_id: UUID | str) -> models.RefundList:
        """See what went back to you."""
        return await self._call(
            "GET", f"/v1/orders/{quote(str(order_id), safe='')}/refunds", models.RefundList
        )

    async def get_timeline(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.TimelinePage:
        """What happened to your order?"""
        return await self._call(
            "GET",
            f"/v1/orders/{quote(str(order_id), safe='')}/timeline",
            models.TimelinePage,
            query={"cursor": cursor, "limit": limit},
        )

    async def get_any_timeline(
        self, order_id: UUID | str, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.StaffTimelinePage:
        """What happened to any order?"""
        return await self._call(
            "GET",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/timeline",
            models.StaffTimelinePage,
            query={"cursor": cursor, "limit": limit},
        )

    async def get_exported_orders(self, export_id: UUID | str) -> models.OrdersExport:
        """Read the copy of your orders."""
        return await self._call(
            "GET", f"/v1/exports/{quote(str(export_id), safe='')}/orders", models.OrdersExport
        )

    async def cancel_order(self, order_id: UUID | str, *, idempotency_key: str) -> models.CancelView:
        """Cancel your order."""
        return await self._call(
            "POST",
            f"/v1/orders/{quote(str(order_id), safe='')}/cancel",
            models.CancelView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_orders(
        self,
        *,
        customer_id: UUID | str | None = None,
        status: models.OrderStatus | None = None,
        needs_review: bool | None = None,
        number: str | None = None,
        sku: str | None = None,
        placed_from: str | None = None,
        placed_before: str | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.StaffOrderPage:
        """List everybody's orders."""
        return await self._call(
            "GET",
            "/v1/admin/orders",
            models.StaffOrderPage,
            query={
                "customer_id": customer_id,
                "status": status,
                "needs_review": needs_review,
                "number": number,
                "sku": sku,
                "placed_from": placed_from,
                "placed_before": placed_before,
                "cursor": cursor,
                "limit": limit,
            },
        )

    async def get_any_order(self, order_id: UUID | str) -> models.StaffOrderView:
        """Read any order."""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}", models.StaffOrderView
        )

    async def cancel_any_order(self, order_id: UUID | str, *, idempotency_key: str) -> models.CancelView:
        """Cancel a customer's order."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/cancel",
            models.CancelView,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_reviews(self, order_id: UUID | str) -> models.ReviewList:
        """What did staff decide about an order?"""
        return await self._call(
            "GET", f"/v1/admin/orders/{quote(str(order_id), safe='')}/reviews", models.ReviewList
        )

    async def resolve_review(
        self, order_id: UUID | str, body: models.ResolveReview, *, idempotency_key: str
    ) -> models.ReviewedOrder:
        """Decide about an order that needs review."""
        return await self._call(
            "POST",
            f"/v1/admin/orders/{quote(str(order_id), safe='')}/review-resolution",
            models.ReviewedOrder,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_payment_differences(
        self,
        *,
        state: models.State | None = None,
        kind: models.Verdict | None = None,
        cursor: UUID | str | None = None,
        limit: int | None = None,
    ) -> models.DifferencePage:
        """Where do the payment provider and we differ?"""
        return await self._call(
            "GET",
            "/v1/admin/payments/differences",
            models.DifferencePage,
            query={"state": state, "kind": kind, "cursor": cursor, "limit": limit},
        )

    async def receive_payment_event(self, body: models.ProviderEvent) -> models.Received:
        """Hear the payment provider."""
        return await self._call("POST", "/v1/webhooks/stripe", models.Received, body=body)

    async def create_shipping_method(
        self, body: models.MethodTerms, *, idempotency_key: str
    ) -> models.StaffShippingMethodView:
        """Add a way to send orders."""
        return await self._call(
            "POST",
            "/v1/admin/shipping-methods",
            models.StaffShippingMethodView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_all_shipping_methods(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.StaffShippingMethodPage:
        """List the ways to send orders as staff."""
        return await self._call(
            "GET",
            "/v1/admin/shipping-methods",
            models.StaffShippingMethodPage,
            query={"cursor": cursor, "limit": limit},
        )

    async def list_shipping_methods(self, *, country: str) -> models.ShippingMethodList:
        """How can an order be sent?"""
        return await self._call(
            "GET", "/v1/shipping-methods", models.ShippingMethodList, query={"country": country}
        )

    async def get_shipping_method(self, shipping_method_id: UUID | str) -> models.StaffShippingMethodView:
        """Read a shipping method."""
        return await self._call(
            "GET",
            f"/v1/admin/shipping-methods/{quote(str(shipping_method_id), safe='')}",
            models.StaffShippingMethodView,
        )

    async def edit_shipping_method(
        self, shipping_method_id: UUID | str, body: models.MethodTerms, *, if_match: str
    ) -> models.StaffShippingMethodView:
        """Replace a shipping method."""
        return await self._call(
            "PUT",
            f"/v1/admin/shipping-methods/{quote(str(shipping_method_id), safe='')}",
            models.StaffShippingMethodView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def create_tax_rate(self, body: models.RateTerms, *, idempotency_key: str) -> models.TaxRate:
        """Say what is taxed how."""
        return await self._call(
            "POST",
            "/v1/admin/tax-rates",
            models.TaxRate,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_tax_rates(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.TaxRatePage:
        """List tax rates."""
        return await self._call(
            "GET", "/v1/admin/tax-rates", models.TaxRatePage, query={"cursor": cursor, "limit": limit}
        )

    async def get_tax_rate(self, tax_rate_id: UUID | str) -> models.TaxRate:
        """Read a tax rate."""
        return await self._call(
            "GET", f"/v1/admin/tax-rates/{quote(str(tax_rate_id), safe='')}", models.TaxRate
        )

    async def edit_tax_rate(
        self, tax_rate_id: UUID | str, body: models.RateTerms, *, if_match: str
    ) -> models.TaxRate:
        """Replace a tax rate."""
        return await self._call(
            "PUT",
            f"/v1/admin/tax-rates/{quote(str(tax_rate_id), safe='')}",
            models.TaxRate,
            body=body,
            headers={"If-Match": if_match},
        )

    async def remove_tax_rate(self, tax_rate_id: UUID | str, *, if_match: str) -> None:
        """Remove a tax rate."""
        await self._call(
            "DELETE",
            f"/v1/admin/tax-rates/{quote(str(tax_rate_id), safe='')}",
            type(None),
            headers={"If-Match": if_match},
        )

    async def create_promotion(
        self, body: models.PromotionTerms, *, idempotency_key: str
    ) -> models.PromotionView:
        """Make orders cheaper."""
        return await self._call(
            "POST",
            "/v1/admin/promotions",
            models.PromotionView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_promotions(
        self, *, cursor: UUID | str | None = None, limit: int | None = None
    ) -> models.PromotionPage:
        """List promotions."""
        return await self._call(
            "GET", "/v1/admin/promotions", models.PromotionPage, query={"cursor": cursor, "limit": limit}
        )

    async def get_promotion(self, promotion_id: UUID | str) -> models.PromotionView:
        """Read a promotion."""
        return await self._call(
            "GET", f"/v1/admin/promotions/{quote(str(promotion_id), safe='')}", models.PromotionView
        )

    async def edit_promotion(
        self, promotion_id: UUID | str, body: models.PromotionTerms, *, if_match: str
    ) -> models.PromotionView:
        """Replace a promotion."""
        return await self._call(
            "PUT",
            f"/v1/admin/promotions/{quote(str(promotion_id), safe='')}",
            models.PromotionView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def open_ticket(self, body: models.OpenTicket, *, idempotency_key: str) -> models.TicketView:
        """Ask for help."""
        return await self._call(
            "POST",
            "/v1/support/tickets",
            models.TicketView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_tickets(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.TicketPage:
        """List your tickets."""
        return await self._call(
            "GET", "/v1/support/tickets", models.TicketPage, query={"limit": limit, "cursor": cursor}
        )

    async def get_ticket(self, ticket_id: UUID | str) -> models.TicketView:
        """Read one of your tickets."""
        return await self._call(
            "GET", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}", models.TicketView
        )

    async def write_message(
        self, ticket_id: UUID | str, body: models.WriteMessage, *, idempotency_key: str
    ) -> models.MessageView:
        """Write to the shop."""
        return await self._call(
            "POST",
            f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.MessageView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_messages(
        self, ticket_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.MessagePage:
        """Read a conversation."""
        return await self._call(
            "GET",
            f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.MessagePage,
            query={"limit": limit, "cursor": cursor},
        )

    async def get_exported_tickets(self, export_id: UUID | str) -> models.SupportExport:
        """Read the copy of your tickets."""
        return await self._call(
            "GET", f"/v1/exports/{quote(str(export_id), safe='')}/support", models.SupportExport
        )

    async def list_all_tickets(
        self,
        *,
        status: models.TicketStatus | None = None,
        priority: models.Priority | None = None,
        assignee: str | None = None,
        tag: str | None = None,
        q: str | None = None,
        view: UUID | str | None = None,
        limit: int | None = None,
        cursor: UUID | str | None = None,
    ) -> models.StaffTicketPage:
        """List everybody's tickets."""
        return await self._call(
            "GET",
            "/v1/admin/tickets",
            models.StaffTicketPage,
            query={
                "status": status,
                "priority": priority,
                "assignee": assignee,
                "tag": tag,
                "q": q,
                "view": view,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def get_any_ticket(
        self, ticket_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.TicketDetailView:
        """Read any ticket."""
        return await self._call(
            "GET",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}",
            models.TicketDetailView,
            query={"limit": limit, "cursor": cursor},
        )

    async def edit_ticket(
        self, ticket_id: UUID | str, body: models.EditTicket, *, if_match: str
    ) -> models.StaffTicketView:
        """Say what a ticket is about."""
        return await self._call(
            "PATCH",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}",
            models.StaffTicketView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def get_ticket_context(self, ticket_id: UUID | str) -> models.TicketContext:
        """See who asks and what they bought."""
        return await self._call(
            "GET", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/context", models.TicketContext
        )

    async def answer_ticket(
        self, ticket_id: UUID | str, body: models.WriteAgentMessage, *, idempotency_key: str
    ) -> models.StaffMessageView:
        """Answer a customer."""
        return await self._call(
            "POST",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/messages",
            models.StaffMessageView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def close_ticket(self, ticket_id: UUID | str) -> models.TicketView:
        """Close your ticket."""
        return await self._call(
            "POST", f"/v1/support/tickets/{quote(str(ticket_id), safe='')}/close", models.TicketView
        )

    async def attach_file(
        self, body: models.AnnounceAttachment, *, idempotency_key: str
    ) -> models.SupportUploadView:
        """Attach a file to your ticket."""
        return await self._call(
            "POST",
            "/v1/support/attachments",
            models.SupportUploadView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_attachments(self, *, ticket_id: UUID | str | None = None) -> models.AttachmentList:
        """List files of your tickets."""
        return await self._call(
            "GET", "/v1/support/attachments", models.AttachmentList, query={"ticket_id": ticket_id}
        )

    async def confirm_attachment(self, attachment_id: UUID | str) -> models.AttachmentView:
        """Say that your file is uploaded."""
        return await self._call(
            "POST",
            f"/v1/support/attachments/{quote(str(attachment_id), safe='')}/confirm",
            models.AttachmentView,
        )

    async def get_attachment(self, attachment_id: UUID | str) -> models.DownloadView:
        """Fetch a file of your ticket."""
        return await self._call(
            "GET", f"/v1/support/attachments/{quote(str(attachment_id), safe='')}", models.DownloadView
        )

    async def attach_any_file(
        self, body: models.AnnounceStaffAttachment, *, idempotency_key: str
    ) -> models.SupportUploadView:
        """Attach a file to any ticket."""
        return await self._call(
            "POST",
            "/v1/admin/attachments",
            models.SupportUploadView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_any_attachments(self, *, ticket_id: UUID | str | None = None) -> models.AttachmentList:
        """List files of tickets."""
        return await self._call(
            "GET", "/v1/admin/attachments", models.AttachmentList, query={"ticket_id": ticket_id}
        )

    async def confirm_any_attachment(self, attachment_id: UUID | str) -> models.AttachmentView:
        """Say that a file is uploaded."""
        return await self._call(
            "POST",
            f"/v1/admin/attachments/{quote(str(attachment_id), safe='')}/confirm",
            models.AttachmentView,
        )

    async def get_any_attachment(self, attachment_id: UUID | str) -> models.DownloadView:
        """Fetch a file of any ticket."""
        return await self._call(
            "GET", f"/v1/admin/attachments/{quote(str(attachment_id), safe='')}", models.DownloadView
        )

    async def report_agent(self, body: models.ReportAgent) -> None:
        """Say whether you are there."""
        await self._call("PUT", "/v1/admin/agents/me", type(None), body=body)

    async def list_agents(self) -> models.AgentList:
        """Who answers customers?"""
        return await self._call("GET", "/v1/admin/agents", models.AgentList)

    async def take_ticket(self, ticket_id: UUID | str) -> models.StaffTicketView:
        """Make a ticket yours."""
        return await self._call(
            "POST", f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/take", models.StaffTicketView
        )

    async def assign_ticket(
        self, ticket_id: UUID | str, body: models.AssignTicket, *, if_match: str
    ) -> models.StaffTicketView:
        """Say whose a ticket is."""
        return await self._call(
            "PUT",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/assignee",
            models.StaffTicketView,
            body=body,
            headers={"If-Match": if_match},
        )

    async def act_from_ticket(
        self, ticket_id: UUID | str, body: models.ActionWish, *, idempotency_key: str
    ) -> models.TicketActionView:
        """Refund, cancel or return from a ticket."""
        return await self._call(
            "POST",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/actions",
            models.TicketActionView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_actions_of_ticket(self, ticket_id: UUID | str) -> models.TicketActionList:
        """What was done from a ticket?"""
        return await self._call(
            "GET", f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/actions", models.TicketActionList
        )

    async def list_waiting_actions(
        self, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.TicketActionPage:
        """What waits for a lead?"""
        return await self._call(
            "GET",
            "/v1/admin/ticket-actions",
            models.TicketActionPage,
            query={"limit": limit, "cursor": cursor},
        )

    async def approve_action(self, action_id: UUID | str) -> models.TicketActionView:
        """Have what an agent may not done in your name."""
        return await self._call(
            "POST",
            f"/v1/admin/ticket-actions/{quote(str(action_id), safe='')}/approve",
            models.TicketActionView,
        )

    async def reject_action(self, action_id: UUID | str) -> models.TicketActionView:
        """Refuse what an agent asked for."""
        return await self._call(
            "POST",
            f"/v1/admin/ticket-actions/{quote(str(action_id), safe='')}/reject",
            models.TicketActionView,
        )

    async def get_ticket_clocks(self, ticket_id: UUID | str) -> models.ClockList:
        """How long may the customer wait?"""
        return await self._call(
            "GET", f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/sla", models.ClockList
        )

    async def get_sla(self) -> models.SlaPlan:
        """How fast does the shop want to be?"""
        return await self._call("GET", "/v1/admin/sla", models.SlaPlan)

    async def set_sla(self, body: models.SlaPlan, *, if_match: str) -> models.SlaPlan:
        """Say how fast the shop wants to be."""
        return await self._call(
            "PUT", "/v1/admin/sla", models.SlaPlan, body=body, headers={"If-Match": if_match}
        )

    async def add_canned_reply(self, body: models.AddReply, *, idempotency_key: str) -> models.CannedReply:
        """Write down what agents say often."""
        return await self._call(
            "POST",
            "/v1/admin/canned-replies",
            models.CannedReply,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_canned_replies(self) -> models.ReplyList:
        """What do agents say often?"""
        return await self._call("GET", "/v1/admin/canned-replies", models.ReplyList)

    async def draft_reply(self, ticket_id: UUID | str, *, reply: str) -> models.Draft:
        """Fill a canned reply in for a ticket."""
        return await self._call(
            "GET",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/draft",
            models.Draft,
            query={"reply": reply},
        )

    async def edit_canned_reply(
        self, reply_key: str, body: models.WriteReply, *, if_match: str
    ) -> models.CannedReply:
        """Say it differently."""
        return await self._call(
            "PUT",
            f"/v1/admin/canned-replies/{quote(str(reply_key), safe='')}",
            models.CannedReply,
            body=body,
            headers={"If-Match": if_match},
        )

    async def remove_canned_reply(self, reply_key: str, *, if_match: str) -> None:
        """Say it no more."""
        await self._call(
            "DELETE",
            f"/v1/admin/canned-replies/{quote(str(reply_key), safe='')}",
            type(None),
            headers={"If-Match": if_match},
        )

    async def keep_ticket_view(self, body: models.KeepView, *, idempotency_key: str) -> models.KeptView:
        """Keep a filter."""
        return await self._call(
            "POST",
            "/v1/admin/ticket-views",
            models.KeptView,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_ticket_views(self) -> models.ViewList:
        """Which filters are kept?"""
        return await self._call("GET", "/v1/admin/ticket-views", models.ViewList)

    async def drop_ticket_view(self, view_id: UUID | str) -> None:
        """Drop a kept filter."""
        await self._call("DELETE", f"/v1/admin/ticket-views/{quote(str(view_id), safe='')}", type(None))

    async def relate_tickets(
        self, ticket_id: UUID | str, body: models.RelateTickets
    ) -> models.RelatedTickets:
        """Say which tickets have to do with each other."""
        return await self._call(
            "PUT",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/related",
            models.RelatedTickets,
            body=body,
        )

    async def list_related_tickets(self, ticket_id: UUID | str) -> models.RelatedTickets:
        """Which tickets have to do with this one?"""
        return await self._call(
            "GET", f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/related", models.RelatedTickets
        )

    async def get_ticket_audit(
        self, ticket_id: UUID | str, *, limit: int | None = None, cursor: UUID | str | None = None
    ) -> models.AuditPage:
        """Who did what to a ticket, and who read it?"""
        return await self._call(
            "GET",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/audit",
            models.AuditPage,
            query={"limit": limit, "cursor": cursor},
        )

    async def merge_ticket(self, ticket_id: UUID | str, body: models.MergeTicket) -> models.StaffTicketView:
        """Make two tickets one."""
        return await self._call(
            "POST",
            f"/v1/admin/tickets/{quote(str(ticket_id), safe='')}/merge",
            models.StaffTicketView,
            body=body,
        )
