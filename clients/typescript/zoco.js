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
  login(body) {
    return this.call("POST", `/v1/auth/login`, { body });
  }
  refresh(body) {
    return this.call("POST", `/v1/auth/refresh`, { body });
  }
  getMe() {
    return this.call("GET", `/v1/me`);
  }
  changeMe(body) {
    return this.call("PATCH", `/v1/me`, { body });
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
  renewRecoveryCodes() {
    return this.call("POST", `/v1/me/recovery-codes`);
  }
  logout(body) {
    return this.call("POST", `/v1/auth/logout`, { body });
  }
  getKeys() {
    return this.call("GET", `/.well-known/jwks.json`);
  }
  previewOrder(body) {
    return this.call("POST", `/v1/orders/preview`, { body });
  }
  placeOrder(body, options = {}) {
    return this.call("POST", `/v1/orders`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listOrders(options = {}) {
    return this.call("GET", `/v1/orders`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getOrder(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}`);
  }
  cancelOrder(orderId, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllOrders(options = {}) {
    return this.call("GET", `/v1/admin/orders`, { query: { "customer_id": options.customerId, "status": options.status, "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyOrder(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}`);
  }
  cancelAnyOrder(orderId, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
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
  listAllTickets(options = {}) {
    return this.call("GET", `/v1/admin/tickets`, { query: { "status": options.status, "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyTicket(ticketId, options = {}) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}`, { query: { "limit": options.limit, "cursor": options.cursor } });
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
}
