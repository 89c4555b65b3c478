// By `make contracts` from contracts/openapi.json.
import { Transport } from "./transport.js";
export { newKey, ProblemError } from "./transport.js";

export class Zoco extends Transport {
  listProducts(options = {}) {
    return this.call("GET", `/v1/products`, { query: { "category": options.category, "facet": options.facet, "min_price": options.minPrice, "max_price": options.maxPrice, "in_stock": options.inStock, "sort": options.sort, "facets": options.facets, "limit": options.limit, "cursor": options.cursor } });
  }
  searchProducts(options = {}) {
    return this.call("GET", `/v1/search`, { query: { "q": options.q, "category": options.category, "facet": options.facet, "min_price": options.minPrice, "max_price": options.maxPrice, "in_stock": options.inStock, "sort": options.sort, "facets": options.facets, "limit": options.limit, "cursor": options.cursor } });
  }
  suggestProducts(options = {}) {
    return this.call("GET", `/v1/search/suggestions`, { query: { "q": options.q, "limit": options.limit } });
  }
  getProduct(productId) {
    return this.call("GET", `/v1/products/${encodeURIComponent(productId)}`);
  }
  listRelatedProducts(productId) {
    return this.call("GET", `/v1/products/${encodeURIComponent(productId)}/related`);
  }
  getProductByHandle(handle) {
    return this.call("GET", `/v1/handles/${encodeURIComponent(handle)}`);
  }
  listCategories() {
    return this.call("GET", `/v1/categories`);
  }
  listCollections() {
    return this.call("GET", `/v1/collections`);
  }
  createProductImport(body) {
    return this.call("POST", `/v1/admin/product-imports`, { body });
  }
  listProductImports(options = {}) {
    return this.call("GET", `/v1/admin/product-imports`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getProductImport(productImportId) {
    return this.call("GET", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}`);
  }
  checkProductImport(productImportId, body) {
    return this.call("POST", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}/check`, { body });
  }
  listProductImportProblems(productImportId, options = {}) {
    return this.call("GET", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}/problems`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  runProductImport(productImportId) {
    return this.call("POST", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}/run`);
  }
  retryProductImport(productImportId) {
    return this.call("POST", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}/retry`);
  }
  cancelProductImport(productImportId) {
    return this.call("POST", `/v1/admin/product-imports/${encodeURIComponent(productImportId)}/cancel`);
  }
  createProductExport(body) {
    return this.call("POST", `/v1/admin/product-exports`, { body });
  }
  listProductExports(options = {}) {
    return this.call("GET", `/v1/admin/product-exports`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getProductExport(productExportId) {
    return this.call("GET", `/v1/admin/product-exports/${encodeURIComponent(productExportId)}`);
  }
  cancelProductExport(productExportId) {
    return this.call("POST", `/v1/admin/product-exports/${encodeURIComponent(productExportId)}/cancel`);
  }
  createMedia(body) {
    return this.call("POST", `/v1/admin/media`, { body });
  }
  listMedia(options = {}) {
    return this.call("GET", `/v1/admin/media`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getMedia(mediaId) {
    return this.call("GET", `/v1/admin/media/${encodeURIComponent(mediaId)}`);
  }
  completeMedia(mediaId) {
    return this.call("POST", `/v1/admin/media/${encodeURIComponent(mediaId)}/complete`);
  }
  listMediaFetches(options = {}) {
    return this.call("GET", `/v1/admin/media-fetches`, { query: { "status": options.status, "limit": options.limit, "cursor": options.cursor } });
  }
  createProduct(body, options = {}) {
    return this.call("POST", `/v1/admin/products`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllProducts(options = {}) {
    return this.call("GET", `/v1/admin/products`, { query: { "handle": options.handle, "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyProduct(productId) {
    return this.call("GET", `/v1/admin/products/${encodeURIComponent(productId)}`);
  }
  editProduct(productId, body, options = {}) {
    return this.call("PUT", `/v1/admin/products/${encodeURIComponent(productId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  listProductEdits(productId, options = {}) {
    return this.call("GET", `/v1/admin/products/${encodeURIComponent(productId)}/edits`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  listProductPrices(productId) {
    return this.call("GET", `/v1/admin/products/${encodeURIComponent(productId)}/prices`);
  }
  editProductsInBulk(body, options = {}) {
    return this.call("POST", `/v1/admin/products/bulk-edit`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  defineProductType(body, options = {}) {
    return this.call("POST", `/v1/admin/product-types`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listProductTypes() {
    return this.call("GET", `/v1/admin/product-types`);
  }
  editProductType(key, body, options = {}) {
    return this.call("PUT", `/v1/admin/product-types/${encodeURIComponent(key)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  getProductType(key) {
    return this.call("GET", `/v1/admin/product-types/${encodeURIComponent(key)}`);
  }
  createCategory(body, options = {}) {
    return this.call("POST", `/v1/admin/categories`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  getCategory(handle) {
    return this.call("GET", `/v1/categories/${encodeURIComponent(handle)}`);
  }
  getAnyCategory(categoryId) {
    return this.call("GET", `/v1/admin/categories/${encodeURIComponent(categoryId)}`);
  }
  editCategory(categoryId, body, options = {}) {
    return this.call("PUT", `/v1/admin/categories/${encodeURIComponent(categoryId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  removeCategory(categoryId, options = {}) {
    return this.call("DELETE", `/v1/admin/categories/${encodeURIComponent(categoryId)}`, { headers: { "If-Match": options.ifMatch } });
  }
  createCollection(body, options = {}) {
    return this.call("POST", `/v1/admin/collections`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  getCollection(handle, options = {}) {
    return this.call("GET", `/v1/collections/${encodeURIComponent(handle)}`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyCollection(collectionId) {
    return this.call("GET", `/v1/admin/collections/${encodeURIComponent(collectionId)}`);
  }
  editCollection(collectionId, body, options = {}) {
    return this.call("PUT", `/v1/admin/collections/${encodeURIComponent(collectionId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  removeCollection(collectionId, options = {}) {
    return this.call("DELETE", `/v1/admin/collections/${encodeURIComponent(collectionId)}`, { headers: { "If-Match": options.ifMatch } });
  }
  adjustStock(body, options = {}) {
    return this.call("POST", `/v1/admin/stock-adjustments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  getStock(variantId) {
    return this.call("GET", `/v1/admin/stock/${encodeURIComponent(variantId)}`);
  }
  setStockTerms(variantId, body, options = {}) {
    return this.call("PUT", `/v1/admin/stock/${encodeURIComponent(variantId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  addLocation(body, options = {}) {
    return this.call("POST", `/v1/admin/locations`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listLocations() {
    return this.call("GET", `/v1/admin/locations`);
  }
  getLocation(key) {
    return this.call("GET", `/v1/admin/locations/${encodeURIComponent(key)}`);
  }
  editLocation(key, body, options = {}) {
    return this.call("PUT", `/v1/admin/locations/${encodeURIComponent(key)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  countStock(body, options = {}) {
    return this.call("POST", `/v1/admin/stock-counts`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listStockMovements(variantId, options = {}) {
    return this.call("GET", `/v1/admin/stock/${encodeURIComponent(variantId)}/movements`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  register(body) {
    return this.call("POST", `/v1/auth/register`, { body });
  }
  verifyEmail(body) {
    return this.call("POST", `/v1/auth/verify-email`, { body });
  }
  forgotPassword(body) {
    return this.call("POST", `/v1/auth/forgot-password`, { body });
  }
  resetPassword(body) {
    return this.call("POST", `/v1/auth/reset-password`, { body });
  }
  login(body) {
    return this.call("POST", `/v1/auth/login`, { body });
  }
  refresh(body) {
    return this.call("POST", `/v1/auth/refresh`, { body });
  }
  resendVerification() {
    return this.call("POST", `/v1/auth/verify-email/resend`);
  }
  getMe() {
    return this.call("GET", `/v1/me`);
  }
  changeMe(body) {
    return this.call("PATCH", `/v1/me`, { body });
  }
  deleteMe(body) {
    return this.call("DELETE", `/v1/me`, { body });
  }
  listSessions(options = {}) {
    return this.call("GET", `/v1/me/sessions`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getFactors() {
    return this.call("GET", `/v1/me/factors`);
  }
  enrolTotp() {
    return this.call("POST", `/v1/me/totp`);
  }
  removeTotp() {
    return this.call("DELETE", `/v1/me/totp`);
  }
  confirmTotp(body) {
    return this.call("POST", `/v1/me/totp/confirm`, { body });
  }
  stepUp(body) {
    return this.call("POST", `/v1/auth/step-up`, { body });
  }
  startPasskey() {
    return this.call("POST", `/v1/me/passkeys/options`);
  }
  registerPasskey(body) {
    return this.call("POST", `/v1/me/passkeys`, { body });
  }
  listPasskeys() {
    return this.call("GET", `/v1/me/passkeys`);
  }
  startPasskeyLogin() {
    return this.call("POST", `/v1/auth/passkey/options`);
  }
  logInWithPasskey(body) {
    return this.call("POST", `/v1/auth/passkey`, { body });
  }
  removePasskey(passkeyId) {
    return this.call("DELETE", `/v1/me/passkeys/${encodeURIComponent(passkeyId)}`);
  }
  renewRecoveryCodes() {
    return this.call("POST", `/v1/me/recovery-codes`);
  }
  endSession(sessionId) {
    return this.call("DELETE", `/v1/me/sessions/${encodeURIComponent(sessionId)}`);
  }
  addAddress(body) {
    return this.call("POST", `/v1/me/addresses`, { body });
  }
  listAddresses() {
    return this.call("GET", `/v1/me/addresses`);
  }
  getAddress(addressId) {
    return this.call("GET", `/v1/me/addresses/${encodeURIComponent(addressId)}`);
  }
  changeAddress(addressId, body) {
    return this.call("PUT", `/v1/me/addresses/${encodeURIComponent(addressId)}`, { body });
  }
  removeAddress(addressId) {
    return this.call("DELETE", `/v1/me/addresses/${encodeURIComponent(addressId)}`);
  }
  answerMarketing(body) {
    return this.call("PUT", `/v1/me/consents/marketing`, { body });
  }
  listConsents(options = {}) {
    return this.call("GET", `/v1/me/consents`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  listActivity(options = {}) {
    return this.call("GET", `/v1/me/activity`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  requestExport() {
    return this.call("POST", `/v1/me/exports`);
  }
  listExports() {
    return this.call("GET", `/v1/me/exports`);
  }
  getExportedAccount(exportId) {
    return this.call("GET", `/v1/exports/${encodeURIComponent(exportId)}/users`);
  }
  listErasures(options = {}) {
    return this.call("GET", `/v1/admin/erasures`, { query: { "is_open": options.isOpen, "cursor": options.cursor, "limit": options.limit } });
  }
  listAccounts(options = {}) {
    return this.call("GET", `/v1/admin/accounts`, { query: { "email": options.email, "cursor": options.cursor, "limit": options.limit } });
  }
  getAccount(accountId) {
    return this.call("GET", `/v1/admin/accounts/${encodeURIComponent(accountId)}`);
  }
  disableAccount(accountId) {
    return this.call("POST", `/v1/admin/accounts/${encodeURIComponent(accountId)}/disable`);
  }
  enableAccount(accountId) {
    return this.call("POST", `/v1/admin/accounts/${encodeURIComponent(accountId)}/enable`);
  }
  setRoles(accountId, body, options = {}) {
    return this.call("PUT", `/v1/admin/accounts/${encodeURIComponent(accountId)}/roles`, { body, headers: { "If-Match": options.ifMatch } });
  }
  listRoles() {
    return this.call("GET", `/v1/admin/roles`);
  }
  createRole(body) {
    return this.call("POST", `/v1/admin/roles`, { body });
  }
  getRole(name) {
    return this.call("GET", `/v1/admin/roles/${encodeURIComponent(name)}`);
  }
  changeRole(name, body, options = {}) {
    return this.call("PUT", `/v1/admin/roles/${encodeURIComponent(name)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  registerApp(body) {
    return this.call("POST", `/v1/admin/apps`, { body });
  }
  listApps(options = {}) {
    return this.call("GET", `/v1/admin/apps`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  revokeApp(clientId) {
    return this.call("DELETE", `/v1/admin/apps/${encodeURIComponent(clientId)}`);
  }
  logoutEverywhere() {
    return this.call("POST", `/v1/auth/logout-everywhere`);
  }
  changePassword(body) {
    return this.call("POST", `/v1/me/password`, { body });
  }
  changeEmail(body) {
    return this.call("POST", `/v1/me/email`, { body });
  }
  confirmEmail(body) {
    return this.call("POST", `/v1/auth/confirm-email`, { body });
  }
  logout(body) {
    return this.call("POST", `/v1/auth/logout`, { body });
  }
  getAppToken() {
    return this.call("POST", `/v1/oauth/token`);
  }
  revokeToken() {
    return this.call("POST", `/v1/oauth/revoke`);
  }
  getOpenidConfiguration() {
    return this.call("GET", `/.well-known/openid-configuration`);
  }
  getAuthorizationServer() {
    return this.call("GET", `/.well-known/oauth-authorization-server`);
  }
  getKeys() {
    return this.call("GET", `/.well-known/jwks.json`);
  }
  previewOrder(body) {
    return this.call("POST", `/v1/orders/preview`, { body });
  }
  createCart() {
    return this.call("POST", `/v1/carts`);
  }
  setCartLine(cartId, variantId, body, options = {}) {
    return this.call("PUT", `/v1/carts/${encodeURIComponent(cartId)}/lines/${encodeURIComponent(variantId)}`, { body, headers: { "Cart-Token": options.cartToken, "If-Match": options.ifMatch } });
  }
  removeCartLine(cartId, variantId, options = {}) {
    return this.call("DELETE", `/v1/carts/${encodeURIComponent(cartId)}/lines/${encodeURIComponent(variantId)}`, { headers: { "Cart-Token": options.cartToken, "If-Match": options.ifMatch } });
  }
  getCart(cartId, options = {}) {
    return this.call("GET", `/v1/carts/${encodeURIComponent(cartId)}`, { query: { "shipping_country": options.shippingCountry, "shipping_method": options.shippingMethod, "promotion_codes": options.promotionCodes }, headers: { "Cart-Token": options.cartToken } });
  }
  mergeCarts(options = {}) {
    return this.call("POST", `/v1/carts/merge`, { headers: { "Cart-Token": options.cartToken } });
  }
  placeGuestOrder(body, options = {}) {
    return this.call("POST", `/v1/guest-orders`, { body, headers: { "Idempotency-Key": options.idempotencyKey, "Cart-Token": options.cartToken } });
  }
  getGuestOrder(orderId, options = {}) {
    return this.call("GET", `/v1/guest-orders/${encodeURIComponent(orderId)}`, { headers: { "Order-Token": options.orderToken } });
  }
  cancelGuestOrder(orderId, options = {}) {
    return this.call("POST", `/v1/guest-orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey, "Order-Token": options.orderToken } });
  }
  requestGuestReturn(orderId, body, options = {}) {
    return this.call("POST", `/v1/guest-orders/${encodeURIComponent(orderId)}/returns`, { body, headers: { "Idempotency-Key": options.idempotencyKey, "Order-Token": options.orderToken } });
  }
  listGuestReturns(orderId, options = {}) {
    return this.call("GET", `/v1/guest-orders/${encodeURIComponent(orderId)}/returns`, { headers: { "Order-Token": options.orderToken } });
  }
  cancelGuestReturn(orderId, returnId, options = {}) {
    return this.call("POST", `/v1/guest-orders/${encodeURIComponent(orderId)}/returns/${encodeURIComponent(returnId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey, "Order-Token": options.orderToken } });
  }
  lookUpGuestOrder(body) {
    return this.call("POST", `/v1/guest-orders/lookup`, { body });
  }
  claimGuestOrders() {
    return this.call("POST", `/v1/guest-orders/claim`);
  }
  placeOrder(body, options = {}) {
    return this.call("POST", `/v1/orders`, { body, headers: { "Idempotency-Key": options.idempotencyKey, "Cart-Token": options.cartToken } });
  }
  listOrders(options = {}) {
    return this.call("GET", `/v1/orders`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getOrder(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}`);
  }
  cancelLines(orderId, body, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancellations`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  cancelAnyLines(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancellations`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  giveRefund(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/refunds`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAnyRefunds(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/refunds`);
  }
  refundShipping(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/shipping-refunds`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  holdOrder(orderId, body) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/hold`, { body });
  }
  resumeOrder(orderId) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/resume`);
  }
  writeNote(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/notes`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listNotes(orderId, options = {}) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/notes`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  createFulfilment(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/fulfilments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAnyFulfilments(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/fulfilments`);
  }
  listAllFulfilments(options = {}) {
    return this.call("GET", `/v1/admin/fulfilments`, { query: { "status": options.status, "cursor": options.cursor, "limit": options.limit } });
  }
  cancelFulfilment(fulfilmentId, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  shipFulfilment(fulfilmentId, body, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/ship`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  deliverFulfilment(fulfilmentId, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/deliver`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listFulfilments(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/fulfilments`);
  }
  requestReturn(orderId, body, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/returns`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listReturns(options = {}) {
    return this.call("GET", `/v1/returns`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  cancelReturn(returnId, options = {}) {
    return this.call("POST", `/v1/returns/${encodeURIComponent(returnId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllReturns(options = {}) {
    return this.call("GET", `/v1/admin/returns`, { query: { "status": options.status, "cursor": options.cursor, "limit": options.limit } });
  }
  listAnyReturns(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/returns`);
  }
  rejectReturn(returnId, body, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/reject`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  cancelAnyReturn(returnId, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  approveReturn(returnId, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/approve`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  receiveReturn(returnId, body, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/receive`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listRefunds(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/refunds`);
  }
  getTimeline(orderId, options = {}) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/timeline`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyTimeline(orderId, options = {}) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/timeline`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getExportedOrders(exportId) {
    return this.call("GET", `/v1/exports/${encodeURIComponent(exportId)}/orders`);
  }
  cancelOrder(orderId, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllOrders(options = {}) {
    return this.call("GET", `/v1/admin/orders`, { query: { "customer_id": options.customerId, "status": options.status, "needs_review": options.needsReview, "number": options.number, "sku": options.sku, "placed_from": options.placedFrom, "placed_before": options.placedBefore, "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyOrder(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}`);
  }
  cancelAnyOrder(orderId, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listReviews(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/reviews`);
  }
  resolveReview(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/review-resolution`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listPaymentDifferences(options = {}) {
    return this.call("GET", `/v1/admin/payments/differences`, { query: { "state": options.state, "kind": options.kind, "cursor": options.cursor, "limit": options.limit } });
  }
  receivePaymentEvent(body) {
    return this.call("POST", `/v1/webhooks/stripe`, { body });
  }
  createShippingMethod(body, options = {}) {
    return this.call("POST", `/v1/admin/shipping-methods`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllShippingMethods(options = {}) {
    return this.call("GET", `/v1/admin/shipping-methods`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  listShippingMethods(options = {}) {
    return this.call("GET", `/v1/shipping-methods`, { query: { "country": options.country } });
  }
  getShippingMethod(shippingMethodId) {
    return this.call("GET", `/v1/admin/shipping-methods/${encodeURIComponent(shippingMethodId)}`);
  }
  editShippingMethod(shippingMethodId, body, options = {}) {
    return this.call("PUT", `/v1/admin/shipping-methods/${encodeURIComponent(shippingMethodId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  createTaxRate(body, options = {}) {
    return this.call("POST", `/v1/admin/tax-rates`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listTaxRates(options = {}) {
    return this.call("GET", `/v1/admin/tax-rates`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getTaxRate(taxRateId) {
    return this.call("GET", `/v1/admin/tax-rates/${encodeURIComponent(taxRateId)}`);
  }
  editTaxRate(taxRateId, body, options = {}) {
    return this.call("PUT", `/v1/admin/tax-rates/${encodeURIComponent(taxRateId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  removeTaxRate(taxRateId, options = {}) {
    return this.call("DELETE", `/v1/admin/tax-rates/${encodeURIComponent(taxRateId)}`, { headers: { "If-Match": options.ifMatch } });
  }
  createPromotion(body, options = {}) {
    return this.call("POST", `/v1/admin/promotions`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listPromotions(options = {}) {
    return this.call("GET", `/v1/admin/promotions`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getPromotion(promotionId) {
    return this.call("GET", `/v1/admin/promotions/${encodeURIComponent(promotionId)}`);
  }
  editPromotion(promotionId, body, options = {}) {
    return this.call("PUT", `/v1/admin/promotions/${encodeURIComponent(promotionId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  openTicket(body, options = {}) {
    return this.call("POST", `/v1/support/tickets`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listTickets(options = {}) {
    return this.call("GET", `/v1/support/tickets`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getTicket(ticketId) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}`);
  }
  writeMessage(ticketId, body, options = {}) {
    return this.call("POST", `/v1/support/tickets/${encodeURIComponent(ticketId)}/messages`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listMessages(ticketId, options = {}) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}/messages`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getExportedTickets(exportId) {
    return this.call("GET", `/v1/exports/${encodeURIComponent(exportId)}/support`);
  }
  listAllTickets(options = {}) {
    return this.call("GET", `/v1/admin/tickets`, { query: { "status": options.status, "priority": options.priority, "assignee": options.assignee, "tag": options.tag, "q": options.q, "view": options.view, "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyTicket(ticketId, options = {}) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  editTicket(ticketId, body, options = {}) {
    return this.call("PATCH", `/v1/admin/tickets/${encodeURIComponent(ticketId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  getTicketContext(ticketId) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}/context`);
  }
  answerTicket(ticketId, body, options = {}) {
    return this.call("POST", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/messages`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  closeTicket(ticketId) {
    return this.call("POST", `/v1/support/tickets/${encodeURIComponent(ticketId)}/close`);
  }
  attachFile(body, options = {}) {
    return this.call("POST", `/v1/support/attachments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAttachments(options = {}) {
    return this.call("GET", `/v1/support/attachments`, { query: { "ticket_id": options.ticketId } });
  }
  confirmAttachment(attachmentId) {
    return this.call("POST", `/v1/support/attachments/${encodeURIComponent(attachmentId)}/confirm`);
  }
  getAttachment(attachmentId) {
    return this.call("GET", `/v1/support/attachments/${encodeURIComponent(attachmentId)}`);
  }
  attachAnyFile(body, options = {}) {
    return this.call("POST", `/v1/admin/attachments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAnyAttachments(options = {}) {
    return this.call("GET", `/v1/admin/attachments`, { query: { "ticket_id": options.ticketId } });
  }
  confirmAnyAttachment(attachmentId) {
    return this.call("POST", `/v1/admin/attachments/${encodeURIComponent(attachmentId)}/confirm`);
  }
  getAnyAttachment(attachmentId) {
    return this.call("GET", `/v1/admin/attachments/${encodeURIComponent(attachmentId)}`);
  }
  reportAgent(body) {
    return this.call("PUT", `/v1/admin/agents/me`, { body });
  }
  listAgents() {
    return this.call("GET", `/v1/admin/agents`);
  }
  takeTicket(ticketId) {
    return this.call("POST", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/take`);
  }
  assignTicket(ticketId, body, options = {}) {
    return this.call("PUT", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/assignee`, { body, headers: { "If-Match": options.ifMatch } });
  }
  actFromTicket(ticketId, body, options = {}) {
    return this.call("POST", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/actions`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listActionsOfTicket(ticketId) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/actions`);
  }
  listWaitingActions(options = {}) {
    return this.call("GET", `/v1/admin/ticket-actions`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  approveAction(actionId) {
    return this.call("POST", `/v1/admin/ticket-actions/${encodeURIComponent(actionId)}/approve`);
  }
  rejectAction(actionId) {
    return this.call("POST", `/v1/admin/ticket-actions/${encodeURIComponent(actionId)}/reject`);
  }
  getTicketClocks(ticketId) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/sla`);
  }
  getSla() {
    return this.call("GET", `/v1/admin/sla`);
  }
  setSla(body, options = {}) {
    return this.call("PUT", `/v1/admin/sla`, { body, headers: { "If-Match": options.ifMatch } });
  }
  addCannedReply(body, options = {}) {
    return this.call("POST", `/v1/admin/canned-replies`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listCannedReplies() {
    return this.call("GET", `/v1/admin/canned-replies`);
  }
  draftReply(ticketId, options = {}) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/draft`, { query: { "reply": options.reply } });
  }
  editCannedReply(replyKey, body, options = {}) {
    return this.call("PUT", `/v1/admin/canned-replies/${encodeURIComponent(replyKey)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  removeCannedReply(replyKey, options = {}) {
    return this.call("DELETE", `/v1/admin/canned-replies/${encodeURIComponent(replyKey)}`, { headers: { "If-Match": options.ifMatch } });
  }
  keepTicketView(body, options = {}) {
    return this.call("POST", `/v1/admin/ticket-views`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listTicketViews() {
    return this.call("GET", `/v1/admin/ticket-views`);
  }
  dropTicketView(viewId) {
    return this.call("DELETE", `/v1/admin/ticket-views/${encodeURIComponent(viewId)}`);
  }
  relateTickets(ticketId, body) {
    return this.call("PUT", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/related`, { body });
  }
  listRelatedTickets(ticketId) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/related`);
  }
  getTicketAudit(ticketId, options = {}) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/audit`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  mergeTicket(ticketId, body) {
    return this.call("POST", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/merge`, { body });
  }
}
